using System.Buffers;
using System.Text;
using System.Text.Json;
using Chat.Protocol.Commands;
using Chat.Protocol.Conversations;
using Chat.Protocol.Frames;
using Chat.Protocol.Messages;
using Chat.Protocol.Sessions;

namespace Chat.Server.Tests.Testing;

/// <summary>A client as the official SDK behaves: one object (client key), one socket at a time, the token of its login in each head.</summary>
internal sealed class TestClient(TestServer server, string user, int platform, uint app, string clientKey)
{
    private static long sequences = 1000;
    private static long numbers = 1;

    public string User => user;

    public FakeSession Socket { get; private set; } = new(clientKey);

    public string? A2 { get; set; }

    public string? TinyId { get; private set; }

    public uint InstanceId { get; private set; }

    public string? UserSig { get; set; }

    public static string Text(string text) => $$$"""[{"MsgType":"TIMTextElem","MsgContent":{"Text":{{{JsonSerializer.Serialize(text)}}}}}]""";

    public string Sign(TimeSpan? expire = null, TimeSpan age = default, string? key = null, string? forUser = null, uint? forApp = null) =>
        Protocol.Accounts.UserSig.Sign(
            forApp ?? app, key ?? TestServer.KeyOf(app), forUser ?? user, server.Time.GetUtcNow() - age, expire ?? TimeSpan.FromDays(1));

    /// <summary>Logs in with a signature.</summary>
    public JsonElement Login() => Wait(StartLogin());

    public (Command Command, long Sequence) StartLogin()
    {
        A2 = null;
        InstanceId = 0;
        UserSig ??= Sign();
        return Start(SessionCommands.Login, """{"State":"Online"}""");
    }

    /// <summary>Logs in again with the token.</summary>
    public JsonElement LoginAgain() => Wait(StartLoginAgain());

    public (Command Command, long Sequence) StartLoginAgain() => Start(SessionCommands.Login, """{"State":"Online"}""");

    /// <summary>Logs in with the token on a new socket and synchronizes.</summary>
    public void Return()
    {
        NewSocket();
        LoginAgain().ShouldBeOk();
        GetMissed();
    }

    /// <summary>The socket ends and there is a new one; nobody has logged in again on it.</summary>
    public void Reconnect()
    {
        Disconnect();
        NewSocket();
    }

    public void Disconnect() => server.Closed(Socket);

    /// <summary>A new socket, while the server still believes in the old one.</summary>
    public void NewSocket() => Socket = new FakeSession(clientKey);

    public void Use(FakeSession socket) => Socket = socket;

    public JsonElement Call(Command command, string body) => Wait(Start(command, body));

    public (Command Command, long Sequence) Start(Command command, string body)
    {
        var sequence = Interlocked.Increment(ref sequences);
        server.Server.Frames.Dispatch(Socket, Frame(command, body, sequence));
        return (command, sequence);
    }

    public byte[] Frame(Command command, string body, long sequence)
    {
        var head = new ClientHead
        {
            SdkAppId = app,
            Platform = platform,
            Identifier = user,
            UserSig = UserSig ?? "",
            A2 = A2,
            TinyId = TinyId,
            InstanceId = InstanceId,
        };
        var frame = new ArrayBufferWriter<byte>();
        head.WriteFrame(frame, command, sequence, server.Now, Encoding.UTF8.GetBytes(body));
        return frame.WrittenSpan.ToArray();
    }

    public JsonElement Wait((Command Command, long Sequence) call)
    {
        var reply = Socket.Wait(
            item => item.IsReply && item.Sequence == call.Sequence && item.Command == call.Command.Name, $"the reply to {call.Command.Name}").Json;
        if (call.Command == SessionCommands.Login && reply.TryGetProperty("A2Key", out var token))
        {
            A2 = token.GetString();
            TinyId = reply.GetProperty(nameof(TinyId)).GetString();
            InstanceId = reply.GetProperty("InstId").GetUInt32();
        }

        return reply;
    }

    public JsonElement Send(string to, string text = "hi", long? seq = null, long? random = null, string extra = "", string? body = null) =>
        Wait(StartSend(to, text, seq, random, extra, body));

    public (Command Command, long Sequence) StartSend(
        string to, string text = "hi", long? seq = null, long? random = null, string extra = "", string? body = null) =>
        Start(MessageCommands.Send, SendBody(to, seq ?? Interlocked.Increment(ref numbers), random ?? Interlocked.Increment(ref numbers), extra, body ?? Text(text)));

    public string SendBody(string to, long seq, long random, string extra, string body) =>
        $$"""{"From_Account":{{JsonSerializer.Serialize(user)}},"To_Account":"{{to}}","MsgSeq":{{seq}},"MsgRandom":{{random}},"MsgClientTime":{{server.Now}},"MsgBody":{{body}}{{extra}}}""";

    public JsonElement History(string peer, int count = 15, string key = "", long time = 0, int direction = 0) => Call(
        MessageCommands.GetHistory,
        $$"""{"Peer_Account":"{{peer}}","MaxCnt":{{count}},"LastMsgTime":{{time}},"MsgKey":"{{key}}","WithRecalledMsg":1,"GetDirection":{{direction}}}""");

    /// <summary>Texts of the newest messages, oldest first.</summary>
    public string[] HistoryTexts(string peer, int count = 100)
    {
        var reply = History(peer, count);
        reply.ShouldBeOk();
        return reply.Texts();
    }

    public JsonElement GetMissed(string cookie = "", int online = 0)
    {
        var reply = Call(MessageCommands.GetMissed, $$"""{"Cookie":"{{cookie}}","SyncFlag":0,"NeedAbstract":1,"IsOnlineSync":{{online}}}""");
        reply.ShouldBeOk();
        return reply;
    }

    /// <summary>Unread counts by peer as the missed-message sync tells them.</summary>
    public Dictionary<string, long> Unread() => GetMissed().UnreadCounts();

    public long UnreadOf(string peer) => Unread().GetValueOrDefault(peer);

    public JsonElement Read(string peer, long? until = null) => Call(
        MessageCommands.ReportRead,
        $$$"""{"C2CMsgReaded":{"Cookie":"","C2CMsgReadedItem":[{"To_Account":"{{{peer}}}","LastedMsgTime":{{{until ?? server.Now}}},"Receipt":1}]}}""");

    /// <summary>A page of the list, with everything that anybody was answered before.</summary>
    public JsonElement Page(long time = 0, long index = 0, long topTime = 0, long topIndex = 0)
    {
        server.Settle();
        var reply = Call(
            ConversationCommands.GetPage,
            $$"""{"From_Account":{{JsonSerializer.Serialize(user)}},"TimeStamp":{{time}},"StartIndex":{{index}},"TopTimeStamp":{{topTime}},"TopStartIndex":{{topIndex}},"OrderType":1}""");
        reply.ShouldBeOk();
        return reply;
    }

    /// <summary>Sends a message and gives the key that changes name it by, <c>MsgSeq_MsgRandom_MsgTime</c>.</summary>
    public string SendKey(string to, string text = "hi", string extra = "")
    {
        var reply = Send(to, text, extra: extra);
        reply.ShouldBeOk();
        return reply.Str("MsgKey");
    }

    public JsonElement Recall(string to, string key, string? from = null)
    {
        var (seq, random, time) = Numbers(key);
        return Call(
            MessageCommands.Recall,
            $$$"""{"MsgInfo":{"From_Account":"{{{from ?? user}}}","To_Account":"{{{to}}}","MsgSeq":{{{seq}}},"MsgRandom":{{{random}}},"MsgTimeStamp":{{{time}}}}}""");
    }

    public JsonElement Modify(string to, string key, string text, long version = 0, string customData = "", string? from = null, string? body = null)
    {
        var (seq, random, time) = Numbers(key);
        return Call(
            MessageCommands.Modify,
            $$"""
            {"From_Account":"{{from ?? user}}","To_Account":"{{to}}","MsgSeq":{{seq}},"MsgRandom":{{random}},"MsgTime":{{time}},"MsgVersion":{{version}},
             "MsgBody":{{body ?? Text(text)}},"CloudCustomData":{{JsonSerializer.Serialize(customData)}}}
            """);
    }

    public JsonElement Delete(string peer, params string[] keys) => Call(
        MessageCommands.Delete, $$"""{"From_Account":"{{user}}","To_Account":"{{peer}}","MsgKeyList":{{JsonSerializer.Serialize(keys)}}}""");

    public JsonElement Receipt(string peer, string key, string? from = null) => Receipts(peer, [key], from);

    public JsonElement Receipts(string peer, string[] keys, string? from = null) => Call(
        MessageCommands.SendReadReceipts,
        $$"""{"Peer_Account":"{{peer}}","C2CMsgInfo":[{{string.Join(',', keys.Select(key => ReceiptTarget(from ?? peer, key)))}}]}""");

    public JsonElement Clear(string peer) => Call(ConversationCommands.ClearHistory, $$"""{"From_Account":"{{user}}","To_Account":"{{peer}}","Type":1}""");

    public JsonElement DeleteConversation(string peer, bool withHistory) => Call(
        ConversationCommands.Delete,
        $$"""{"From_Account":"{{user}}","ContactItem":[{"To_Account":"{{peer}}","Type":1}],"ClearRamble":{{(withHistory ? 1 : 0)}}}""");

    public JsonElement Pin(string peer, bool isPinned = true) => Call(
        ConversationCommands.Pin,
        $$"""{"From_Account":"{{user}}","OperationType":{{(isPinned ? 1 : 2)}},"RecentContactItem":[{"Type":1,"To_Account":"{{peer}}"}]}""");

    public JsonElement Mark(string peer, string change) => Call(
        ConversationCommands.Mark, $$"""{"From_Account":"{{user}}","MarkItem":[{"ContactItem":{"Type":1,"To_Account":"{{peer}}"},{{change}}}]}""");

    public JsonElement Mute(string peer, int option) => Call(
        MessageCommands.SetPeerMute, $$"""{"Peer_Account":["{{peer}}"],"Mute_Notifications":{{option}}}""");

    /// <summary>The conversation with a peer as the whole list tells it; undefined if it is not listed.</summary>
    public JsonElement Conversation(string peer) => Page().Items("SessionItem").FirstOrDefault(item => item.Str("To_Account") == peer);

    /// <summary>The next push that has a payload, and that payload.</summary>
    public JsonElement WaitPush(string key) => Socket.Wait(
            item => !item.IsMessage && !item.IsReply && item.Json.TryGetProperty("EventArray", out var events) && events[0].TryGetProperty(key, out _), "a push of " + key)
        .Json.GetProperty("EventArray")[0].GetProperty(key);

    private string ReceiptTarget(string from, string key)
    {
        var (seq, random, time) = Numbers(key);
        return $$"""{"From_Account":"{{from}}","To_Account":"{{user}}","MsgSeq":{{seq}},"MsgRandom":{{random}},"MsgTime":{{time}},"MsgClientTime":{{time}}}""";
    }

    public static (string Seq, string Random, string Time) Numbers(string key) =>
        key.Split('_') is [var seq, var random, var time] ? (seq, random, time) : throw new ArgumentException(key, nameof(key));

    public void Acknowledge(long position) => Start(SessionCommands.PushAck, $$"""{"SessionData":"{{position}}"}""");
}
