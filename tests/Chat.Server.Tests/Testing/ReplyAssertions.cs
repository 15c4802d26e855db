using System.Text.Json;

namespace Chat.Server.Tests.Testing;

/// <summary>Reading replies.</summary>
internal static class ReplyAssertions
{
    public static int Code(this JsonElement reply) => reply.TryGetProperty("ErrorCode", out var code) ? code.GetInt32() : 0;

    public static void ShouldBeOk(this JsonElement reply) => Assert.True(reply.Code() == 0, reply.ToString());

    public static void ShouldFail(this JsonElement reply, int code)
    {
        Assert.Equal(code, reply.Code());
        Assert.Equal("FAIL", reply.GetProperty("ActionStatus").GetString());
        Assert.NotEqual("", reply.GetProperty("ErrorInfo").GetString());
    }

    public static long Long(this JsonElement element, string name) => element.GetProperty(name).GetInt64();

    public static string Str(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static JsonElement[] Items(this JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray()];

    public static string TextOf(this JsonElement message) => message.GetProperty("MsgBody")[0].GetProperty("MsgContent").Str("Text");

    public static string[] Texts(this JsonElement reply) => [.. reply.Items("MsgList").Select(TextOf)];

    public static Dictionary<string, long> UnreadCounts(this JsonElement reply) =>
        reply.Items("C2CPairUnreadCount").ToDictionary(item => item.Str("From_Account"), item => item.Long("UnreadCount"));

    /// <summary>The kick type of a force-offline push.</summary>
    public static int KickType(this Received push) =>
        push.Json.GetProperty("EventArray")[0].GetProperty("C2cNotifyMsgArray")[0].GetProperty("KickoutMsgNotify").GetProperty("KickType").GetInt32();

    /// <summary>The one notification of a push; undefined if it is of another kind.</summary>
    public static JsonElement? Notification(this Received push, string name) =>
        push.Json.TryGetProperty("EventArray", out var events) && events[0].TryGetProperty("C2cNotifyMsgArray", out var items) && items[0].TryGetProperty(name, out var item) ? item : null;
}
