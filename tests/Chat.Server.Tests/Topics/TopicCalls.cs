using System.Text.Json;
using Chat.Protocol.Groups;
using Chat.Protocol.Topics;
using Chat.Server.Groups;
using Chat.Server.Storage;
using Chat.Server.Tests.Groups;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Topics;

/// <summary>Topics as raw frames.</summary>
internal static class TopicCalls
{
    private static long numbers = 1;

    /// <summary>Makes a community with topics and gives its ID.</summary>
    public static string CreateCommunity(this TestClient client, params string[] members) => client.CreateGroup(GroupTypes.Community, ",\"SupportTopic\":1", members);

    public static JsonElement CreateTopic(this TestClient client, string group, string name, string extra = "") =>
        client.Call(TopicCommands.Create, $$"""{"GroupId":"{{group}}","TopicName":"{{name}}"{{extra}}}""");

    /// <summary>Makes a topic and gives its ID.</summary>
    public static string NewTopic(this TestClient client, string group, string name = "news")
    {
        var reply = client.CreateTopic(group, name);
        reply.ShouldBeOk();
        return reply.Str("TopicId");
    }

    public static JsonElement ModifyTopic(this TestClient client, string group, string topic, string change) =>
        client.Call(TopicCommands.Modify, $$"""{"GroupId":"{{group}}","TopicId":"{{topic}}",{{change}}}""");

    public static JsonElement DestroyTopics(this TestClient client, string group, params string?[] topics) =>
        client.Call(TopicCommands.Destroy, $$"""{"GroupId":"{{group}}","TopicIdList":{{JsonSerializer.Serialize(topics)}}}""");

    public static JsonElement GetTopics(this TestClient client, string group, params string?[] topics) => client.Call(
        TopicCommands.Get, $$"""{"GroupId":"{{group}}","TopicIdList":{{JsonSerializer.Serialize(topics)}},"MemberInfoFilter":["NoUnreadSeqList"]}""");

    /// <summary>The one item of a list of one topic.</summary>
    public static JsonElement GetTopic(this TestClient client, string group, string topic) => Assert.Single(client.GetTopics(group, topic).Items("TopicAndSelfInfo"));

    /// <summary>Unread messages as the SDK computes them (wire reference, communities and topics §B3).</summary>
    public static long UnreadOfTopic(this TestClient client, string group, string topic)
    {
        var item = client.GetTopic(group, topic);
        var (read, last) = (item.GetProperty("SelfInfo").Long("MsgSeq"), item.GetProperty("TopicInfo").Long("NextMsgSeq") - 1);
        return last - read - item.GetProperty("SelfInfo").Items("NoUnreadSeqList").Count(sequence => sequence.GetInt64() > read && sequence.GetInt64() <= last);
    }

    public static JsonElement SendToTopic(this TestClient client, string group, string topic, string text = "hi", string extra = "") =>
        client.Wait(client.StartSendToTopic(group, topic, text, extra));

    public static (Protocol.Commands.Command Command, long Sequence) StartSendToTopic(
        this TestClient client, string group, string topic, string text = "hi", string extra = "") => client.Start(
        GroupMessageCommands.Send.Community,
        $$"""{"GroupId":"{{group}}","TopicId":"{{topic}}","Random":{{Interlocked.Increment(ref numbers)}},"MsgBody":{{TestClient.Text(text)}}{{extra}}}""");

    /// <summary>Makes an account a member, as every way into a community does in the end.</summary>
    public static void Join(this TestServer server, string group, string user)
    {
        using var done = new ManualResetEventSlim();
        var account = server.AccountId(user);
        server.Store.Writer.Enqueue(
            transaction => transaction.Prepare(
                    """
                    INSERT INTO group_member (group_key, account_id, role, joined_at, joined_seq, joined_position)
                    SELECT group_key, ?, ?, ?, 0, ? FROM chat_group WHERE group_id = ?
                    """)
                .Bind(1, account).Bind(2, Roles.Member).Bind(3, transaction.UnixSeconds).Bind(4, transaction.NextPosition()).Bind(5, group).Execute().Changes,
            _ => done.Set(),
            error => Assert.Fail(error.Info));
        Assert.True(done.Wait(FakeSession.Deadline));
    }
}
