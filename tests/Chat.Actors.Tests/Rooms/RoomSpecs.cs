using Chat.Actors.Events;
using Chat.Actors.Groups;
using Chat.Actors.Messages;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Rooms;
using Chat.Testing;

namespace Chat.Actors.Tests.Rooms;

public sealed class RoomSpecs : ChatSpec
{
    private const string Room = "@TGS#room";
    private const string Poll = "group_open_long_polling_http_svc.get_msg";
    private const string AnonymousPoll = "group_open_long_polling_http_noauth_svc.get_msg";

    private readonly FakeGroup _room;

    public RoomSpecs() => _room = Gateway.AddGroup(Room, GroupTypes.AVChatRoom, "bob");

    [Fact]
    public void Join_without_a_login_that_fails_leaves_another_alone()
    {
        Gateway.AddGroup("@TGS#public", GroupTypes.Public, "bob");
        var client = Create();
        Gateway.Silence(RoomCommands.JoinAnonymously);
        var slow = client.JoinGroupAsync(Room);
        Gateway.Silence(RoomCommands.JoinAnonymously, silent: false);

        Assert.NotEqual(0, CodeOf(client.JoinGroupAsync("@TGS#public")));

        Assert.False(slow.IsCompleted);
        Assert.Equal(1, Gateway.OpenConnections);
    }

    [Fact]
    public void Joined_room_is_polled_from_the_position_of_the_join()
    {
        var client = LogIn();

        var joined = Done(client.JoinGroupAsync(Room));
        AdvanceSeconds(1);

        Assert.Equal((JoinStatus.Success, Room, GroupTypes.AVChatRoom), (joined.Status, joined.Group!.GroupId, joined.Group.Type));
        var polls = Gateway.RequestsFor(Poll);
        Assert.Equal("""{"USP":1,"StartSeq":10,"HoldTime":90,"Key":"poll-1","DownsizeFlag":0}""", polls[0].Body.ToString());
        Assert.Equal("""{"USP":1,"StartSeq":11,"HoldTime":90,"Key":"poll-1","DownsizeFlag":0,"StartBroadcastSeq":1}""", polls[1].Body.ToString());
        Assert.Equal([0, 300, 600, 900], polls.Select(poll => (int)(poll.Time - polls[0].Time).TotalMilliseconds));
    }

    [Fact]
    public void Polls_slow_down_when_nothing_comes_and_speed_up_with_a_message()
    {
        var client = LogIn();
        Done(client.JoinGroupAsync(Room));
        AdvanceSeconds(6);
        Assert.Equal(20, Gateway.RequestsFor(Poll).Count);
        AdvanceSeconds(2);
        Assert.Equal(21, Gateway.RequestsFor(Poll).Count);

        _room.Polls.Enqueue([Message(1)]);
        AdvanceSeconds(2.4);
        var before = Gateway.RequestsFor(Poll).Count;
        AdvanceSeconds(0.9);

        Assert.Equal(before + 3, Gateway.RequestsFor(Poll).Count);
    }

    [Fact]
    public void Poll_that_fails_is_repeated_after_two_seconds_and_one_without_an_answer_after_its_time()
    {
        var client = LogIn();
        Gateway.FailNext(RoomCommands.Poll, ErrorCodes.GroupInternal);
        Done(client.JoinGroupAsync(Room));
        AdvanceSeconds(1.9);
        Assert.Single(Gateway.RequestsFor(Poll));
        AdvanceSeconds(0.2);
        Assert.Equal(2, Gateway.RequestsFor(Poll).Count);

        Gateway.Silence(RoomCommands.Poll);
        AdvanceSeconds(0.4);
        AdvanceSeconds(19);

        Assert.Equal(4, Gateway.RequestsFor(Poll).Count);
        Assert.Equal(Gateway.RequestsFor(Poll)[2].Body, Gateway.RequestsFor(Poll)[3].Body);
    }

    [Fact]
    public void Room_without_a_polling_key_waits_for_pushes()
    {
        _room.PollingKey = null;
        Done(LogIn().JoinGroupAsync(Room));
        AdvanceSeconds(5);

        Assert.Empty(Gateway.RequestsFor(Poll));
    }

    [Fact]
    public void Room_that_a_server_pushes_to_is_joined_again_after_an_outage()
    {
        _room.PollingKey = null;
        var client = LogIn();
        Done(client.JoinGroupAsync(Room));

        Gateway.Drop("alice");
        AdvanceSeconds(1);

        Assert.Equal(2, Gateway.RequestsFor("group_open_http_svc.apply_join_group").Count);
        Assert.Equal([Room], Done(client.GetGroupListAsync()).Select(static group => group.GroupId));
        Assert.Empty(Gateway.RequestsFor(Poll));
    }

    [Theory]
    [InlineData(ErrorCodes.GroupDenied, 0)]
    [InlineData(ErrorCodes.GroupUnknown, 0)]
    [InlineData(ErrorCodes.GroupInternal, 1)]
    public void Room_that_refuses_who_comes_back_is_left(int code, int groups)
    {
        _room.PollingKey = null;
        var client = LogIn();
        Done(client.JoinGroupAsync(Room));

        Gateway.FailNext(GroupCommands.Join.Ordinary, code);
        Gateway.Drop("alice");
        AdvanceSeconds(1);

        Assert.Equal(groups, Done(client.GetGroupListAsync()).Count);
    }

    [Fact]
    public void Server_may_want_polls_after_an_outage()
    {
        _room.PollingKey = null;
        Done(LogIn().JoinGroupAsync(Room));
        _room.PollingKey = "poll-1";

        Gateway.Drop("alice");
        AdvanceSeconds(1);

        Assert.NotEmpty(Gateway.RequestsFor(Poll));
    }

    [Fact]
    public void Room_is_listened_to_with_a_key_from_elsewhere()
    {
        var client = LogIn();

        Done(client.StartMessageLongPollingAsync(Room, "poll-1", 7));
        _room.Polls.Enqueue([Message(1)]);
        AdvanceSeconds(1);

        Assert.Equal("""{"GroupId":"@TGS#room","LongPollingKey":"poll-1","PullPreSeq":7}""", Gateway.RequestsFor("group_open_http_svc.get_huge_group_msg").Single().Body.ToString());
        Assert.Equal("""{"USP":1,"StartSeq":7,"HoldTime":90,"Key":"poll-1","DownsizeFlag":0}""", Gateway.RequestsFor(Poll)[0].Body.ToString());
        Assert.Equal("bob", Assert.Single(EventsOf<MessageReceived>()[^1].Messages).From);
        Assert.Empty(Done(client.GetGroupListAsync()));
        Assert.Empty(Gateway.RequestsFor("group_open_http_svc.apply_join_group"));

        Done(client.StopMessageLongPollingAsync(Room));
        var polls = Gateway.RequestsFor(Poll).Count;
        AdvanceSeconds(2);
        Assert.Equal(polls, Gateway.RequestsFor(Poll).Count);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public void Conversation_of_a_room_is_asked_about_with_its_first_message(bool isListener, int asked)
    {
        const string profile = "group_open_http_svc.get_group_self_member_info";
        var client = LogIn();
        Done(isListener ? client.StartMessageLongPollingAsync(Room, "poll-1") : client.JoinGroupAsync(Room));
        AdvanceSeconds(1);
        var before = Gateway.RequestsFor(profile).Count;

        _room.Polls.Enqueue([Message(1)]);
        AdvanceSeconds(1);
        _room.Polls.Enqueue([Message(2)]);
        AdvanceSeconds(1);

        Assert.Equal(asked, Gateway.RequestsFor(profile).Count - before);
        Assert.Single(Gateway.RequestsFor("recentcontact.search_contact_group"));
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public void Second_room_to_listen_to_takes_the_place_of_the_first_unless_both_are_wanted(bool unlimited, int rooms)
    {
        Gateway.AddGroup("@TGS#other", GroupTypes.AVChatRoom, "bob").PollingKey = "other";
        var client = LogIn(change: options => options with { UnlimitedAVChatRoom = unlimited });
        Done(client.StartMessageLongPollingAsync(Room, "poll-1"));
        Done(client.StartMessageLongPollingAsync("@TGS#other", "other"));
        AdvanceSeconds(1);

        var keys = Gateway.RequestsFor(Poll).TakeLast(4).Select(static poll => Wire.Read(poll.Body.Utf8.Span, RoomsJson.Default.PollRoom).Key).Distinct();
        Assert.Equal(rooms, keys.Count());
    }

    [Fact]
    public void Message_to_all_rooms_is_told_once()
    {
        Gateway.AddGroup("@TGS#other", GroupTypes.AVChatRoom, "bob").PollingKey = null;
        _room.PollingKey = null;
        var client = LogIn(change: static options => options with { UnlimitedAVChatRoom = true });
        Done(client.JoinGroupAsync(Room));
        Done(client.JoinGroupAsync("@TGS#other"));

        foreach (var room in new[] { Room, "@TGS#other" })
        {
            Gateway.Raw(
                "alice",
                $$$"""
                {"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":{"EventArray":[{"Event":17,"GroupMsgArray":[
                  {"From_Account":"bob","ToGroupId":"{{{room}}}","TinyId":"5","MsgSeq":3,"MsgRandom":9,"MsgClientTime":1,"MsgTimeStamp":1,
                   "MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"to all"}}],"GroupInfo":{"GroupId":"{{{room}}}","GroupType":"AVChatRoom"}}]}]}}
                """);
        }

        var message = Assert.Single(EventsOf<MessageReceived>().SelectMany(static one => one.Messages));
        Assert.Equal((true, Room), (message.IsBroadcast, message.To));
    }

    [Fact]
    public void Short_form_is_asked_for_where_the_server_offers_it()
    {
        Gateway.OverrideReply = static request => request.Command == "im_sdk_config_mgr.fetch_config"
            ? """{"str_json_config":"{\"polling_simplified_msg\":\"1\"}"}"""
            : request.Command == Poll
                ? """{"ErrorCode":0,"Key":"poll-1","NextSeq":2,"RspMsgList":[{"E":3,"F_Account":"bob","ToGroupId":"@TGS#room","MS":1,"MR":2,"MCT":1,"MTS":1,"MP":1,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"brief"}}],"GInf":{"GId":"@TGS#room","F_NN":"Bob"}}]}"""
                : null;
        var client = LogIn();

        Done(client.JoinGroupAsync(Room));
        AdvanceSeconds(1);

        Assert.Contains("\"DownsizeFlag\":1", Gateway.RequestsFor(Poll)[0].Body.ToString(), StringComparison.Ordinal);
        var message = Assert.Single(EventsOf<MessageReceived>().SelectMany(static one => one.Messages));
        Assert.Equal(("bob", "Bob", Room, MessagePriority.High), (message.From, message.Nick, message.To, message.Priority));
    }

    [Fact]
    public void Attributes_and_counters_of_a_room_echo_its_key_and_come_with_the_polls()
    {
        var client = LogIn();
        Done(client.JoinGroupAsync(Room));
        Done(client.SetGroupAttributesAsync(Room, new Dictionary<string, string> { ["a"] = "1" }));
        Done(client.SetGroupCountersAsync(Room, new Dictionary<string, long> { ["c"] = 1 }));

        _room.Polls.Enqueue([Tip("""{"MsgGroupNewInfo":{"GroupAttrOption":{"OpType":2,"GroupAttrSeq":2,"PushChangedAttrValFlag":1,"GroupAttrInfo":[{"Key":"b","Val":"2","SubKeySeq":2}]}}}""", 6, 1)]);
        _room.Polls.Enqueue([Tip("""{"GroupCounterInfo":[{"Type":0,"GroupCounterSeq":2,"GroupCounter":[{"Key":"c","Value":9}]}]}""", 6, 1)]);
        AdvanceSeconds(1);

        Assert.Equal(["b"], EventsOf<GroupAttributesUpdated>()[^1].UpdatedKeyList.AsEnumerable());
        Assert.Equal(9, EventsOf<GroupCounterUpdated>()[^1].Value);
        Assert.Contains("\"BytesKey\":\"room-key\"", Gateway.RequestsFor("group_open_http_svc.modify_group_attr").Single().Body.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"BytesKey\":\"room-key\"", Gateway.RequestsFor("group_open_http_svc.update_group_counter").Single().Body.ToString(), StringComparison.Ordinal);
        AdvanceSeconds(31);
        Done(client.GetGroupAttributesAsync(Room));
        Assert.Equal("""{"GroupId":"@TGS#room","Key":"room-key","GroupType":1}""", Gateway.RequestsFor("group_open_attr_http_svc.get_group_attr").Single().Body.ToString());
    }

    [Fact]
    public void Online_members_of_a_room_follow_its_tips()
    {
        var client = LogIn();
        Done(client.JoinGroupAsync(Room));
        Assert.Equal(3, Done(client.GetGroupOnlineMemberCountAsync(Room)));

        _room.Polls.Enqueue([Tip("""{"OpType":1,"List_Account":["carol"],"OnlineMemberInfo":{"OnlineMemberNum":77,"ExpireTime":10}}""", 4, 1)]);
        AdvanceSeconds(1);

        Assert.Equal(77, Done(client.GetGroupOnlineMemberCountAsync(Room)));
        Assert.Single(Gateway.RequestsFor("group_open_http_svc.get_online_member_num"));
    }

    [Fact]
    public void Data_of_a_room_is_told()
    {
        var client = LogIn();
        Done(client.JoinGroupAsync(Room));

        _room.Polls.Enqueue([Tip("""{"MsgContent":"data"}""", 100, 1)]);
        AdvanceSeconds(1);
        Gateway.Raw("alice", """{"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":{"EventArray":[{"Event":100,"Content":"pushed"}]}}""");

        Assert.Equal(["data", "pushed"], EventsOf<RoomCustomDataReceived>().Select(static one => one.Content));
    }

    [Fact]
    public void Room_that_is_dismissed_or_left_is_polled_no_longer()
    {
        var client = LogIn();
        Done(client.JoinGroupAsync(Room));
        _room.Polls.Enqueue([Tip("""{"ReportType":5}""", 5, 1)]);
        AdvanceSeconds(1);
        var polls = Gateway.RequestsFor(Poll).Count;
        AdvanceSeconds(2);
        Assert.Equal(polls, Gateway.RequestsFor(Poll).Count);
        Assert.Empty(Done(client.GetGroupListAsync()));

        Done(client.JoinGroupAsync(Room));
        Done(client.QuitGroupAsync(Room));
        polls = Gateway.RequestsFor(Poll).Count;
        AdvanceSeconds(2);
        Assert.Equal(polls, Gateway.RequestsFor(Poll).Count);
    }

    [Fact]
    public void Ban_ends_the_polls_at_once()
    {
        var client = LogIn();
        Done(client.JoinGroupAsync(Room));

        Gateway.Notice("alice", Room, new GroupNoticeBody { ReportType = GroupNoticeTypes.Banned, BanDuration = 60 });
        var polls = Gateway.RequestsFor(Poll).Count;
        AdvanceSeconds(2);

        Assert.Equal(polls, Gateway.RequestsFor(Poll).Count);
        Assert.Equal(ErrorCodes.NotInGroup, CodeOf(client.QuitGroupAsync(Room)));
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public void Second_room_leaves_the_first_unless_both_are_wanted(bool unlimited, int quits)
    {
        Gateway.AddGroup("@TGS#other", GroupTypes.AVChatRoom, "bob").PollingKey = "other";
        var client = LogIn(change: options => options with { UnlimitedAVChatRoom = unlimited });
        Done(client.JoinGroupAsync(Room));

        Done(client.JoinGroupAsync("@TGS#other"));
        AdvanceSeconds(1);

        Assert.Equal(quits, Gateway.RequestsFor("group_open_http_svc.quit_group").Count);
        Assert.Equal(unlimited ? 2 : 1, Done(client.GetGroupListAsync()).Count);
        var keys = Gateway.RequestsFor(Poll).TakeLast(4).Select(static poll => Wire.Read(poll.Body.Utf8.Span, RoomsJson.Default.PollRoom).Key).Distinct();
        Assert.Equal(unlimited ? 2 : 1, keys.Count());
    }

    [Fact]
    public void Reconnect_polls_again_from_the_same_position()
    {
        var client = LogIn();
        Done(client.JoinGroupAsync(Room));
        AdvanceSeconds(1);
        Gateway.Silence(RoomCommands.Poll);
        AdvanceSeconds(0.4);
        var lost = Gateway.RequestsFor(Poll)[^1];
        var count = Gateway.RequestsFor(Poll).Count;
        Gateway.Silence(RoomCommands.Poll, silent: false);

        Gateway.Drop("alice");

        Assert.Equal(count + 1, Gateway.RequestsFor(Poll).Count);
        Assert.Equal(lost.Body, Gateway.RequestsFor(Poll)[^1].Body);
        AdvanceSeconds(1);
        Assert.Equal(count + 4, Gateway.RequestsFor(Poll).Count);
    }

    [Theory]
    [InlineData("""{"ErrorCode":0,"Key":null,"NextSeq":0,"RspMsgList":null,"RspBroadcastMsgList":[null]}""")]
    [InlineData("""{"ErrorCode":0,"Key":"x","NextSeq":-1,"RspMsgList":[null,{},{"Event":4},{"Event":5,"MsgBody":[]},{"Event":6,"MsgBody":7},{"Event":100,"MsgBody":[]},{"Event":20}]}""")]
    [InlineData("""[]""")]
    public void Poll_of_an_odd_server_does_no_harm(string reply)
    {
        var client = LogIn();
        Gateway.OverrideReply = request => request.Command == Poll ? reply : null;
        Done(client.JoinGroupAsync(Room));
        AdvanceSeconds(5);

        Assert.True(client.IsReady());
        Assert.True(Gateway.RequestsFor(Poll).Count > 2);
        Assert.Empty(EventsOf<ChatErrorRaised>());
    }

    [Fact]
    public void Room_can_be_listened_to_without_a_login()
    {
        var client = Create();

        var joined = Done(client.JoinGroupAsync(Room));
        AdvanceSeconds(1);

        Assert.Equal(new JoinGroupResult(JoinStatus.Success, null), joined);
        Assert.Equal("""{"GroupId":"@TGS#room","WebPushFlag":1}""", Gateway.RequestsFor("group_open_http_noauth_svc.apply_join_group").Single().Body.ToString());
        Assert.Equal("""{"USP":1,"StartSeq":0,"HoldTime":90,"Key":"poll-1","DownsizeFlag":0}""", Gateway.RequestsFor(AnonymousPoll)[0].Body.ToString());
        Assert.True(Gateway.RequestsFor(AnonymousPoll).Count > 2);
        Assert.All(Gateway.Requests, static request => Assert.Equal("", request.User));
        Assert.Empty(Gateway.RequestsFor("im_open_status.wslogin"));
    }

    [Fact]
    public void Anonymous_polls_outlive_a_reconnect_and_end_with_the_room()
    {
        var client = Create();
        Done(client.JoinGroupAsync(Room));
        AdvanceSeconds(1);
        Gateway.Drop("");
        AdvanceSeconds(1);
        Assert.Equal(1, Gateway.OpenConnections);
        var polls = Gateway.RequestsFor(AnonymousPoll).Count;
        Assert.True(polls > 5);

        Done(client.QuitGroupAsync(Room));
        polls = Gateway.RequestsFor(AnonymousPoll).Count;
        AdvanceSeconds(2);

        Assert.Equal(polls, Gateway.RequestsFor(AnonymousPoll).Count);
        Assert.Equal(0, Gateway.OpenConnections);
        Assert.Equal(ErrorCodes.NotInGroup, CodeOf(client.QuitGroupAsync(Room)));
    }

    [Fact]
    public void Only_live_rooms_can_be_joined_without_a_login()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "bob");
        var client = Create();

        Assert.Equal(ErrorCodes.OnlyRoomsWithoutLogin, CodeOf(client.JoinGroupAsync("@TGS#1")));
        Assert.Equal(0, Gateway.OpenConnections);
        Assert.Equal(ErrorCodes.NotLoggedIn, CodeOf(() => client.GetGroupListAsync()));
    }

    [Fact]
    public void Login_ends_listening_without_one()
    {
        var client = Create();
        Done(client.JoinGroupAsync(Room));

        Done(client.LoginAsync("alice", "signature"));
        var polls = Gateway.RequestsFor(AnonymousPoll).Count;
        AdvanceSeconds(2);

        Assert.Equal(polls, Gateway.RequestsFor(AnonymousPoll).Count);
        Assert.Empty(Done(client.GetGroupListAsync()));
        Assert.Equal(1, Gateway.OpenConnections);
    }

    private static WireGroupMessage Message(long sequence) => new()
    {
        Event = 3,
        From = "bob",
        ToGroupId = Room,
        MsgSeq = sequence,
        MsgRandom = sequence,
        MsgClientTime = 1,
        MsgBody = RawJson.Parse("""[{"MsgType":"TIMTextElem","MsgContent":{"Text":"x"}}]"""),
    };

    private static WireGroupMessage Tip(string body, int code, long sequence) => new()
    {
        Event = code, ToGroupId = Room, MsgSeq = sequence, MsgRandom = sequence + 1000, MsgBody = RawJson.Parse(body),
    };
}
