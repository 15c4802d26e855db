using System.Text;
using Chat.Actors.Conversations;
using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Testing;

namespace Chat.Actors.Tests.Messages;

public sealed class DeliverySpecs : ChatSpec
{
    [Theory]
    [InlineData(0, "300000")]
    [InlineData(9, "390000")]
    [InlineData(10, "100000")]
    [InlineData(23, "230000")]
    public void First_number_is_the_hour_behind_a_three_then_minute_and_second(int hour, string prefix) =>
        Assert.Equal(prefix + "0000", Chat.Actors.App.MessageNumbers.FirstSequence(new DateTimeOffset(2026, 11, 23, hour, 0, 0, TimeSpan.Zero)).ToString(System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void Message_carries_the_numbers_and_the_id_of_the_sdk()
    {
        var client = LogIn();

        var first = client.CreateTextMessage("bob", "hello");
        var second = client.CreateTextMessage("bob", "hello");

        Assert.Equal($"{Gateway.TinyIdOf("alice")}-{first.ClientTime}-{first.Random}", first.Id);
        Assert.Equal(Clock.GetUtcNow().ToUnixTimeSeconds(), first.ClientTime);
        Assert.Equal(first.Sequence + 1, second.Sequence);
        Assert.InRange(first.Random, 0, 99_999_999);
        Assert.Equal("nick of alice", first.Nick);
    }

    [Fact]
    public void Message_of_somebody_else_cannot_be_sent()
    {
        var client = LogIn();
        var message = client.CreateTextMessage("bob", "hello") with { From = "carol" };

        Assert.Equal(ErrorCodes.NotAMessage, CodeOf(() => client.SendMessageAsync(message)));
        Assert.Equal(ErrorCodes.NotAMessage, CodeOf(() => client.SendMessageAsync(null!)));
        Assert.Equal(
            ErrorCodes.ConversationTypeUnknown,
            CodeOf(() => client.SendMessageAsync(client.CreateTextMessage("bob", "x") with { ConversationType = ConversationType.System })));
    }

    [Fact]
    public void Resent_message_keeps_its_numbers_and_is_stored_once()
    {
        var client = LogIn();
        var bob = LogIn("bob");
        Gateway.Silence(MessageCommands.Send);
        var message = client.CreateTextMessage("bob", "hello");
        var send = client.SendMessageAsync(message);
        AdvanceSeconds(17);
        Assert.Equal(ErrorCodes.RequestTimeout, CodeOf(send));
        Assert.Equal(MessageStatus.Fail, client.FindMessage(message.Id)!.Status);
        Gateway.Silence(MessageCommands.Send, silent: false);

        var sent = Done(client.ResendMessageAsync(client.FindMessage(message.Id)!));
        Done(client.ResendMessageAsync(message));

        Assert.Equal((MessageStatus.Success, message.Id, 1), (sent.Status, sent.Id, sent.Order));
        Assert.Equal(["hello"], TextsOf("bob"));
        Assert.Empty(TextsOf("alice"));
        Assert.Equal(1, bob.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void First_pushes_of_a_new_conversation_may_be_lost_as_well()
    {
        LogIn();
        AdvanceSeconds(5);
        Gateway.Pushes = FakeGateway.PushMode.Swallow;
        Gateway.Say("bob", "alice", "1");
        Gateway.Say("bob", "alice", "2");
        Gateway.Pushes = FakeGateway.PushMode.Deliver;

        Gateway.Say("bob", "alice", "3");

        Assert.Equal(["1", "2", "3"], TextsOf("alice"));
    }

    [Fact]
    public void Old_history_is_not_raised_though_the_unread_counts_come_before_the_list()
    {
        for (var i = 0; i < 30; i++)
        {
            Gateway.Say("bob", "alice", $"old {i}");
            Gateway.Say("carol", "alice", $"old {i}");
        }

        Gateway.ListPageSize = 1;
        var client = LogIn();
        Assert.Equal(60, client.GetTotalUnreadMessageCount());

        Gateway.Say("bob", "alice", "new");
        Gateway.Say("carol", "alice", "new");

        Assert.Equal(["new", "new"], TextsOf("alice"));
        Assert.Equal(62, client.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Hole_whose_filling_an_outage_interrupts_is_filled_afterwards()
    {
        LogIn();
        Gateway.Say("bob", "alice", "1");
        Gateway.Silence(MessageCommands.GetHistory);
        Gateway.Pushes = FakeGateway.PushMode.Swallow;
        Gateway.Say("bob", "alice", "2");
        Gateway.Pushes = FakeGateway.PushMode.Deliver;
        Gateway.Say("bob", "alice", "3");
        Gateway.RefusesConnects = true;
        Gateway.Drop("alice");
        AdvanceSeconds(20);
        Assert.Equal(["1"], TextsOf("alice"));

        Gateway.Silence(MessageCommands.GetHistory, silent: false);
        Gateway.RefusesConnects = false;
        AdvanceSeconds(30);

        Assert.Equal(["1", "2", "3"], TextsOf("alice"));
        Assert.Empty(EventsOf<ChatErrorRaised>());
    }

    [Fact]
    public void Long_hole_is_filled_page_by_page()
    {
        LogIn();
        Gateway.Say("bob", "alice", "1");
        Gateway.Pushes = FakeGateway.PushMode.Swallow;
        for (var i = 2; i <= 100; i++)
        {
            Gateway.Say("bob", "alice", $"{i}");
        }

        Gateway.Pushes = FakeGateway.PushMode.Deliver;
        Gateway.Say("bob", "alice", "101");

        Assert.Equal(Enumerable.Range(1, 101).Select(i => $"{i}"), TextsOf("alice"));
    }

    [Fact]
    public void Message_of_another_device_is_raised_as_going_out()
    {
        LogIn();
        LogIn("alice", account: "second device");

        var second = Create("second device");
        Done(second.SendMessageAsync(second.CreateTextMessage("bob", "from there")));

        var message = Assert.Single(EventsOf<MessageReceived>()).Messages[0];
        Assert.Equal((MessageFlow.Out, "C2Cbob", true), (message.Flow, message.ConversationId, message.IsRead));
        Assert.Equal(0, Create("alice").GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Newest_received_messages_of_a_page_are_the_unread_ones()
    {
        var client = LogIn();
        for (var i = 0; i < 20; i++)
        {
            Gateway.Say("bob", "alice", $"{i}");
        }

        Done(client.SetMessageReadAsync("C2Cbob"));
        AdvanceSeconds(1);
        Gateway.Say("bob", "alice", "unread 1");
        Gateway.Say("bob", "alice", "unread 2");

        var page = Done(client.GetMessageListAsync("C2Cbob"));

        Assert.Equal([.. Enumerable.Repeat(true, 13), false, false], page.Messages.Select(message => message.IsRead));
        Assert.Equal(7, Done(client.GetMessageListAsync("C2Cbob", page.NextRequestMessageId)).Messages.Count);
        Assert.Equal(5, Done(client.GetMessageListAsync("C2Cbob", page.Messages[0].Id)).Messages.Count - 2);
    }

    [Fact]
    public void Hopping_goes_on_where_it_stopped()
    {
        var client = LogIn();
        for (var i = 1; i <= 40; i++)
        {
            Gateway.Say("bob", "alice", $"{i}");
        }

        var orders = new List<long>();
        var (time, isCompleted) = (1L, false);
        while (!isCompleted)
        {
            var page = Done(client.GetMessageListHoppingAsync("C2Cbob", new HoppingRequest { Newer = true, Time = time }));
            orders.AddRange(page.Messages.Select(message => message.Order));
            (time, isCompleted) = (page.NextMessageTime, page.IsCompleted);
        }

        Assert.Equal(Enumerable.Range(1, 40).Select(i => (long)i), orders);
    }

    [Fact]
    public void Open_conversation_keeps_the_newest_messages_only()
    {
        var client = LogIn(change: options => options with { MaxMessagesInMemory = 20 });
        for (var i = 1; i <= 50; i++)
        {
            Gateway.Say("bob", "alice", $"{i}");
        }

        var ids = EventsOf<MessageReceived>("alice").Select(one => one.Messages[0].Id).ToList();

        Assert.Null(client.FindMessage(ids[29]));
        Assert.NotNull(client.FindMessage(ids[30]));
        Assert.NotNull(client.FindMessage(ids[49]));
    }

    /// <summary>Whatever a server sends, the account goes on: pushes and replies with bytes, types and fields changed.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Damaged_frames_never_cost_an_account_its_actors(int seed)
    {
        var random = new Random(seed);
        var client = LogIn();
        Gateway.Say("bob", "alice", "1");
        var damaged = 0;
        Gateway.OverrideReply = request => random.Next(2) == 0 && request.Command != "im_open_status.wslogin"
            ? Shapes[damaged++ % Shapes.Length]
            : null;
        for (var i = 0; i < 200; i++)
        {
            Gateway.Raw("alice", Mutate(random, GoodPush));
            Gateway.Raw("alice", $$$"""{"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":{"EventArray":[{"Event":9,"C2cMsgArray":{{{Elements[i % Elements.Length]}}}}]}}""");
            Gateway.Raw("alice", $$$"""{"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":{"EventArray":[{"Event":10,"C2cNotifyMsgArray":{{{Notices[i % Notices.Length]}}}}]}}""");
            if (i % 10 == 0)
            {
                Gateway.Drop("alice");
                _ = client.GetMessageListAsync("C2Cbob").ContinueWith(static failed => failed.Exception, TaskScheduler.Default);
                AdvanceSeconds(7);
            }
        }

        Gateway.OverrideReply = null;
        Gateway.Drop("alice");
        AdvanceSeconds(60);
        Assert.Single(EventsOf<SdkReady>("alice"));
        Assert.True(client.IsReady());
        Assert.Equal(MessageStatus.Success, Done(client.SendMessageAsync(client.CreateTextMessage("bob", "still here"))).Status);
    }

    private const string GoodPush = """{"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":{"NeedAck":1,"SessionData":"s","EventArray":[{"Event":9,"C2cMsgArray":[{"From_Account":"bob","To_Account":"alice","MsgSeq":1,"MsgRandom":2,"MsgTimeStamp":3,"MsgClientTime":4,"TinyId":"5","MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"t"}}]}]}]}}""";

    private static readonly string[] Shapes =
    [
        "{}", "[]", "null", "7", """{"ErrorCode":"x"}""", """{"ErrorCode":0,"ErrorInfo":null,"MsgList":null,"SessionItem":null,"C2CPairUnreadCount":null,"Cookie":null}""",
        """{"ErrorCode":0,"Cookie":"1","SyncFlag":0,"MsgList":[null,{}],"C2CPairUnreadCount":[null,{"From_Account":null}]}""",
        """{"ErrorCode":0,"CompleteFlag":1,"SessionItem":[null,{"Type":1,"To_Account":null},{"Type":1,"To_Account":"bob","LastMsg":{"MsgBody":[null]}}]}""",
        """{"ErrorCode":0,"Complete":1,"MsgList":[{"From_Account":"bob","To_Account":null,"MsgBody":null},{"From_Account":null}],"MsgKey":null}""",
        """{"ErrorCode":0,"ReadTime":null,"MuteNotificationsList":[null],"UserProfileItem":[null,{"To_Account":null,"ProfileItem":[null]}]}""",
        """{"ErrorCode":20005,"ErrorInfo":null}""", """{"ErrorCode":0,"TimeStamp":-9223372036854775808,"MsgTime":9223372036854775807}""",
    ];

    private static readonly string[] Elements =
    [
        "[]", "[null]", "{}", """["x"]""", """[{"From_Account":"bob","To_Account":"alice","MsgBody":[{"MsgType":null,"MsgContent":null}]}]""",
        """[{"From_Account":"bob","To_Account":"alice","MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":null}}],"CloudCustomData":null,"TinyId":null}]""",
        """[{"From_Account":"bob","To_Account":"alice","MsgBody":[{"MsgType":"TIMFaceElem","MsgContent":[1,2]}],"MsgRandom":7}]""",
        """[{"From_Account":"","To_Account":"","MsgBody":[{}]}]""", """[{"MsgSeq":"99999999999999999999"}]""",
    ];

    private static readonly string[] Notices =
    [
        "[]", "[null]", "{}", """[{"C2cReadedReceipt":{"To_Account":null,"UinPairReadArray":null}}]""", """[{"C2cReadedReceipt":{"To_Account":"bob","UinPairReadArray":[null]}}]""",
        """[{"ReadC2cMsgNotify":{"UinPairReadArray":[null,{}]}}]""", """[{"KickoutMsgNotify":{"KickType":99}}]""", """[{"KickoutMsgNotify":null}]""",
    ];

    private static byte[] Mutate(Random random, string good)
    {
        var bytes = Encoding.UTF8.GetBytes(good);
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }
}
