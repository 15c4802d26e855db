using System.Text;
using System.Text.Json;
using Chat.Protocol.Messages;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Messages;

/// <summary>Bodies and custom data travel byte for byte, wherever they come out again.</summary>
public sealed class BodyPreservationSpecs : IDisposable
{
    private readonly TestServer _server = new();
    private readonly TestClient _alice;
    private readonly TestClient _bob;

    public BodyPreservationSpecs()
    {
        _alice = _server.Login("alice");
        _bob = _server.Login("bob");
    }

    public static TheoryData<string> Bodies => new()
    {
        """[ {  "MsgType" : "TIMTextElem" ,"MsgContent":{ "Text":"blanks" }  } ]""",
        "[\n\t{\"MsgType\":\"T\",\r\n\"MsgContent\":{}}]",
        """[{"MsgType":"T","MsgContent":{"Text":"é 漢 😀"}}]""",
        """[{"MsgType":"T","MsgContent":{"Text":"\u00e9\u6F22\ud83d\uDE00\/\b\f"}}]""",
        """[{"MsgType":"T","MsgContent":{"Text":"half \ud800 pair"}}]""",
        """[{"MsgType":"T","MsgContent":{"a":1.0,"b":1e3,"c":-0,"d":1E+400,"e":123456789012345678901234567890}}]""",
        """[{"MsgType":"T","MsgContent":{"a":1,"a":2,"":null}}]""",
        """[{"MsgContent":{"Text":"content first"},"Unknown":[1,{"x":[]}],"MsgType":"T"}]""",
        """[{"MsgType":"T","MsgContent":{"Text":"<script>&'\u0027</script>"}}]""",
        """[{"MsgType":"T","MsgContent":{"Text":"one"}},{"MsgType":"U","MsgContent":{"Data":"two"}}]""",
    };

    public static TheoryData<string> CustomData => new()
    {
        "\"\"", "\"plain\"", "\"{\\\"a\\\":1}\"", "\"\\u00e9\\/ é 😀\"", "\"half \\udc00\"",
    };

    public void Dispose() => _server.Dispose();

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Body_is_the_same_in_push_history_sync_and_list(string body)
    {
        var cookie = _bob.GetMissed().Str("Cookie");
        _alice.Send("bob", body: body).ShouldBeOk();

        Assert.Equal(body, RawBody(_bob.Socket.WaitMessages(1)[0].Raw));
        Assert.Equal(body, RawBody(RawReply(MessageCommands.GetHistory, """{"Peer_Account":"alice","MaxCnt":15}""")));
        Assert.Equal(body, RawBody(RawReply(MessageCommands.GetMissed, $$"""{"Cookie":"{{cookie}}","IsOnlineSync":1}""")));
        Assert.Equal(body, RawBody(RawReply(Protocol.Conversations.ConversationCommands.GetPage, "{}")));
    }

    [Theory]
    [MemberData(nameof(CustomData))]
    public void Custom_data_is_the_same_in_push_history_and_list(string data)
    {
        _alice.Send("bob", extra: $",\"CloudCustomData\":{data}").ShouldBeOk();

        Assert.Equal(data, Raw(_bob.Socket.WaitMessages(1)[0].Raw, "CloudCustomData"));
        Assert.Equal(data, Raw(RawReply(MessageCommands.GetHistory, """{"Peer_Account":"alice","MaxCnt":15}"""), "CloudCustomData"));
        Assert.Equal(data, Raw(RawReply(Protocol.Conversations.ConversationCommands.GetPage, "{}"), "CloudCustomData"));
    }

    [Fact]
    public void Body_survives_a_restart()
    {
        const string body = """[ {"MsgType":"T","MsgContent":{"n":1.00,"s":"\u00e9"}} ]""";
        _alice.Send("bob", body: body).ShouldBeOk();
        _server.Restart();
        _bob.NewSocket();

        Assert.Equal(body, RawBody(RawReply(MessageCommands.GetHistory, """{"Peer_Account":"alice","MaxCnt":15}""")));
    }

    [Fact]
    public void Nick_and_avatar_of_the_sender_are_escaped()
    {
        _server.Rest(Protocol.Accounts.AccountCommands.Import, """{"UserID":"alice","Nick":"A\"\\\n\u0001 é😀</b>","FaceUrl":"http://x/\"a"}""").ShouldBeOk();
        _server.SettleAccount("alice");

        _alice.Send("bob").ShouldBeOk();

        var message = _bob.Socket.WaitMessages(1)[0].Json;
        Assert.Equal("A\"\\\n\u0001 é😀</b>", message.Str("From_AccountNick"));
        Assert.Equal("http://x/\"a", message.Str("From_AccountHeadurl"));
    }

    [Theory]
    [InlineData("a\\\"b", "a\"b")]
    [InlineData("é漢😀", "é漢😀")]
    [InlineData("a b/c\\\\d", "a b/c\\d")]
    public void User_ids_of_all_kinds_can_talk(string json, string id)
    {
        _server.Rest(Protocol.Accounts.AccountCommands.Import, $$"""{"UserID":"{{json}}"}""").ShouldBeOk();
        var odd = _server.Login(id);

        _alice.Send(json, "to odd").ShouldBeOk();
        odd.Send("alice", "from odd").ShouldBeOk();

        Assert.Equal(id, odd.Socket.WaitMessages(1)[0].Json.Str("To_Account"));
        Assert.Equal(id, _alice.Socket.WaitMessages(1)[0].Json.Str("From_Account"));
        Assert.Equal(["to odd", "from odd"], _alice.History(json).Texts());
        Assert.Equal(id, _alice.Page().Items("SessionItem")[0].Str("To_Account"));
    }

    private byte[] RawReply(Protocol.Commands.Command command, string body)
    {
        var (_, sequence) = _bob.Start(command, body);
        return _bob.Socket.Wait(item => item.Sequence == sequence, command.Name).Raw;
    }

    private static string RawBody(byte[] json) => Raw(json, "MsgBody");

    /// <summary>The text of the first value with a name.</summary>
    private static string Raw(byte[] json, string name)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(name))
            {
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                return Encoding.UTF8.GetString(json.AsSpan(start..(int)reader.BytesConsumed));
            }
        }

        throw new InvalidOperationException(name + " is missing in " + Encoding.UTF8.GetString(json));
    }
}
