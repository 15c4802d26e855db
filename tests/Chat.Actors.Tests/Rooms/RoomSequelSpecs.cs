using Chat.Actors.Events;
using Chat.Actors.Groups;
using Chat.Actors.Messages;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Rooms;
using Chat.Testing;

namespace Chat.Actors.Tests.Rooms;

/// <summary>What outlives a single poll or join of a live room, and what must not.</summary>
public sealed class RoomSequelSpecs : ChatSpec
{
    private const string Room = "@TGS#room";
    private const string Other = "@TGS#other";
    private const string Poll = "group_open_long_polling_http_svc.get_msg";
    private const string OnlineCount = "group_open_http_svc.get_online_member_num";

    private readonly FakeGroup _room;

    public RoomSequelSpecs()
    {
        _room = Gateway.AddGroup(Room, GroupTypes.AVChatRoom, "bob");
        Gateway.AddGroup(Other, GroupTypes.AVChatRoom, "bob").PollingKey = "other";
    }

    [Fact]
    public void Room_that_is_the_first_now_asks_for_broadcasts_where_the_former_one_was()
    {
        var client = LogIn(change: static options => options with { UnlimitedAVChatRoom = true });
        Gateway.OverrideReply = static request => request.Command == Poll && Asked(request).Key == "poll-1"
            ? """{"ErrorCode":0,"Key":"poll-1","NextSeq":2,"NextBroadcastSeq":7}"""
            : null;
        Done(client.JoinGroupAsync(Room));
        Done(client.JoinGroupAsync(Other));
        AdvanceSeconds(1);
        Assert.All(PollsOf("other"), static poll => Assert.Null(poll.StartBroadcastSeq));
        Assert.Equal([null, 7], PollsOf("poll-1").Take(2).Select(static poll => poll.StartBroadcastSeq));

        Done(client.QuitGroupAsync(Room));
        AdvanceSeconds(1);

        Assert.Equal(7, PollsOf("other")[^1].StartBroadcastSeq);
        Done(client.QuitGroupAsync(Other));
        Done(client.JoinGroupAsync(Room));
        AdvanceSeconds(1);
        Assert.Equal([null, 7], PollsOf("poll-1").TakeLast(4).Take(2).Select(static poll => poll.StartBroadcastSeq));
    }

    [Fact]
    public void Tip_of_a_poll_has_its_members_and_how_they_came_or_went()
    {
        var client = LogIn();
        Done(client.JoinGroupAsync(Room));

        _room.Polls.Enqueue([Tip("""{"OpType":1,"Operator_Account":"carol","List_Account":["carol",null]}""", 1), Tip("""{"OpType":2,"Operator_Account":"dave","List_Account":["dave"],"GroupJoinType":7}""", 2)]);
        AdvanceSeconds(1);

        var tips = EventsOf<MessageReceived>().SelectMany(static one => one.Messages).Select(static one => (GroupTipPayload)one.Payload).ToList();
        Assert.Equal([("carol", 1), ("dave", 7)], tips.Select(static tip => (Assert.Single(tip.MemberList).UserId, tip.GroupJoinType)));
    }

    [Fact]
    public void Guest_knows_the_number_of_viewers_that_the_tips_tell()
    {
        var client = Create();
        Assert.Equal(0, Done(client.GetGroupOnlineMemberCountAsync(Room)));
        Done(client.JoinGroupAsync(Room));
        Assert.Equal(0, Done(client.GetGroupOnlineMemberCountAsync(Room)));

        _room.Polls.Enqueue([Tip("""{"OpType":1,"List_Account":["carol"],"OnlineMemberInfo":{"OnlineMemberNum":77,"ExpireTime":10}}""", 1)]);
        AdvanceSeconds(1);

        Assert.Equal(77, Done(client.GetGroupOnlineMemberCountAsync(Room)));
        Assert.Empty(Gateway.RequestsFor(OnlineCount));
        Done(client.QuitGroupAsync(Room));
        Assert.Equal(0, Done(client.GetGroupOnlineMemberCountAsync(Room)));
    }

    [Fact]
    public void Attributes_that_were_deleted_during_an_outage_are_told_with_the_next_change()
    {
        _room.PollingKey = null;
        var client = LogIn();
        Done(client.JoinGroupAsync(Room));
        Done(client.SetGroupAttributesAsync(Room, new Dictionary<string, string> { ["a"] = "1", ["b"] = "1" }));

        _room.Attributes.Remove("a");
        Gateway.Drop("alice");
        AdvanceSeconds(1);
        Gateway.SetAttribute(Room, "b", "2");

        var told = EventsOf<GroupAttributesUpdated>("alice")[^1];
        Assert.Equal("b", Assert.Single(told.UpdatedKeyList));
        Assert.Equal("a", Assert.Single(told.DeletedKeyList));
    }

    [Fact]
    public void Viewers_of_a_room_are_asked_for_each_time()
    {
        _room.Members.Add(new WireGroupMember { Member = "carol", Role = GroupRoles.Member });
        var client = LogIn();
        Done(client.JoinGroupAsync(Room));

        Assert.Contains(Done(client.GetGroupMemberListAsync(new GroupMemberQuery { GroupId = Room })).Members, static one => one is { UserId: "carol", Nick: "nick of carol" });

        Assert.Null(Done(client.SetGroupMemberMuteTimeAsync(Room, "carol", TimeSpan.FromSeconds(60))));
    }

    [Fact]
    public void Viewers_of_a_room_have_names_where_the_app_has_no_list_of_them()
    {
        Gateway.PurchaseBits = "0";
        _room.Members.Add(new WireGroupMember { Member = "carol", Role = GroupRoles.Member });
        var client = LogIn();
        LogIn("carol");
        Done(client.JoinGroupAsync(Room));

        Assert.Contains(Done(client.GetGroupMemberListAsync(new GroupMemberQuery { GroupId = Room })).Members, static one => one.UserId == "carol");
    }

    [Fact]
    public void Logout_during_the_quit_of_the_former_room_ends_the_join()
    {
        var client = LogIn();
        Done(client.JoinGroupAsync(Room));
        Gateway.Silence(GroupCommands.Quit.Ordinary);
        var join = client.JoinGroupAsync(Other);
        AdvanceSeconds(1);

        Done(client.LogoutAsync());
        AdvanceSeconds(20);

        Assert.NotEqual(0, CodeOf(join));
        Assert.Empty(PollsOf("other"));
    }

    [Fact]
    public void Server_says_how_often_the_viewers_of_a_room_may_be_asked_for()
    {
        Gateway.OverrideReply = static request => request.Command == "im_sdk_config_mgr.fetch_config"
            ? """{"str_json_config":"{\"av_members_freq_limit\":\"{\\\"interval\\\":10,\\\"count\\\":1}\"}"}"""
            : null;
        var client = LogIn();
        Done(client.JoinGroupAsync(Room));

        Done(client.GetGroupMemberListAsync(new GroupMemberQuery { GroupId = Room }));
        Assert.Equal(ErrorCodes.ClientRateLimit, CodeOf(client.GetGroupMemberListAsync(new GroupMemberQuery { GroupId = Room })));
        AdvanceSeconds(11);

        Assert.Equal(0, CodeOf(client.GetGroupMemberListAsync(new GroupMemberQuery { GroupId = Room })));
    }

    private static PollRoom Asked(FakeRequest request) => Wire.Read(request.Body.Utf8.Span, RoomsJson.Default.PollRoom);

    private List<PollRoom> PollsOf(string key) => [.. Gateway.RequestsFor(Poll).Select(Asked).Where(poll => poll.Key == key)];

    private static WireGroupMessage Tip(string body, long sequence) => new()
    {
        Event = 4, ToGroupId = Room, MsgSeq = sequence, MsgRandom = sequence + 1000, MsgBody = RawJson.Parse(body),
    };
}
