using System.Text.Json;
using Chat.Protocol.Commands;
using Chat.Protocol.Groups;
using Chat.Protocol.Rooms;
using Chat.Server.Apps;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Rooms;

/// <summary>A server with a live room of alice's, and what is done there again and again.</summary>
public abstract class RoomSpec : IDisposable
{
    protected const string Id = "live";
    private static long numbers = 1;

    private protected RoomSpec(Action<AppSettings>? settings = null)
    {
        Server = new TestServer(settings);
        Alice = Server.Login("alice");
        Alice.Call(GroupCommands.Create.Ordinary, $$"""{"Type":"AVChatRoom","Name":"a room","GroupId":"{{Id}}"}""").ShouldBeOk();
        Join(Alice).ShouldBeOk();
    }

    private protected TestServer Server { get; }

    /// <summary>The owner, who is in the room.</summary>
    private protected TestClient Alice { get; }

    public void Dispose()
    {
        Server.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static JsonElement Join(TestClient client, string extra = "", string room = Id) =>
        client.Call(GroupCommands.Join.Ordinary, $$"""{"GroupId":"{{room}}","WebPushFlag":1{{extra}}}""");

    private protected static JsonElement JoinAnonymously(TestClient guest, string room = Id) => guest.Call(RoomCommands.JoinAnonymously, $$"""{"GroupId":"{{room}}"}""");

    /// <summary>A client that is logged in and in the room.</summary>
    private protected TestClient Enter(string user)
    {
        var client = Server.Login(user);
        Join(client).ShouldBeOk();
        return client;
    }

    private protected static (Command Command, long Sequence) StartSend(
        TestClient client, string text = "hi", string priority = "Normal", string extra = "", long? random = null, string room = Id) => client.Start(
        GroupMessageCommands.Send.Ordinary,
        $$"""{"GroupId":"{{room}}","Random":{{random ?? Interlocked.Increment(ref numbers)}},"ClientSeq":7,"MsgClientTime":1800000000,"MsgPriority":"{{priority}}","MsgBody":{{TestClient.Text(text)}}{{extra}}}""");

    private protected static JsonElement Send(
        TestClient client, string text = "hi", string priority = "Normal", string extra = "", long? random = null, string room = Id) =>
        client.Wait(StartSend(client, text, priority, extra, random, room));

    private protected static (Command Command, long Sequence) StartPoll(TestClient client, long from, string key = Id) =>
        client.Start(RoomCommands.Poll, PollBody(from, key));

    private protected static (Command Command, long Sequence) StartShortPoll(TestClient client, long from) =>
        client.Start(RoomCommands.Poll, PollBody(from, Id).Replace("\"DownsizeFlag\":0", "\"DownsizeFlag\":1"));

    private protected static (Command Command, long Sequence) StartPollAnonymously(TestClient client, long from, string key = Id) =>
        client.Start(RoomCommands.PollAnonymously, PollBody(from, key));

    private protected static int Count(TestClient client) =>
        (int)client.Call(GroupCommands.GetOnlineMemberCount.Ordinary, $$"""{"GroupId":"{{Id}}"}""").Long("OnlineMemberNum");

    private protected static JsonElement Recall(TestClient client, long sequence) =>
        client.Call(GroupMessageCommands.Recall.Ordinary, $$"""{"GroupId":"{{Id}}","MsgSeqList":[{"MsgSeq":{{sequence}}}],"TopicId":""}""");

    private protected static JsonElement RecallAll(TestClient client, long[] sequences, string reason = "") => client.Call(
        GroupMessageCommands.Recall.Ordinary,
        $$"""{"GroupId":"{{Id}}","MsgSeqList":[{{string.Join(',', sequences.Select(one => $$"""{"MsgSeq":{{one}}}"""))}}],"Reason":"{{reason}}"}""");

    private protected static JsonElement Ban(TestClient client, string accounts, long duration = 60, string description = "") => client.Call(
        GroupMemberCommands.Ban.Ordinary, $$"""{"GroupId":"{{Id}}","Members_Account":{{accounts}},"Duration":{{duration}},"Description":"{{description}}"}""");

    /// <summary>Texts of the messages that were pushed to a client.</summary>
    private protected static string[] Pushed(TestClient client) => [.. client.Socket.Messages.Select(item => item.Json.TextOf())];

    private protected static string[] Texts(JsonElement reply) =>
        [.. reply.Items("RspMsgList").Where(item => item.Long("Event") == 3).Select(ReplyAssertions.TextOf)];

    /// <summary>The room has handled everything that it was told so far.</summary>
    private protected void Settle()
    {
        Server.Settle();
        Count(Alice);
    }

    /// <summary>Seconds pass one by one.</summary>
    private protected void Pass(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            Server.Advance(TimeSpan.FromSeconds(1));
            Settle();
        }
    }

    /// <summary>Tips or notices with a value in their body.</summary>
    private protected static JsonElement[] TipsOf(TestClient client, string name, long value) =>
    [
        .. client.Socket.Pushes.SelectMany(push => push.Json.Items("EventArray")).Where(item => item.TryGetProperty("GroupTips", out _))
            .SelectMany(item => item.Items("GroupTips")).Where(tip => tip.GetProperty("MsgBody").TryGetProperty(name, out var field) && field.GetInt64() == value),
    ];

    private protected void Write(string sql) => Server.RunPragma(sql);

    private static string PollBody(long from, string key) => $$"""{"USP":1,"StartSeq":{{from}},"HoldTime":90,"Key":"{{key}}","DownsizeFlag":0}""";
}
