using System.Text;
using Chat.Actors.Messages;
using Chat.Protocol.Push;
using Chat.Testing;

namespace Chat.Actors.Tests.Connection;

public sealed class HostileFrameSpecs : ChatSpec
{
    [Theory]
    [InlineData("")]
    [InlineData("COMP")]
    [InlineData("COMPnonsense")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"head":null,"body":null}""")]
    [InlineData("""{"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":null}""")]
    [InlineData("""{"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":{"EventArray":[{"Event":9,"C2cMsgArray":[null]}]}}""")]
    [InlineData("""{"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":{"EventArray":[{"Event":9,"C2cMsgArray":[{"From_Account":null,"MsgBody":null}]}]}}""")]
    [InlineData("""{"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":{"EventArray":[{"Event":9,"C2cMsgArray":[{"From_Account":"bob","To_Account":"alice","MsgBody":[null]}]}]}}""")]
    [InlineData("""{"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":{"EventArray":[{"Event":10,"C2cNotifyMsgArray":[null]}]}}""")]
    [InlineData("""{"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":{"EventArray":[{"Event":10,"C2cNotifyMsgArray":[{"C2cReadedReceipt":{"To_Account":null,"UinPairReadArray":[null]}}]}]}}""")]
    [InlineData("""{"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":{"EventArray":[{"Event":10,"C2cNotifyMsgArray":[{"ReadC2cMsgNotify":{"UinPairReadArray":null}}]}]}}""")]
    public void Account_outlives_a_frame_that_makes_no_sense(string frame)
    {
        var client = LogIn();

        Gateway.Raw("alice", frame);

        Lives(client);
        Assert.Single(Gateway.Connects);
    }

    [Fact]
    public void Account_outlives_hundreds_of_mutated_frames()
    {
        var client = LogIn();
        var random = new Random(1);
        byte[][] frames =
        [
            PushFrame.Build(Pushes.C2CMessages, [Gateway.Say("bob", "alice", "1"), Gateway.Say("carol", "alice", "2")]),
            PushFrame.Build(Pushes.C2CNotifications, [Reading(new PeerReadNotification { Reader = "bob", UinPairReadArray = [new ReadTime { LastReadTime = 5 }] })]),
            Encoding.UTF8.GetBytes("""{"head":{"servcmd":"openim.getmsg","seq":5},"body":{"ActionStatus":"OK","ErrorCode":0,"Cookie":"1","MsgList":[{}],"SyncFlag":2}}"""),
        ];

        for (var i = 0; i < 600; i++)
        {
            Gateway.Raw("alice", Mutate(frames[i % frames.Length], random));
        }

        Lives(client);
    }

    [Fact]
    public void Account_outlives_mutated_replies()
    {
        var random = new Random(2);
        var client = LogIn();
        Gateway.OverrideReply = _ => Encoding.UTF8.GetString(Mutate(
            Encoding.UTF8.GetBytes("""{"ActionStatus":"OK","ErrorCode":0,"MsgTime":5,"MsgOrder":1,"MsgList":[{"From_Account":"bob"}],"SessionItem":[{"Type":1,"To_Account":"bob"}]}"""), random));
        var calls = new List<Task>();
        for (var i = 0; i < 200; i++)
        {
            calls.Add(client.SendMessageAsync(client.CreateTextMessage("bob", "hi")));
            calls.Add(client.GetMessageListAsync("C2Cbob"));
        }

        // Replies that are no frames any more count as none.
        AdvanceSeconds(20);
        Assert.All(calls, call => CodeOf(call));

        // Heartbeats and logins were answered with nonsense as well: the account may be on its way back.
        Gateway.OverrideReply = null;
        AdvanceSeconds(60);
        Lives(client);
    }

    private static C2CNotification Reading(PeerReadNotification reading) => new() { C2cReadedReceipt = reading };

    private static byte[] Mutate(byte[] frame, Random random)
    {
        var mutated = frame.ToList();
        for (var i = random.Next(1, 4); i > 0 && mutated.Count > 1; i--)
        {
            var at = random.Next(mutated.Count);
            switch (random.Next(4))
            {
                case 0:
                    mutated[at] = (byte)random.Next(256);
                    break;
                case 1:
                    mutated.RemoveAt(at);
                    break;
                case 2:
                    mutated.Insert(at, (byte)"\"{}[],:0-9en"[random.Next(12)]);
                    break;
                default:
                    mutated[at] = (byte)"\"{}[],:0-9en"[random.Next(12)];
                    break;
            }
        }

        return [.. mutated];
    }

    private void Lives(ChatClient client)
    {
        Gateway.Say("zoe", "alice", "are you there?");

        Assert.Contains("are you there?", TextsOf("alice"));
        Assert.DoesNotContain(EventsOf<Actors.Events.ChatErrorRaised>(), one => one.Message.Contains("restarted", StringComparison.Ordinal));
        Assert.Equal(MessageStatus.Success, Done(client.SendMessageAsync(client.CreateTextMessage("yes", "yes"))).Status);
    }
}
