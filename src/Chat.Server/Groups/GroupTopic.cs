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
