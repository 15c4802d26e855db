using System.Text.Json;
using Chat.Protocol.Conversations;
using Chat.Protocol.Groups;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Groups;

/// <summary>Messages of groups as raw frames.</summary>
internal static class GroupMessageCalls
{
    private static long randoms = 5000;

    public static JsonElement Say(this TestClient client, string group, string text = "hi", string extra = "", long? random = null, long clientSeq = 1) => client.Call(
        GroupMessageCommands.Send.For(group),
        $$"""{"GroupId":"{{group}}","Random":{{random ?? Interlocked.Increment(ref randoms)}},"ClientSeq":{{clientSeq}},"MsgClientTime":1800000000,"MsgBody":{{TestClient.Text(text)}}{{extra}}}""");

    /// <summary>Sends a message and gives its sequence.</summary>
    public static long SaySeq(this TestClient client, string group, string text = "hi", string extra = "")
    {
        var reply = client.Say(group, text, extra);
        reply.ShouldBeOk();
        return reply.Long("MsgSeq");
    }

    public static JsonElement GroupHistory(this TestClient client, string group, long from = 0, int count = 100) => client.Call(
        GroupMessageCommands.GetHistory.For(group), $$"""{"GroupId":"{{group}}","ReqMsgSeq":{{from}},"ReqMsgNumber":{{count}},"WithRecalledMsg":1}""");

    /// <summary>Sequences of a history, newest first.</summary>
    public static long[] Sequences(this JsonElement history) => [.. history.Items("RspMsgList").Select(static item => item.Long("MsgSeq"))];

    public static JsonElement ReadGroup(this TestClient client, string group, long sequence) =>
        client.Call(GroupMessageCommands.ReportRead.For(group), $$"""{"GroupId":"{{group}}","MsgReadedSeq":{{sequence}}}""");

    public static JsonElement RecallInGroup(this TestClient client, string group, long sequence) =>
        client.Call(GroupMessageCommands.Recall.For(group), $$"""{"GroupId":"{{group}}","TopicId":"","MsgSeqList":[{"MsgSeq":{{sequence}}}]}""");

    /// <summary>The code of a recall of one message.</summary>
    public static long RecallCode(this TestClient client, string group, long sequence) =>
        client.RecallInGroup(group, sequence).Items("RecallRetList")[0].Long("RetCode");

    public static JsonElement DeleteInGroup(this TestClient client, string group, long sequence) =>
        client.Call(GroupMessageCommands.Delete.For(group), $$"""{"GroupId":"{{group}}","Seqs":["{{sequence}}"]}""");

    public static JsonElement ClearGroup(this TestClient client, string group) =>
        client.Call(ConversationCommands.ClearHistory, $$"""{"ToGroupid":"{{group}}","Type":2}""");

    /// <summary>The group on the client's list; undefined if it is not listed.</summary>
    public static JsonElement GroupOnList(this TestClient client, string group) =>
        client.Page().Items("SessionItem").FirstOrDefault(item => item.Long("Type") == ConversationTypes.Group && item.Str("ToAccount") == group);

    public static long UnreadIn(this TestClient client, string group) =>
        client.GroupOnList(group) is { ValueKind: JsonValueKind.Object } item ? item.Long("UnreadMsgCount") - item.Long("GroupIgnoredUnreadSeqCount") : 0;
}
