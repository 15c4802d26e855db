using Chat.Protocol.Groups;
using Chat.Server.Groups.Messages;
using Chat.Server.Storage;

namespace Chat.Server.Groups;

/// <summary>A row of <c>chat_group</c>.</summary>
internal sealed record GroupRow
{
    private const string Columns =
        """
        group_key, app_id, group_id, type, name, introduction, notification, face_url, owner_id, created_at, info_seq, info_at, max_members, member_count,
        join_option, invite_option, mute_all, support_topic, fields, attribute_seq, counter_seq, dismissed_at, changed_position
        """;

    /// <summary>Key of the row and of the group's log.</summary>
    public required long Key { get; init; }

    public required uint SdkAppId { get; init; }

    public required string GroupId { get; init; }

    /// <summary>One of <see cref="GroupTypes"/>.</summary>
    public required string Type { get; init; }

    public required string Name { get; init; }

    public string Introduction { get; init; } = "";

    public string Notification { get; init; } = "";

    public string FaceUrl { get; init; } = "";

    /// <summary>Account, 0 for nobody.</summary>
    public required long OwnerId { get; init; }

    /// <summary>UNIX seconds.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>Counts the changes of the profile.</summary>
    public long InfoSeq { get; init; }

    /// <summary>When the profile last changed, UNIX seconds.</summary>
    public required long InfoAt { get; init; }

    public required int MaxMembers { get; init; }

    public int MemberCount { get; init; }

    /// <summary>One of <see cref="JoinOptions"/>.</summary>
    public required string JoinOption { get; init; }

    /// <summary>One of <see cref="InviteOptions"/>.</summary>
    public required string InviteOption { get; init; }

    public bool IsMuted { get; init; }

    public bool SupportsTopics { get; init; }

    /// <summary>JSON array of <see cref="GroupField"/>.</summary>
    public string Fields { get; init; } = "[]";

    public long AttributeSeq { get; init; }

    public long CounterSeq { get; init; }

    /// <summary>UNIX seconds; 0 while the group lives.</summary>
    public long DismissedAt { get; init; }

    /// <summary>Commit position of the newest change of the profile.</summary>
    public long ChangedPosition { get; init; }

    public GroupRules Rules => GroupRules.Of(Type);

    /// <summary>The group with an ID, also one that was dismissed.</summary>
    public static GroupRow? Find(Func<string, SqlStatement> prepare, GroupKey key) =>
        Read(prepare($"SELECT {Columns} FROM chat_group WHERE app_id = ? AND group_id = ?").Bind(1, key.SdkAppId).Bind(2, key.GroupId));

    public static GroupRow? Find(Func<string, SqlStatement> prepare, long key) =>
        Read(prepare($"SELECT {Columns} FROM chat_group WHERE group_key = ?").Bind(1, key));

    /// <summary>Writes a group that has no key yet, with its log.</summary>
    public static GroupRow Insert(WriteTransaction transaction, GroupRow row)
    {
        var inserted = row with { Key = GroupLog.Create(transaction) };
        transaction.Prepare($"INSERT INTO chat_group ({Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .Bind(1, inserted.Key).Bind(2, row.SdkAppId).Bind(3, row.GroupId).Bind(4, row.Type).Bind(5, row.Name).Bind(6, row.Introduction)
            .Bind(7, row.Notification).Bind(8, row.FaceUrl).Bind(9, row.OwnerId).Bind(10, row.CreatedAt).Bind(11, row.InfoSeq).Bind(12, row.InfoAt)
            .Bind(13, row.MaxMembers).Bind(14, row.MemberCount).Bind(15, row.JoinOption).Bind(16, row.InviteOption).Bind(17, row.IsMuted ? 1 : 0)
            .Bind(18, row.SupportsTopics ? 1 : 0).Bind(19, row.Fields).Bind(20, row.AttributeSeq).Bind(21, row.CounterSeq).Bind(22, row.DismissedAt)
            .Bind(23, row.ChangedPosition).Execute();
        return inserted;
    }

    /// <summary>Writes everything that may change.</summary>
    public void Update(WriteTransaction transaction) =>
        transaction.Prepare(
                """
                UPDATE chat_group SET name = ?, introduction = ?, notification = ?, face_url = ?, owner_id = ?, info_seq = ?, info_at = ?, member_count = ?,
                    join_option = ?, invite_option = ?, mute_all = ?, fields = ?, attribute_seq = ?, counter_seq = ?, dismissed_at = ?, changed_position = ?
                WHERE group_key = ?
                """)
            .Bind(1, Name).Bind(2, Introduction).Bind(3, Notification).Bind(4, FaceUrl).Bind(5, OwnerId).Bind(6, InfoSeq).Bind(7, InfoAt)
            .Bind(8, MemberCount).Bind(9, JoinOption).Bind(10, InviteOption).Bind(11, IsMuted ? 1 : 0).Bind(12, Fields)
            .Bind(13, AttributeSeq).Bind(14, CounterSeq).Bind(15, DismissedAt).Bind(16, ChangedPosition).Bind(17, Key).Execute();

    private static GroupRow? Read(SqlStatement row)
    {
        var found = row.Step()
            ? new GroupRow
            {
                Key = row.Long(0),
                SdkAppId = (uint)row.Long(1),
                GroupId = row.Text(2),
                Type = row.Text(3),
                Name = row.Text(4),
                Introduction = row.Text(5),
                Notification = row.Text(6),
                FaceUrl = row.Text(7),
                OwnerId = row.Long(8),
                CreatedAt = row.Long(9),
                InfoSeq = row.Long(10),
                InfoAt = row.Long(11),
                MaxMembers = (int)row.Long(12),
                MemberCount = (int)row.Long(13),
                JoinOption = row.Text(14),
                InviteOption = row.Text(15),
                IsMuted = row.Long(16) != 0,
                SupportsTopics = row.Long(17) != 0,
                Fields = row.Text(18),
                AttributeSeq = row.Long(19),
                CounterSeq = row.Long(20),
                DismissedAt = row.Long(21),
                ChangedPosition = row.Long(22),
            }
            : null;
        row.Reset();
        return found;
    }
}
