using System.Buffers;
using Chat.Server.Accounts;
using Chat.Server.Storage;

namespace Chat.Server.Messages;

/// <summary>Reads messages of a conversation and writes them straight into a reply: the bodies are copied once, from SQLite's memory.</summary>
internal static class StoredMessages
{
    private const string Columns = "message_id, sender, msg_seq, random, time, client_time, flags, body, cloud_custom_data, position";

    /// <summary>The reader's side is bound; 32 is <see cref="MessageFlags.HiddenFromSender"/>.</summary>
    private const string VisibleTo = "(flags & 32 = 0 OR sender & 1 <> ?)";

    private const string SelectOlder =
        $"SELECT {Columns} FROM message WHERE message_id BETWEEN ? AND ? AND {VisibleTo} ORDER BY message_id DESC LIMIT ?";

    private const string SelectNewer =
        $"SELECT {Columns} FROM message WHERE message_id BETWEEN ? AND ? AND {VisibleTo} ORDER BY message_id LIMIT ?";

    /// <summary>A message as JSON text with what paging and sorting need.</summary>
    internal readonly record struct Item(long Sequence, long Time, long Position, byte[] Json);

    /// <summary>The messages with sequences in a range, at most <paramref name="count"/>: the newest of the range, or the oldest; always oldest first.</summary>
    public static List<Item> Read(
        StoreConnection connection, long dialogId, long first, long last, int count, bool newest, int reader, AccountInfo side0, AccountInfo side1)
    {
        var items = new List<Item>(Math.Min(count, 32));
        var select = connection.Prepare(newest ? SelectOlder : SelectNewer)
            .Bind(1, DialogLog.MessageId(dialogId, first)).Bind(2, DialogLog.MessageId(dialogId, last)).Bind(3, reader).Bind(4, count);
        while (select.Step())
        {
            items.Add(ReadRow(select, side0, side1));
        }

        select.Reset();
        if (newest)
        {
            items.Reverse();
        }

        return items;
    }

    /// <summary>Messages behind one commit position and up to another, oldest first; at most the <paramref name="count"/> newest of the conversation are looked at.</summary>
    public static List<Item> ReadSince(
        StoreConnection connection, long dialogId, long tail, long since, long until, int count, int reader, AccountInfo side0, AccountInfo side1)
    {
        var items = new List<Item>();
        var select = connection.Prepare(SelectOlder)
            .Bind(1, DialogLog.MessageId(dialogId, 0)).Bind(2, DialogLog.MessageId(dialogId, tail)).Bind(3, reader).Bind(4, count);
        while (select.Step() && select.Long(9) > since)
        {
            if (select.Long(9) <= until)
            {
                items.Add(ReadRow(select, side0, side1));
            }
        }

        select.Reset();
        items.Reverse();
        return items;
    }

    /// <summary>How many unread messages of a side lie behind a commit position, and the newest sequence that does not.</summary>
    public static (long Count, long Before) CountUnread(StoreConnection connection, long dialogId, long read, long tail, long position, int sender)
    {
        var (count, before) = (0L, tail);
        var select = connection.Prepare("SELECT message_id, sender, flags, position FROM message WHERE message_id BETWEEN ? AND ? ORDER BY message_id DESC")
            .Bind(1, DialogLog.MessageId(dialogId, read + 1)).Bind(2, DialogLog.MessageId(dialogId, tail));
        while (select.Step() && select.Long(3) > position)
        {
            before = DialogLog.SequenceOf(select.Long(0)) - 1;
            count += (select.Long(1) & 1) == sender && ((MessageFlags)select.Long(2) & MessageFlags.NoUnread) == 0 ? 1 : 0;
        }

        select.Reset();
        return (count, before);
    }

    /// <summary>The raw body and custom data of one message that the reader may see, with its side and sequence numbers.</summary>
    public static bool TryReadBody(
        StoreConnection connection, long dialogId, long sequence, int reader, IBufferWriter<byte> output, out long msgSeq, out int side)
    {
        var select = connection.Prepare("SELECT sender, msg_seq, body, cloud_custom_data FROM message WHERE message_id = ? AND " + VisibleTo)
            .Bind(1, DialogLog.MessageId(dialogId, sequence)).Bind(2, reader);
        var found = select.Step();
        (msgSeq, side) = found ? (select.Long(1), (int)(select.Long(0) & 1)) : (0, 0);
        if (found)
        {
            output.Write("{\"MsgBody\":"u8);
            output.Write(select.Blob(2));
            output.Write(",\"CloudCustomData\":"u8);
            output.Write(select.IsNull(3) ? "\"\""u8 : select.Blob(3));
            output.Write("}"u8);
        }

        select.Reset();
        return found;
    }

    private static Item ReadRow(SqlStatement row, AccountInfo side0, AccountInfo side1)
    {
        var fromSide0 = (row.Long(1) & 1) == 0;
        var sequence = DialogLog.SequenceOf(row.Long(0));
        var header = new MessageHeader(
            fromSide0 ? side0 : side1, fromSide0 ? side1 : side0, row.Long(2), row.Long(3), row.Long(4), row.Long(5), sequence, (MessageFlags)row.Long(6));
        return new Item(sequence, row.Long(4), row.Long(9), C2CMessageJson.Build(header, row.Blob(7), row.IsNull(8) ? default : row.Blob(8)));
    }
}
