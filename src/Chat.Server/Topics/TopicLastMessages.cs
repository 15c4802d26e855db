using Chat.Protocol.Commands;
using Chat.Protocol.Groups;
using Chat.Protocol.Messages;
using Chat.Protocol.Topics;
using Chat.Server.Accounts;
using Chat.Server.Groups;
using Chat.Server.Groups.Messages;
using Chat.Server.Messages;
using Chat.Server.Storage;

namespace Chat.Server.Topics;

/// <summary>The message that a list of topics shows beside a topic. Tips have a field of their own: the SDK reads a message's elements there.</summary>
internal static class TopicLastMessages
{
    private const int Recalled = 2;
    private const string NewestFirst = "ORDER BY message_id DESC LIMIT 1";

    private const string SelectNewest =
        $"""
        SELECT {StoredGroupMessage.Columns} FROM group_message m
        WHERE message_id BETWEEN ?1 AND ?2 AND flags & ?3 = 0
          AND NOT EXISTS (SELECT 1 FROM group_deletion d WHERE d.account_id = ?4 AND d.message_id = m.message_id)
        """;

    /// <summary>Null if there is none.</summary>
    /// <param name="prepare">Of a reader's connection.</param>
    /// <param name="accounts">Who the senders are.</param>
    /// <param name="account">Who asks; what it has deleted is not shown.</param>
    /// <param name="group">The community.</param>
    /// <param name="topic">The topic.</param>
    public static TopicLastMessage? Of(Func<string, SqlStatement> prepare, AccountDirectory accounts, AccountInfo account, GroupRow group, GroupTopic topic) =>
        Newest(prepare, account, topic.LogId, $"{SelectNewest} AND sender_id <> 0 {NewestFirst}") is { } message
            ? Of(message, accounts.Find(message.SenderId), GroupMessages.NameCard(prepare, group, message))
            : null;

    /// <summary>The newest message if it is a tip; null otherwise.</summary>
    public static WireGroupMessage? TipOf(Func<string, SqlStatement> prepare, AccountInfo account, GroupRow group, GroupTopic topic) =>
        Newest(prepare, account, topic.LogId, $"{SelectNewest} {NewestFirst}") is { IsTip: true } tip
            ? Wire.ReadKept(GroupMessageJson.Build(new GroupMessageHeader(group, topic, null, null, tip.Content, tip.Place)), GroupsJson.Default.WireGroupMessage)
            : null;

    private static StoredGroupMessage? Newest(Func<string, SqlStatement> prepare, AccountInfo account, long logId, string sql)
    {
        var select = prepare(sql)
            .Bind(1, GroupLog.MessageId(logId, GroupReaders.Find(prepare, account.AccountId, logId).ClearedSequence + 1))
            .Bind(2, GroupLog.MessageId(logId, uint.MaxValue)).Bind(3, (long)GroupMessageFlags.NoLastMessage).Bind(4, account.AccountId);
        var message = select.Step() ? StoredGroupMessage.Read(select) : null;
        select.Reset();
        return message;
    }

    private static TopicLastMessage Of(StoredGroupMessage message, AccountInfo? sender, string? card) => new()
    {
        From = sender?.UserId ?? "",
        FromNick = sender?.Nick,
        NameCard = card is { Length: > 0 } ? card : null,
        LastMsgSeq = message.Sequence,
        MsgTimeStamp = message.Place.Time,
        MsgBody = Wire.ReadKept(message.Content.Body, MessagesJson.Default.WireElementArray),
        CloudCustomData = MessageNotifications.TextOf(message.Content.CloudCustomData),
        MsgVersion = message.Version > 0 ? message.Version : null,
        IsPlaceMsg = message.IsRecalled ? Recalled : null,
        RevokerInfo = message.IsRecalled && message.Revoker.Length > 0 ? Wire.Read(message.Revoker, MessagesJson.Default.RevokerInfo) : null,
    };
}
