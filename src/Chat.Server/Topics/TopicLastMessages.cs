using System.Text.Json;
using Chat.Protocol.Commands;
using Chat.Protocol.Messages;
using Chat.Protocol.Topics;
using Chat.Server.Accounts;
using Chat.Server.Groups;
using Chat.Server.Storage;

namespace Chat.Server.Topics;

/// <summary>The message that a list of topics shows beside a topic. Tips are none: the SDK reads a message's elements there.</summary>
internal static class TopicLastMessages
{
    private const int Recalled = 2;

    /// <summary>Null if there is none.</summary>
    /// <param name="prepare">Of a reader's connection.</param>
    /// <param name="accounts">Who the senders are.</param>
    /// <param name="account">Who asks; what it has deleted is not shown.</param>
    /// <param name="logId">The topic's log.</param>
    public static TopicLastMessage? Of(Func<string, SqlStatement> prepare, AccountDirectory accounts, AccountInfo account, long logId)
    {
        var select = prepare(
                """
                SELECT message_id, sender_id, time, body, cloud_custom_data, version, flags, revoker FROM group_message m
                WHERE message_id BETWEEN ?1 AND ?2 AND sender_id <> 0 AND flags & ?3 = 0
                  AND NOT EXISTS (SELECT 1 FROM group_deletion d WHERE d.account_id = ?4 AND d.message_id = m.message_id)
                ORDER BY message_id DESC LIMIT 1
                """)
            .Bind(1, GroupLog.MessageId(logId, 0)).Bind(2, GroupLog.MessageId(logId, uint.MaxValue)).Bind(3, (long)GroupMessageFlags.NoLastMessage)
            .Bind(4, account.AccountId);
        var message = select.Step() ? Read(select, accounts) : null;
        select.Reset();
        return message;
    }

    private static TopicLastMessage Read(SqlStatement row, AccountDirectory accounts)
    {
        var sender = accounts.Find(row.Long(1));
        var isRecalled = (row.Long(6) & (long)GroupMessageFlags.Recalled) != 0;
        return new TopicLastMessage
        {
            From = sender?.UserId ?? "",
            FromNick = sender?.Nick,
            LastMsgSeq = GroupLog.SequenceOf(row.Long(0)),
            MsgTimeStamp = row.Long(2),
            MsgBody = Wire.Read(row.Blob(3), MessagesJson.Default.WireElementArray),
            CloudCustomData = row.IsNull(4) ? "" : ReadText(row.Blob(4)),
            MsgVersion = row.Long(5) > 0 ? row.Long(5) : null,
            IsPlaceMsg = isRecalled ? Recalled : null,
            RevokerInfo = isRecalled && !row.IsNull(7) ? Wire.Read(row.Blob(7), MessagesJson.Default.RevokerInfo) : null,
        };
    }

    private static string ReadText(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
    }
}
