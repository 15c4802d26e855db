using System.Globalization;
using System.Text;
using System.Text.Json;
using Chat.Protocol.Errors;
using Chat.Protocol.Frames;
using Chat.Protocol.Sessions;
using Chat.Server.Commands;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Commands;

/// <summary>Whatever one socket sends, the dispatcher throws nothing but <see cref="FrameException"/>, and nobody else notices.</summary>
public sealed class FrameFuzzSpecs : IDisposable
{
    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1.5", "1e999", "99999999999999999999", "9223372036854775807", "-9223372036854775808", "\"\"", "\"x\"", "\"\\ud800\"", "\"\\u0000\"",
        "[]", "{}", "[null]", "[[]]", "[{}]", "[\"\"]", "{\"a\":null}", "[1,2,3]",
    ];

    private readonly TestServer _server = new();
    private readonly TestClient _alice;
    private readonly TestClient _bob;
    private readonly TestClient _bystander;

    public FrameFuzzSpecs()
    {
        _server.ExpectErrors();
        _alice = _server.Login("alice");
        _bob = _server.Login("bob");
        _bystander = _server.Login("carol");
    }

    public void Dispose() => _server.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Mutated_frames_of_every_command_hurt_nobody(int seed)
    {
        var random = new Random(seed);
        var frames = Samples().Select((sample, i) => _alice.Frame(sample.Entry.Command, sample.Body, 50_000 + i)).ToList();
        for (var round = 0; round < 4000; round++)
        {
            Dispatch(Mutate(frames[random.Next(frames.Count)], random));
        }

        ShouldStillWork();
    }

    [Fact]
    public void Every_field_of_every_request_may_hold_anything()
    {
        foreach (var (entry, body) in Samples())
        {
            foreach (var variant in Variants(body))
            {
                Dispatch(_alice.Frame(entry.Command, variant, 60_000));
            }

            foreach (var value in Values)
            {
                Dispatch(_alice.Frame(entry.Command, value, 60_001));
            }
        }

        ShouldStillWork();
        Assert.Empty(_server.Loggers.Errors);
        Assert.DoesNotContain(_alice.Socket.All, item => item.IsReply && item.Json.Code() == ErrorCodes.MessageServiceInternal);
    }

    [Fact]
    public void Every_field_of_a_head_may_hold_anything()
    {
        var frame = Encoding.UTF8.GetString(_alice.Frame(SessionCommands.Hello, "{}", 70_000));
        foreach (var variant in Variants(frame))
        {
            Dispatch(Encoding.UTF8.GetBytes(variant));
        }

        var login = _server.Connect("dave");
        login.UserSig = login.Sign();
        foreach (var variant in Variants(Encoding.UTF8.GetString(login.Frame(SessionCommands.Login, "{}", 70_001))))
        {
            Dispatch(Encoding.UTF8.GetBytes(variant), login.Socket);
        }

        ShouldStillWork();
    }

    [Fact]
    public void Every_field_of_every_REST_request_may_hold_anything()
    {
        foreach (var entry in _server.Server.Commands.Entries.Where(entry => entry.Access == CommandAccess.Administrator))
        {
            var body = entry.Command.Name switch
            {
                "openim.sendmsg" => """{"SyncOtherMachine":1,"From_Account":"dan","To_Account":"erin","MsgLifeTime":0,"MsgSeq":1,"MsgRandom":2,"MsgTimeStamp":3,"CloudCustomData":"x","SendMsgControl":["NoUnread"],"MsgBody":[{"MsgType":"T","MsgContent":{"Text":"x"}}]}""",
                "im_open_login_svc.account_import" => """{"UserID":"dan","Nick":"n","FaceUrl":"u"}""",
                "im_open_login_svc.kick" => """{"UserID":"dan"}""",
                _ => """{"To_Account":["dan","erin"],"IsNeedDetail":1}""",
            };
            foreach (var variant in Variants(body).Concat(Values))
            {
                var reply = _server.Rest(entry.Command, variant);
                Assert.True(reply.Code() != ErrorCodes.MessageServiceInternal, $"{entry.Command.Name} {variant}: {reply}");
            }
        }

        Assert.Empty(_server.Loggers.Errors);
    }

    private void ShouldStillWork()
    {
        _server.Settle();
        Assert.Empty(_bystander.Socket.Messages);
        Assert.Empty(_bystander.Socket.Pushes);
        Assert.Null(_bystander.Socket.AbortReason);
        Assert.True(_bystander.Socket.IsLoggedIn);
        _bystander.Send("carol", "still here").ShouldBeOk();
        _bob.Send("carol", "hello").ShouldBeOk();
        Assert.Equal("hello", _bystander.Socket.WaitMessages(1)[0].Json.TextOf());
        Assert.Equal(["hello"], _bystander.HistoryTexts("bob"));
    }

    private void Dispatch(byte[] frame, FakeSession? socket = null)
    {
        try
        {
            _server.Server.Frames.Dispatch(socket ?? _alice.Socket, frame);
        }
        catch (FrameException)
        {
            // The documented refusal.
        }
    }

    /// <summary>A good body for each command of sockets; none that ends the fuzzer's own session.</summary>
    private List<(CommandEntry Entry, string Body)> Samples() =>
    [
        .. _server.Server.Commands.Entries
            .Where(entry => entry.Access != CommandAccess.Administrator && entry.Command.Name != SessionCommands.Logout.Name)
            .Select(entry => (entry, entry.Command.Name switch
            {
                "openim.sendmsg" => """{"From_Account":"alice","To_Account":"bob","MsgSeq":1,"MsgRandom":2,"MsgClientTime":3,"MsgLifeTime":7,"MsgBody":[{"MsgType":"T","MsgContent":{"Text":"x"}}],"CloudCustomData":"x","SendMsgControl":["NoUnread"],"IsNeedReadReceipt":1,"SupportMessageExtension":0,"OfflinePushInfo":{"PushFlag":0}}""",
                "openim.getroammsg" => """{"Peer_Account":"bob","MaxCnt":15,"LastMsgTime":0,"MsgKey":"","WithRecalledMsg":1,"GetDirection":0}""",
                "openim.getmsg" => """{"Cookie":"5","SyncFlag":0,"NeedAbstract":1,"IsOnlineSync":1,"NeedSignaling":1,"NeedCachedMsg":1}""",
                "openim.msgreaded" => """{"C2CMsgReaded":{"Cookie":"","C2CMsgReadedItem":[{"To_Account":"bob","LastedMsgTime":5,"Receipt":1}]}}""",
                "openim.get_peer_read_time" => """{"To_Account":["bob"]}""",
                "openim.get_c2c_peer_mute_notifications" => """{"To_Account":"alice","Peer_Account":["bob"]}""",
                "openim.ws_msg_push_ack" => """{"SessionData":"5"}""",
                "recentcontact.page_get" => """{"From_Account":"alice","TimeStamp":0,"StartIndex":0,"TopTimeStamp":0,"TopStartIndex":0,"OrderType":1,"MsgAssistFlags":15}""",
                "recentcontact.search_contact_group" => """{"From_Account":"alice","ContactItem":[{"Type":1,"To_Account":"bob"}]}""",
                "recentcontact.get_contact_group" => """{"From_Account":"alice","StartIndex":0}""",
                "profile.portrait_get_all" => """{"From_Account":"alice","UserItem":[{"To_Account":"bob"}]}""",
                "im_open_status.wslogin" => """{"State":"Online","is_web_uniapp":0,"InstType":0,"CustomInfo":""}""",
                _ => """{"From_Account":"alice","a":1,"uint32_sdkappid":1400000001,"uint64_version":0,"StartIndex":0}""",
            })),
    ];

    /// <summary>The JSON text with each of its values replaced by each odd value, or left out.</summary>
    private static IEnumerable<string> Variants(string json)
    {
        var spans = new List<(int Start, int End)>();
        var bytes = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes);
        var open = new Stack<int>();
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    open.Push((int)reader.TokenStartIndex);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    spans.Add((open.Pop(), (int)reader.BytesConsumed));
                    break;
                default:
                    spans.Add(((int)reader.TokenStartIndex, (int)reader.BytesConsumed));
                    break;
            }
        }

        return spans.SelectMany(span => Values.Select(value => json[..span.Start] + value + json[span.End..]));
    }

    private static byte[] Mutate(byte[] frame, Random random)
    {
        var bytes = new List<byte>(frame);
        for (var i = random.Next(1, 5); i > 0 && bytes.Count > 2; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveAt(at);
                    break;
                case 2:
                    bytes.Insert(at, (byte)"{}[]\",:\\0-e"[random.Next(11)]);
                    break;
                case 3:
                    bytes.RemoveRange(at, random.Next(bytes.Count - at));
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, random.Next(Math.Min(40, bytes.Count - at))));
                    break;
                case 5:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Values[random.Next(Values.Length)]));
                    break;
                default:
                    bytes.InsertRange(at, Encoding.ASCII.GetBytes(random.NextInt64().ToString(CultureInfo.InvariantCulture)));
                    break;
            }
        }

        return [.. bytes];
    }
}
