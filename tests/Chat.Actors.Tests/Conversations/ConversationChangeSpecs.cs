using System.Text.Json;
using Chat.Actors.Conversations;
using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Protocol.Conversations;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Testing;

namespace Chat.Actors.Tests.Conversations;

public sealed class ConversationChangeSpecs : ChatSpec
{
    [Fact]
    public void Pinned_conversations_come_first()
    {
        var client = LogIn();
        Gateway.Say("bob", "alice", "1");
        AdvanceSeconds(1);
        Gateway.Say("carol", "alice", "2");

        Done(client.PinConversationAsync("C2Cbob", isPinned: true));

        Assert.Equal(["bob", "carol"], Peers(client));
        Assert.Equal(
            """{"From_Account":"alice","OperationType":1,"RecentContactItem":[{"Type":1,"To_Account":"bob"}]}""",
            Assert.Single(Gateway.RequestsFor("recentcontact.top")).Body.ToString());
    }

    [Fact]
    public void Nothing_is_sent_for_a_conversation_that_is_pinned_already_or_of_the_system()
    {
        var client = LogIn();
        Gateway.Say("bob", "alice", "1");
        Done(client.PinConversationAsync("C2Cbob", isPinned: true));

        Done(client.PinConversationAsync("C2Cbob", isPinned: true));
        Done(client.PinConversationAsync(ConversationIds.System, isPinned: true));

        Assert.Single(Gateway.RequestsFor("recentcontact.top"));
    }

    [Fact]
    public void Unknown_conversation_is_made_by_pinning()
    {
        var client = LogIn();

        Done(client.PinConversationAsync("C2Cbob", isPinned: true));

        var made = Assert.Single(Done(client.GetConversationListAsync()));
        Assert.Equal(("bob", true, null), (made.PeerUserId, made.IsPinned, made.LastMessage));
        Assert.Empty(Gateway.RequestsFor("recentcontact.search_contact_group"));
    }

    [Fact]
    public void Refused_pin_changes_nothing()
    {
        var client = LogIn();
        Gateway.FailNext(ConversationCommands.Pin, ErrorCodes.TooManyPinned);

        Assert.Equal(ErrorCodes.TooManyPinned, CodeOf(client.PinConversationAsync("C2Cbob", isPinned: true)));
        Assert.Empty(Done(client.GetConversationListAsync()));
    }

    [Theory]
    [InlineData(ConversationMarks.Star, 0)]
    [InlineData(ConversationMarks.Hide, 3)]
    [InlineData(1UL << 32, 32)]
    [InlineData(1UL << 63, 63)]
    public void Marks_are_bits(ulong mark, int bit)
    {
        var client = LogIn();
        Gateway.Say("bob", "alice", "1");

        var set = Done(client.MarkConversationAsync(["C2Cbob"], mark, enableMark: true));
        Assert.Equal(["C2Cbob"], set.SuccessConversationIds);
        Assert.Equal([mark], One(client, "bob").MarkList);

        Done(client.MarkConversationAsync(["C2Cbob"], mark, enableMark: false));
        Assert.Empty(One(client, "bob").MarkList);
        Assert.Equal(
            [$$"""[{"OptType":1,"ContactItem":{"Type":1,"To_Account":"bob"},"SetMark":[{{bit}}]}]""", $$"""[{"OptType":1,"ContactItem":{"Type":1,"To_Account":"bob"},"ClearMark":[{{bit}}]}]"""],
            Gateway.RequestsFor("recentcontact.mark_contact").Select(request => JsonDocument.Parse(request.Body.ToString()).RootElement.GetProperty("MarkItem").GetRawText()));
    }

    [Fact]
    public void Marks_are_listed_ascending()
    {
        var client = LogIn();
        Gateway.Say("bob", "alice", "1");
        foreach (var mark in (ulong[])[1UL << 40, 2, 1])
        {
            Done(client.MarkConversationAsync(["C2Cbob"], mark, enableMark: true));
        }

        Assert.Equal([1UL, 2UL, 1UL << 40], One(client, "bob").MarkList);
    }

    [Fact]
    public void Conversations_that_are_not_in_the_list_fail_alone_and_without_a_request_when_all_do()
    {
        var client = LogIn();
        Gateway.Say("bob", "alice", "1");

        var some = Done(client.MarkConversationAsync(["C2Cnobody", "C2Cbob", "GROUPone", "nonsense"], 1, enableMark: true));
        var none = Done(client.SetConversationCustomDataAsync(["C2Cnobody"], "data"));

        Assert.Equal(["C2Cbob"], some.SuccessConversationIds);
        Assert.Equal([("C2Cnobody", 2500), ("GROUPone", 2500), ("nonsense", 2500)], some.Failures.Select(failure => (failure.ConversationId, failure.Code)));
        Assert.Equal(2500, Assert.Single(none.Failures).Code);
        Assert.Single(Gateway.RequestsFor("recentcontact.mark_contact"));
    }

    [Fact]
    public void Server_may_refuse_single_conversations()
    {
        var client = LogIn();
        Gateway.Say("bob", "alice", "1");
        Gateway.OverrideReply = request => request.Command == "recentcontact.mark_contact"
            ? """{"ErrorCode":0,"ResultItem":[{"ContactItem":{"Type":1,"To_Account":"bob"},"ResultCode":51008,"ResultInfo":"too many"}]}"""
            : null;

        var result = Done(client.MarkConversationAsync(["C2Cbob"], 1, enableMark: true));

        Assert.Equal(new ConversationFailure("C2Cbob", ErrorCodes.TooManyMarked, "too many"), Assert.Single(result.Failures));
        Assert.Empty(One(client, "bob").MarkList);
    }

    [Fact]
    public void Custom_data_belongs_to_the_conversation()
    {
        var client = LogIn();
        Gateway.Say("bob", "alice", "1");

        Done(client.SetConversationCustomDataAsync(["C2Cbob"], "{\"a\":1}"));

        Assert.Equal("{\"a\":1}", One(client, "bob").CustomData);
        Assert.Equal("{\"a\":1}", One(LogIn(account: "second"), "bob").CustomData);
    }

    [Fact]
    public void Draft_stays_here_and_survives_a_sync()
    {
        var client = LogIn();
        var second = LogIn(account: "second");
        Gateway.Say("bob", "alice", "1");

        Assert.Equal("half a sen", Done(client.SetConversationDraftAsync("C2Cbob", "half a sen")).Draft);
        Gateway.Drop("alice");
        Gateway.Say("bob", "alice", "2");
        AdvanceSeconds(10);

        Assert.Equal(("half a sen", "2"), (One(client, "bob").Draft, ((TextPayload)One(client, "bob").LastMessage!.Payload).Text));
        Assert.Equal("", One(second, "bob").Draft);
        Assert.Equal(2500, CodeOf(client.SetConversationDraftAsync("C2Cnobody", "text")));
    }

    [Fact]
    public void Other_devices_follow_and_doubled_pushes_do_no_harm()
    {
        Gateway.Pushes = FakeGateway.PushMode.Twice;
        var (client, second) = (LogIn(), LogIn(account: "second"));
        Gateway.Say("bob", "alice", "1");

        Done(client.PinConversationAsync("C2Cbob", isPinned: true));
        Done(client.MarkConversationAsync(["C2Cbob"], 4, enableMark: true));
        Done(client.SetConversationCustomDataAsync(["C2Cbob"], "data"));
        Done(client.SetMessageRemindTypeAsync(["bob"], RemindType.AcceptNotNotify));
        AssertSame(client, second);
        Assert.True(One(second, "bob").IsPinned);

        Done(client.PinConversationAsync("C2Cbob", isPinned: false));
        Done(client.MarkConversationAsync(["C2Cbob"], 4, enableMark: false));
        Done(client.SetConversationCustomDataAsync(["C2Cbob"], ""));
        AssertSame(client, second);
        Assert.False(One(second, "bob").IsPinned);
    }

    [Fact]
    public void Mark_made_elsewhere_keeps_a_conversation_that_was_deleted_here_meanwhile()
    {
        var client = LogIn();
        Gateway.Say("bob", "alice", "1");
        Done(client.DeleteConversationAsync("C2Cbob"));

        Gateway.Raw(
            "alice",
            """
            {"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":{"EventArray":[{"RecentContactMod":[{"PushType":4,"RecentContactMarkContact":
            {"RecentContactMarkContactItem":[{"RecentContactItem":{"Type":1,"UserId":"bob"},"OptType":2,"StandardMark":"","CustomMark":"data"}]}}]}]}}
            """);

        Assert.Equal("C2Cbob", Assert.Single(Done(client.GetConversationListAsync())).ConversationId);
    }

    [Fact]
    public void Muted_conversations_are_left_out_of_the_total()
    {
        var client = LogIn();
        Gateway.Say("bob", "alice", "1");
        Gateway.Say("carol", "alice", "2");

        var result = Done(client.SetMessageRemindTypeAsync(["bob", "ghost"], RemindType.AcceptNotNotify));

        Assert.Equal(1, client.GetTotalUnreadMessageCount());
        Assert.Equal((1L, RemindType.AcceptNotNotify), (One(client, "bob").UnreadCount, One(client, "bob").RemindType));
        Assert.Equal(["bob", "ghost"], result.SuccessUserIds);

        Done(client.SetMessageRemindTypeAsync(["bob"], RemindType.AcceptAndNotify));
        Assert.Equal(2, client.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Users_that_the_server_refuses_are_named()
    {
        Gateway.RemoveUser("nobody");
        var client = LogIn();

        var result = Done(client.SetMessageRemindTypeAsync(["bob", "nobody"], RemindType.Discard));

        Assert.Equal(["bob"], result.SuccessUserIds);
        Assert.Equal(new UserFailure("nobody", ErrorCodes.UserNotFound), Assert.Single(result.Failures));
    }

    [Fact]
    public void First_30_users_are_muted()
    {
        var client = LogIn();

        var result = Done(client.SetMessageRemindTypeAsync([.. Enumerable.Range(1, 40).Select(i => $"user{i}")], RemindType.Discard));

        Assert.Equal(30, result.SuccessUserIds.Count);
    }

    [Fact]
    public void Reading_everything_clears_all_counts_once_a_second()
    {
        var (client, second) = (LogIn(), LogIn(account: "second"));
        Gateway.Say("bob", "alice", "1");
        Gateway.Say("carol", "alice", "2");

        Done(client.SetAllMessageReadAsync(ReadAllScope.Group));
        Assert.Equal(2, client.GetTotalUnreadMessageCount());
        Done(client.SetAllMessageReadAsync());
        Assert.Equal((0L, 0L), (client.GetTotalUnreadMessageCount(), second.GetTotalUnreadMessageCount()));

        Gateway.Say("bob", "alice", "3");
        Assert.Equal(ErrorCodes.ClientRateLimit, CodeOf(client.SetAllMessageReadAsync()));
        AdvanceSeconds(1.1);
        Done(client.SetAllMessageReadAsync(ReadAllScope.C2C));
        Done(client.SetAllMessageReadAsync());
        Assert.Equal(
            ["""{"C2CReadAllMsg":1,"GroupReadInfo":[]}""", """{"C2CReadAllMsg":1,"GroupReadInfo":[]}"""],
            Gateway.RequestsFor(MessageCommands.ReadAll.Name).Select(request => request.Body.ToString()));
    }

    [Fact]
    public void Bare_success_reads_nothing()
    {
        var client = LogIn();
        Gateway.Say("bob", "alice", "1");
        Gateway.OverrideReply = request => request.Command == MessageCommands.ReadAll.Name ? """{"ActionStatus":"OK","ErrorCode":0}""" : null;

        Done(client.SetAllMessageReadAsync());

        Assert.Equal(1, client.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Quiet_time_is_set_by_the_local_clock()
    {
        var client = LogIn();
        Clock.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("east", TimeSpan.FromHours(2), "east", "east"));

        Done(client.SetAllReceiveMessageOptAsync(new ReceiveMessageOptSettings { StartHour = 22, StartMinute = 30, Duration = 8 * 3600 }));

        var start = new DateTimeOffset(2026, 11, 23, 22, 30, 0, TimeSpan.FromHours(2)).ToUnixTimeSeconds();
        var expected = new ReceiveMessageOpt(RemindType.AcceptNotNotify, start, start + (8 * 3600), IsRepeated: true);
        Assert.Equal(expected, Assert.Single(EventsOf<AllReceiveMessageOptUpdated>()).Opt);
        Assert.Equal(expected, Done(client.GetAllReceiveMessageOptAsync()));
        Assert.Equal(
            $$"""{"StartTime":{{start}},"EndTime":{{start + (8 * 3600)}},"IsRepeated":1,"Level":2}""",
            Assert.Single(Gateway.RequestsFor(MessageCommands.SetDoNotDisturb.Name)).Body.ToString());
    }

    [Fact]
    public void Repeated_quiet_time_lasts_a_day_at_most()
    {
        var client = LogIn();

        Done(client.SetAllReceiveMessageOptAsync(new ReceiveMessageOptSettings { Duration = 100_000 }));
        var repeated = Done(client.GetAllReceiveMessageOptAsync());
        Done(client.SetAllReceiveMessageOptAsync(new ReceiveMessageOptSettings { Duration = 100_000, IsRepeated = false, RemindType = RemindType.Discard }));
        var once = Done(client.GetAllReceiveMessageOptAsync());

        Assert.Equal((86_400, 100_000), (repeated.EndTime - repeated.StartTime, once.EndTime - once.StartTime));
        Assert.Equal((RemindType.Discard, false), (once.RemindType, once.IsRepeated));
    }

    [Fact]
    public void Bad_arguments_have_codes()
    {
        var client = LogIn();

        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => client.MarkConversationAsync(["C2Cbob"], 3, enableMark: true)));
        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => client.MarkConversationAsync(["C2Cbob"], 0, enableMark: true)));
        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => client.SetConversationCustomDataAsync(["C2Cbob"], new string('x', 257))));
        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => client.CreateConversationGroupAsync(new string('x', 33), ["C2Cbob"])));
        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => client.CreateConversationGroupAsync("", ["C2Cbob"])));
        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => client.RenameConversationGroupAsync("a", "")));
        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => client.DeleteConversationAsync([])));
        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => client.SetMessageRemindTypeAsync([], RemindType.Discard)));
        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => client.SetAllReceiveMessageOptAsync(new ReceiveMessageOptSettings { StartHour = 24 })));
        Assert.Equal(ErrorCodes.ConversationIdInvalid, CodeOf(() => client.PinConversationAsync("bob", isPinned: true)));
        Assert.Equal(ErrorCodes.ConversationIdInvalid, CodeOf(() => client.DeleteConversationAsync("bob")));
        Assert.Equal(ErrorCodes.ConversationIdInvalid, CodeOf(() => client.ClearHistoryMessageAsync("C2C")));
        Assert.Equal(ErrorCodes.ConversationNotFound, CodeOf(client.ClearHistoryMessageAsync("C2Cbob")));
        Assert.Equal(ErrorCodes.ConversationNotFound, CodeOf(client.DeleteConversationAsync(ConversationIds.System)));
    }

    [Theory]
    [InlineData("""{"RecentContactMod":[null,{"PushType":1},{"PushType":2,"RecentContactTopItem":{"RecentContactList":[null,{"Type":2},{"Type":1}]}},{"PushType":99}]}""")]
    [InlineData("""{"RecentContactMod":[{"PushType":4,"RecentContactMarkContact":{"RecentContactMarkContactItem":[{"RecentContactItem":null,"OptType":3}]}}]}""")]
    [InlineData("""{"RecentContactMod":[{"PushType":4,"RecentContactMarkContact":{"RecentContactMarkContactItem":[{"RecentContactItem":{"UserId":"bob"},"OptType":3,"StandardMark":null,"CustomMark":null}]}}]}""")]
    [InlineData("""{"RecentContactMod":[{"PushType":5,"RecentContactCreateContactGroup":{"MsgContactGroupContactItem":[{"MsgGroupItem":null},{"MsgGroupItem":{"GroupId":1,"GroupName":null},"MsgRecentContactItem":[{"UserId":"bob"}]}]}}]}""")]
    [InlineData("""{"RecentContactMod":[{"PushType":7,"RecentContactUpdateContactGroup":{"UpdateType":2,"MsgUpdateContact":{"MsgRecentContactItem":{"Type":1,"UserId":"bob"},"MsgRecentContactUpdateContactItem":[{"GroupOptType":1,"RecentContactGroupItem":null}]}}}]}""")]
    [InlineData("""{"RecentContactMod":"text"}""")]
    [InlineData("""{"Event":14,"C2CReadAllMsg":"many"}""")]
    [InlineData("""{"Event":24,"Level":null}""")]
    public void Senseless_pushes_do_no_harm(string pushed)
    {
        var client = LogIn();
        Gateway.Say("bob", "alice", "1");
        Gateway.Raw("alice", """{"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":{"EventArray":[""" + pushed + "]}}");

        Gateway.Say("bob", "alice", "2");

        Assert.True(client.IsReady());
        Assert.Equal(["1", "2"], TextsOf("alice"));
        Assert.Empty(EventsOf<ChatErrorRaised>());
        Assert.Single(Done(client.GetConversationListAsync()));
    }

    private static void AssertSame(ChatClient one, ChatClient other) =>
        Assert.Equal(Json(Done(one.GetConversationListAsync())), Json(Done(other.GetConversationListAsync())));

    private static string Json(IReadOnlyList<Conversation> list) =>
        JsonSerializer.Serialize(list.Select(one => new { one.PeerUserId, one.IsPinned, one.MarkList, one.CustomData, one.RemindType, one.ConversationGroupList, one.UnreadCount }));

    private static Conversation One(ChatClient client, string peer) =>
        Assert.Single(Done(client.GetConversationListAsync([ConversationIds.OfUser(peer)])));

    private static IReadOnlyList<string> Peers(ChatClient client) =>
        [.. Done(client.GetConversationListAsync()).Select(one => one.PeerUserId)];
}
