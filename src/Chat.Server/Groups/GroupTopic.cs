using Chat.Server.Groups.Messages;

namespace Chat.Server.Groups;

/// <summary>A row of <c>group_topic</c>.</summary>
internal sealed record GroupTopic
{
    public required long LogId { get; init; }

    public required long GroupKey { get; init; }

    public required string TopicId { get; init; }

    public required string Name { get; init; }

    public string Introduction { get; init; } = "";

    public string Notification { get; init; } = "";

    public string FaceUrl { get; init; } = "";

    public string CustomString { get; init; } = "";

    public bool IsMuted { get; init; }

    /// <summary>UNIX seconds.</summary>
    public required long CreatedAt { get; init; }

    private const string Columns = "log_id, group_key, topic_id, name, introduction, notification, face_url, custom_string, mute_all, created_at";

    public static GroupTopic? Find(Func<string, Storage.SqlStatement> prepare, long groupKey, string topicId)
    {
        var select = prepare($"SELECT {Columns} FROM group_topic WHERE group_key = ? AND topic_id = ?").Bind(1, groupKey).Bind(2, topicId);
        var topic = select.Step() ? Read(select) : null;
        select.Reset();
        return topic;
    }

    /// <summary>All topics of a community in the order of their creation.</summary>
    public static List<GroupTopic> Of(Func<string, Storage.SqlStatement> prepare, long groupKey)
    {
        var topics = new List<GroupTopic>();
        var select = prepare($"SELECT {Columns} FROM group_topic WHERE group_key = ? ORDER BY log_id").Bind(1, groupKey);
        while (select.Step())
        {
            topics.Add(Read(select));
        }

        select.Reset();
        return topics;
    }

    public static long CountOf(Func<string, Storage.SqlStatement> prepare, long groupKey)
    {
        var select = prepare("SELECT count(*) FROM group_topic WHERE group_key = ?").Bind(1, groupKey);
        select.Step();
        var count = select.Long(0);
        select.Reset();
        return count;
    }

    /// <summary>Writes a new topic, with its log.</summary>
    public static GroupTopic Insert(Storage.WriteTransaction transaction, GroupTopic topic)
    {
        var inserted = topic with { LogId = GroupLog.Create(transaction) };
        transaction.Prepare($"INSERT INTO group_topic ({Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .Bind(1, inserted.LogId).Bind(2, topic.GroupKey).Bind(3, topic.TopicId).Bind(4, topic.Name).Bind(5, topic.Introduction)
            .Bind(6, topic.Notification).Bind(7, topic.FaceUrl).Bind(8, topic.CustomString).Bind(9, topic.IsMuted ? 1 : 0).Bind(10, topic.CreatedAt).Execute();
        return inserted;
    }

    /// <summary>Writes everything that may change.</summary>
    public void Update(Storage.WriteTransaction transaction) =>
        transaction.Prepare("UPDATE group_topic SET name = ?, introduction = ?, notification = ?, face_url = ?, custom_string = ?, mute_all = ? WHERE log_id = ?")
            .Bind(1, Name).Bind(2, Introduction).Bind(3, Notification).Bind(4, FaceUrl).Bind(5, CustomString).Bind(6, IsMuted ? 1 : 0).Bind(7, LogId).Execute();

    private static GroupTopic Read(Storage.SqlStatement row) => new()
    {
        LogId = row.Long(0),
        GroupKey = row.Long(1),
        TopicId = row.Text(2),
        Name = row.Text(3),
        Introduction = row.Text(4),
        Notification = row.Text(5),
        FaceUrl = row.Text(6),
        CustomString = row.Text(7),
        IsMuted = row.Long(8) != 0,
        CreatedAt = row.Long(9),
    };
}
