using Chat.Actors.Conversations;
using Chat.Actors.Groups;
using Chat.Actors.Tests.Groups;
using Chat.Protocol.Groups;

namespace Chat.Actors.Tests.Rooms;

/// <summary>What the conversations are told of live rooms and of groups that are made, change and are left.</summary>
public sealed class RoomMessageSpecs : GroupsHarness
{
    private const string Room = "@TGS#room";

    private readonly Queue<string> _polls = new();
    private string _history = "[]";

    [Fact]
    public void Items_are_handed_on_once_and_in_order()
    {
        Join();
        _polls.Enqueue("""{"Key":"k","NextSeq":2,"RspMsgList":[{"Event":3,"MsgSeq":3,"MsgRandom":3},{"Event":3,"MsgSeq":1,"MsgRandom":1},{"Event":99,"MsgSeq":2}]}""");
        _polls.Enqueue("""{"Key":"k","NextSeq":3,"RspMsgList":[{"Event":3,"MsgSeq":1,"MsgRandom":9},{"Event":3,"MsgSeq":4,"MsgRandom":3},{"Event":20,"MsgSeq":1},{"Event":17,"MsgSeq":5,"MsgRandom":5}]}""");

        AdvanceSeconds(1);

        Assert.Equal([1, 3, 1, 5], Told<ConversationsProtocol.RoomMessages>().SelectMany(static one => one.Items).Select(static item => item.MsgSeq));
        Assert.All(Told<ConversationsProtocol.RoomMessages>(), static one => Assert.Equal((Room, false, false), (one.GroupId, one.IsBroadcast, one.IsHistory)));
        Assert.All(Told<ConversationsProtocol.RoomMessages>().SelectMany(static one => one.Items), static item => Assert.Equal(Room, item.GroupInfo!.GroupId));
    }

    [Fact]
    public void Attributes_counters_and_data_are_no_messages()
    {
        Join();
        _polls.Enqueue("""{"Key":"k","NextSeq":2,"RspMsgList":[{"Event":6,"MsgBody":{"MsgGroupNewInfo":{"GroupAttrOption":{"OpType":3,"GroupAttrSeq":1}}}},{"Event":6,"MsgBody":{"GroupCounterInfo":[{"GroupCounter":[]}]}},{"Event":100,"MsgBody":{"MsgContent":"x"}},{"Event":4,"MsgSeq":1,"MsgBody":{"OpType":1}}]}""");

        AdvanceSeconds(1);

        Assert.Equal(4, Assert.Single(Assert.Single(Told<ConversationsProtocol.RoomMessages>()).Items).Event);
    }

    [Fact]
    public void History_of_the_join_is_handed_on_as_such()
    {
        _history = """[null,{"Event":3,"MsgSeq":1}]""";

        Join();

        var history = Assert.Single(Told<ConversationsProtocol.RoomMessages>());
        Assert.Equal((true, false, 1), (history.IsHistory, history.IsBroadcast, Assert.Single(history.Items).MsgSeq));
    }

    [Fact]
    public void Broadcasts_are_handed_on_once()
    {
        Join();
        const string poll = """{"Key":"k","NextSeq":2,"NextBroadcastSeq":7,"RspBroadcastMsgList":[null,{"Event":17,"From_Account":"bob","MsgRandom":1,"MsgClientTime":1}]}""";
        _polls.Enqueue(poll);
        _polls.Enqueue(poll);

        AdvanceSeconds(1);

        Assert.True(Assert.Single(Told<ConversationsProtocol.RoomMessages>()).IsBroadcast);
    }

    [Fact]
    public void Room_that_is_dismissed_hands_on_the_notice_before_it_goes()
    {
        Join();
        _polls.Enqueue("""{"Key":"k","NextSeq":2,"RspMsgList":[{"Event":5,"MsgSeq":1,"MsgBody":{"ReportType":5}}]}""");

        AdvanceSeconds(1);

        Assert.Single(Told<ConversationsProtocol.RoomMessages>());
        Assert.Equal(new ConversationsProtocol.GroupLeft(Room, IsRoom: true), Assert.Single(Told<ConversationsProtocol.GroupLeft>()));
    }

    [Theory]
    [InlineData(GroupTypes.Public, "创建群组", 0)]
    [InlineData(GroupTypes.Community, "创建社群", 1)]
    public void New_group_is_announced_in_itself(string type, string title, int command)
    {
        Start(Answer);

        Ask<CreateGroupResult>(promise => new GroupsProtocol.Create(new NewGroup { Type = type, Name = "x" }, promise));

        var sent = Assert.Single(Told<ConversationsProtocol.SendGroupCreated>());
        Assert.Equal((Room, type), (sent.GroupId, sent.GroupType));
        Assert.Equal($$"""{"businessID":"group_create","content":"{{title}}","cmd":{{command}},"opUser":"alice","version":4}""", sent.Content);
    }

    [Theory]
    [InlineData(GroupTypes.AVChatRoom, false)]
    [InlineData(GroupTypes.Community, true)]
    public void Room_and_community_with_topics_are_not(string type, bool hasTopics)
    {
        Start(Answer);

        Ask<CreateGroupResult>(promise => new GroupsProtocol.Create(new NewGroup { Type = type, Name = "x", IsSupportTopic = hasTopics }, promise));

        Assert.Empty(Told<ConversationsProtocol.SendGroupCreated>());
    }

    private void Join()
    {
        Start(Answer);
        Ask<JoinGroupResult>(static promise => new GroupsProtocol.Join(Room, null, null, promise));
    }

    private string? Answer(string command) => command[(command.IndexOf('.', StringComparison.Ordinal) + 1)..] switch
    {
        "apply_join_group" => $$"""{"JoinedStatus":"JoinedSuccess","HugeGroupFlag":1,"LongPollingKey":"k","StartSeq":1,"RspMsgList":{{_history}}}""",
        "get_group_self_member_info" => $$"""{"GroupInfo":[{"GroupId":"{{Room}}"}]}""",
        "create_group" => $$"""{"GroupId":"{{Room}}"}""",
        "get_msg" => _polls.TryDequeue(out var poll) ? poll : """{"Key":"k","NextSeq":2}""",
        _ => "{}",
    };
}
