using System.Text.Json;
using Chat.Server.Storage;

namespace Chat.Server.Groups.Messages;

/// <summary>A row of <c>group_message</c> as it is now.</summary>
internal sealed record StoredGroupMessage
{
    /// <summary>The columns that <see cref="Read"/> wants, in its order.</summary>
    public const string Columns =
        """
        message_id, sender_id, client_seq, random, position, time, client_time, flags, priority, body, cloud_custom_data, mentions, receivers, version,
        changed_position, revoker, push_info, name_card
        """;

    /// <summary>How many they are.</summary>
    public const int ColumnCount = 18;

    /// <summary>Key of the row.</summary>
    public required long MessageId { get; init; }

    /// <summary>Account, 0 for a tip.</summary>
    public required long SenderId { get; init; }

    public required NewGroupMessage Content { get; init; }

    public required AppendedGroupMessage Place { get; init; }

    /// <summary>Number of edits.</summary>
    public required long Version { get; init; }

    /// <summary>Commit position of the newest change; 0 for never.</summary>
    public required long ChangedPosition { get; init; }

    /// <summary>Who took it back, as JSON text; empty for nobody.</summary>
    public required byte[] Revoker { get; init; }

    public long Sequence => Place.Sequence;

    public GroupMessageFlags Flags => Place.Flags;

    public bool IsRecalled => (Flags & GroupMessageFlags.Recalled) != 0;

    public bool IsTip => (Flags & GroupMessageFlags.Tip) != 0;

    /// <summary>False for a message to other members.</summary>
    public bool IsFor(long accountId) => IsAmong(accountId, Flags, SenderId, Content.Receivers);

    public static bool IsAmong(long accountId, GroupMessageFlags flags, long senderId, string? receivers) =>
        (flags & GroupMessageFlags.Directed) == 0 || senderId == accountId || ReceiversOf(receivers).Contains(accountId);

    /// <summary>The accounts of a message to some members.</summary>
    public static long[] ReceiversOf(string? receivers) =>
        string.IsNullOrEmpty(receivers) ? [] : JsonSerializer.Deserialize(receivers, StoredJson.Default.Int64Array) ?? [];

    public static StoredGroupMessage? Find(Func<string, SqlStatement> prepare, long logId, long sequence)
    {
        if (sequence is < 1 or > uint.MaxValue)
        {
            return null;
        }

        var select = prepare($"SELECT {Columns} FROM group_message WHERE message_id = ?").Bind(1, GroupLog.MessageId(logId, sequence));
        var message = select.Step() ? Read(select) : null;
        select.Reset();
        return message;
    }

    /// <summary>Reads a row of <see cref="Columns"/>.</summary>
    public static StoredGroupMessage Read(SqlStatement row)
    {
        var flags = (GroupMessageFlags)row.Long(7);
        return new StoredGroupMessage
        {
            MessageId = row.Long(0),
            SenderId = row.Long(1),
            Content = new NewGroupMessage
            {
                SenderId = row.Long(1),
                ClientSeq = row.Long(2),
                Random = row.Long(3),
                ClientTime = row.Long(6),
                Flags = flags,
                Priority = (int)row.Long(8),
                Body = row.Blob(9).ToArray(),
                CloudCustomData = row.Blob(10).ToArray(),
                Mentions = row.Blob(11).ToArray(),
                PushInfo = row.Blob(16).ToArray(),
                Receivers = row.IsNull(12) ? "" : row.Text(12),
                NameCard = row.IsNull(17) ? null : row.Text(17),
            },
            Place = new AppendedGroupMessage(GroupLog.SequenceOf(row.Long(0)), row.Long(5), row.Long(4), flags),
            Version = row.Long(13),
            ChangedPosition = row.Long(14),
            Revoker = row.Blob(15).ToArray(),
        };
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(long[]))]
internal sealed partial class StoredJson : System.Text.Json.Serialization.JsonSerializerContext;
