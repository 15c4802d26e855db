using System.Buffers;
using Chat.Server.Accounts;
using Chat.Server.Storage;

namespace Chat.Server.Messages;

/// <summary>A conversation as one of its sides reads it.</summary>
/// <param name="DialogId">Key of its row.</param>
/// <param name="Side">The reader's side.</param>
/// <param name="Side0">Account of side 0.</param>
/// <param name="Side1">Account of side 1.</param>
internal readonly record struct DialogView(long DialogId, int Side, AccountInfo Side0, AccountInfo Side1)
{
    public static DialogView Of(long dialogId, AccountInfo reader, AccountInfo peer) =>
        DialogKey.Of(reader, peer).SideOf(reader) == 0 ? new(dialogId, 0, reader, peer) : new(dialogId, 1, peer, reader);

    public AccountInfo SenderOf(in StoredMessage message) => message.Side == 0 ? Side0 : Side1;

    public AccountInfo ReceiverOf(in StoredMessage message) => message.Side == 0 ? Side1 : Side0;
}

/// <summary>Reads messages of a conversation and writes them straight into a reply: the bodies are copied once, from SQLite's memory.</summary>
internal static class StoredMessages
{
    private const string Columns =
        "message_id, sender, msg_seq, random, time, client_time, flags, version, receipt_time, body, cloud_custom_data, revoker, position, changed_position, push_info, visible_seq";

    /// <summary>The flags that hide it from the reader, and the reader's side, are bound; 32 is <see cref="MessageFlags.HiddenFromSender"/>.</summary>
    private const string VisibleTo = "flags & ?3 = 0 AND (flags & 32 = 0 OR sender & 1 <> ?4)";

    /// <summary>Also what is concealed from the reader: see <see cref="Backwards"/>.</summary>
    private const string SelectOlder =
        $"SELECT {Columns} FROM message WHERE message_id BETWEEN ?1 AND ?2 AND {VisibleTo} ORDER BY message_id DESC LIMIT ?5";

    /// <summary>1024 is <see cref="MessageFlags.Concealed"/>.</summary>
    private const string SelectNewer =
        $"SELECT {Columns} FROM message WHERE message_id BETWEEN ?1 AND ?2 AND {VisibleTo} AND (flags & 1024 = 0 OR sender & 1 = ?4) ORDER BY message_id LIMIT ?5";

    /// <summary>What makes a message of the other side not count as unread; the reader's deletions come on top.</summary>
    private const MessageFlags Uncounted = MessageFlags.NoUnread | MessageFlags.Withheld | MessageFlags.Recalled;

    /// <summary>A message as JSON text with what paging and sorting need.</summary>
    internal readonly record struct Item(long Sequence, long Time, long Position, byte[] Json);

    /// <summary>A message that has changed after it was stored, as it is now.</summary>
    /// <param name="Message">The message.</param>
    /// <param name="StoredPosition">Commit position of the message.</param>
    /// <param name="Position">Commit position of its newest change.</param>
    /// <param name="Body"><c>MsgBody</c> as JSON text.</param>
    /// <param name="CloudCustomData"><c>CloudCustomData</c> as a JSON string; empty for none.</param>
    /// <param name="Revoker">JSON text of who recalled it; empty for nobody.</param>
    internal sealed record Changed(StoredMessage Message, long StoredPosition, long Position, byte[] Body, byte[] CloudCustomData, byte[] Revoker);

    /// <summary>The messages with sequences in a range, at most <paramref name="count"/>: the newest of the range, or the oldest; always oldest first.</summary>
    public static List<Item> Read(StoreConnection connection, in DialogView view, long first, long last, int count, bool newest, bool withRecalled)
    {
        var items = new List<Item>(Math.Min(count, 32));
        var hidden = DialogLog.DeletedBy(view.Side) | (withRecalled ? 0 : MessageFlags.Recalled);
        if (newest)
        {
            foreach (var row in Backwards(connection, view, first, last, hidden, count))
            {
                items.Add(ReadItem(row, view, looksNew: false));
            }

            items.Reverse();
            return items;
        }

        var select = connection.Prepare(SelectNewer)
            .Bind(1, DialogLog.MessageId(view.DialogId, first)).Bind(2, DialogLog.MessageId(view.DialogId, last))
            .Bind(3, (long)hidden).Bind(4, view.Side).Bind(5, count);
        while (select.Step())
        {
            items.Add(ReadItem(select, view, looksNew: false));
        }

        select.Reset();
        return items;
    }

    /// <summary>
    /// Messages behind one commit position and up to another, as new ones and oldest first; at most the <paramref name="count"/> newest of the conversation are
    /// looked at. What was withheld, recalled or deleted meanwhile is not among them.
    /// </summary>
    public static List<Item> ReadSince(StoreConnection connection, in DialogView view, long cleared, long tail, long since, long until, int count)
    {
        var items = new List<Item>();
        foreach (var row in Backwards(connection, view, cleared + 1, tail, DialogLog.DeletedBy(view.Side) | MessageFlags.Recalled, count))
        {
            if (row.Long(12) <= since)
            {
                break;
            }

            var isWithheld = (row.Long(1) & 1) != view.Side && ((MessageFlags)row.Long(6) & MessageFlags.Withheld) != 0;
            if (row.Long(12) <= until && !isWithheld)
            {
                items.Add(ReadItem(row, view, looksNew: true));
            }
        }

        items.Reverse();
        return items;
    }

    /// <summary>Messages a reader may know of that were changed behind one commit position and up to another, in the order of their changes.</summary>
    public static List<Changed> ReadChanged(StoreConnection connection, long dialogId, int reader, long since, long until, int count)
    {
        var items = new List<Changed>();
        for (var side = 0; side < 2; side++)
        {
            var select = connection.Prepare(
                    $"SELECT {Columns} FROM message WHERE sender = ? AND changed_position > ? AND changed_position > 0 AND changed_position <= ? AND flags & ? = 0 ORDER BY changed_position DESC LIMIT ?")
                .Bind(1, (dialogId * 2) + side).Bind(2, since).Bind(3, until).Bind(4, side == reader ? 0 : (long)MessageFlags.Concealed).Bind(5, count);
            while (select.Step())
            {
                items.Add(new Changed(
                    MessageQueries.ReadMessage(select), select.Long(12), select.Long(13), select.Blob(9).ToArray(), select.Blob(10).ToArray(), select.Blob(11).ToArray()));
            }

            select.Reset();
        }

        items.Sort((one, other) => one.Position.CompareTo(other.Position));
        return items;
    }

    /// <summary>
    /// By how much the unread count of a side at a commit position differs from the one of now (messages that came since, less those that have ceased to
    /// count since), and the newest sequence that was there.
    /// </summary>
    public static (long Difference, long Before) CountUnreadSince(
        StoreConnection connection, long dialogId, int reader, long seen, long tail, long position)
    {
        var (difference, before) = (0L, tail);
        var uncounted = Uncounted | DialogLog.DeletedBy(reader);
        var select = connection.Prepare("SELECT message_id, sender, flags, position FROM message WHERE message_id BETWEEN ? AND ? ORDER BY message_id DESC")
            .Bind(1, DialogLog.MessageId(dialogId, seen + 1)).Bind(2, DialogLog.MessageId(dialogId, tail));
        while (select.Step() && select.Long(3) > position)
        {
            before = DialogLog.SequenceOf(select.Long(0)) - 1;
            difference += (select.Long(1) & 1) != reader && ((MessageFlags)select.Long(2) & uncounted) == 0 ? 1 : 0;
        }

        select.Reset();
        var undone = connection.Prepare(
                "SELECT count(*) FROM message WHERE sender = ? AND changed_position > ? AND changed_position > 0 AND message_id BETWEEN ? AND ? AND flags & ? <> 0 AND flags & ? = 0")
            .Bind(1, (dialogId * 2) + 1 - reader).Bind(2, position).Bind(3, DialogLog.MessageId(dialogId, seen + 1)).Bind(4, DialogLog.MessageId(dialogId, before))
            .Bind(5, (long)(MessageFlags.Recalled | DialogLog.DeletedBy(reader))).Bind(6, (long)(MessageFlags.NoUnread | MessageFlags.Withheld));
        undone.Step();
        difference -= undone.Long(0);
        undone.Reset();
        return (difference, before);
    }

    /// <summary>The body and custom data of one message as the fields of a JSON object, and who recalled it.</summary>
    public static void WriteContent(StoreConnection connection, long messageId, IBufferWriter<byte> output)
    {
        var select = connection.Prepare("SELECT body, cloud_custom_data, revoker FROM message WHERE message_id = ?").Bind(1, messageId);
        if (select.Step())
        {
            output.Write("{\"MsgBody\":"u8);
            output.Write(select.Blob(0));
            output.Write(",\"CloudCustomData\":"u8);
            output.Write(select.IsNull(1) ? "\"\""u8 : select.Blob(1));
            if (!select.IsNull(2))
            {
                output.Write(",\"RevokerInfo\":"u8);
                output.Write(select.Blob(2));
            }

            output.Write("}"u8);
        }

        select.Reset();
    }

    /// <summary>The rows of a range that a reader may see, newest first; any number of messages that are concealed from it is passed over in one step.</summary>
    private static IEnumerable<SqlStatement> Backwards(StoreConnection connection, DialogView view, long first, long last, MessageFlags hidden, int count)
    {
        var select = connection.Prepare(SelectOlder);
        try
        {
            for (long? next = last; next >= first && count > 0;)
            {
                select.Bind(1, DialogLog.MessageId(view.DialogId, first)).Bind(2, DialogLog.MessageId(view.DialogId, next.Value))
                    .Bind(3, (long)hidden).Bind(4, view.Side).Bind(5, count);
                next = null;
                while (next is null && select.Step())
                {
                    if ((select.Long(1) & 1) != view.Side && ((MessageFlags)select.Long(6) & MessageFlags.Concealed) != 0)
                    {
                        next = select.Long(15);
                    }
                    else
                    {
                        count--;
                        yield return select;
                    }
                }

                select.Reset();
            }
        }
        finally
        {
            select.Reset();
        }
    }

    private static Item ReadItem(SqlStatement row, in DialogView view, bool looksNew)
    {
        var message = MessageQueries.ReadMessage(row);
        var header = new MessageHeader(
            view.SenderOf(message), view.ReceiverOf(message), message.Key.MsgSeq, message.Key.Random, message.Key.Time, message.ClientTime, message.Sequence,
            message.Side == view.Side ? message.Flags & ~MessageFlags.Withheld : message.Flags)
        {
            Version = looksNew ? 0 : message.Version,
            ReceiptTime = message.Side == view.Side ? message.ReceiptTime : 0,
            PushInfo = row.IsNull(14) ? null : row.Blob(14).ToArray(),
        };
        var json = C2CMessageJson.Build(header, row.Blob(9), row.IsNull(10) ? default : row.Blob(10), row.IsNull(11) ? default : row.Blob(11));
        return new Item(message.Sequence, message.Key.Time, row.Long(12), json);
    }
}
