namespace Chat.Actors.Messages;

/// <summary>Messages merged into one. A received one may have only <see cref="DownloadKey"/>; then <see cref="ChatClient.DownloadMergerMessageAsync"/> fetches the list.</summary>
public sealed record MergerPayload : MessagePayload
{
    public string Title { get; init; } = "";

    /// <summary>A few lines that show what is inside.</summary>
    public IReadOnlyList<string> AbstractList { get; init; } = [];

    /// <summary>Shown by clients that do not know merged messages.</summary>
    public string CompatibleText { get; init; } = "";

    public IReadOnlyList<MergedMessage> MessageList { get; init; } = [];

    /// <summary>Key of a list that the server keeps; "" when the list is here.</summary>
    public string DownloadKey { get; init; } = "";

    public int Version { get; init; }

    /// <summary>Messages are nested too deeply to be shown.</summary>
    public bool LayersOverLimit { get; init; }

    internal string PbDownloadKey { get; init; } = "";
}

/// <summary>A message inside a merged one.</summary>
public sealed record MergedMessage
{
    public required string Id { get; init; }

    public required string From { get; init; }

    /// <summary>User or group that got the message.</summary>
    public string Receiver { get; init; } = "";

    public bool IsOfGroup { get; init; }

    public string Nick { get; init; } = "";

    public string Avatar { get; init; } = "";

    /// <summary>Server time, UNIX seconds.</summary>
    public long Time { get; init; }

    /// <summary>Sender's clock, UNIX seconds.</summary>
    public long ClientTime { get; init; }

    public long Sequence { get; init; }

    public long ClientSequence { get; init; }

    public long Random { get; init; }

    public string CloudCustomData { get; init; } = "";

    public required IReadOnlyList<MessageElement> Elements { get; init; }

    /// <summary>A message as it stands inside a merged one: its first element.</summary>
    internal static MergedMessage Of(ChatMessage message) => new()
    {
        Id = message.Id,
        From = message.From,
        Receiver = message.To,
        IsOfGroup = message.ConversationType != Conversations.ConversationType.C2C,
        Nick = message.Nick,
        Avatar = message.Avatar,
        Time = message.Time,
        ClientTime = message.ClientTime,
        Sequence = message.Sequence,
        ClientSequence = message.ClientSequence,
        Random = message.Random,
        CloudCustomData = message.CloudCustomData,
        Elements = [message.Elements[0]],
    };
}
