using Chat.Actors.Conversations;
using Chat.Protocol.Groups;

namespace Chat.Actors.Topics;

/// <summary>A topic of a community (wire reference, communities and topics §B2). Times are UNIX seconds.</summary>
public sealed record Topic
{
    /// <summary>The community's ID, <c>@TOPIC#_</c> and more.</summary>
    public required string TopicId { get; init; }

    public string TopicName { get; init; } = "";

    public string Avatar { get; init; } = "";

    public string Introduction { get; init; } = "";

    public string Notification { get; init; } = "";

    /// <summary>The app's own data.</summary>
    public string CustomData { get; init; } = "";

    /// <summary>Only the owner and administrators may speak.</summary>
    public bool MuteAllMembers { get; init; }

    /// <summary>Sequence of the newest message + 1; 0 if it is not known.</summary>
    public long NextMessageSequence { get; init; }

    /// <summary>Null when there is nothing to show.</summary>
    public LastMessage? LastMessage { get; init; }

    /// <summary>Mentions of this account that it has not read.</summary>
    public IReadOnlyList<TopicMention> GroupAtInfoList { get; init; } = [];

    public TopicSelf SelfInfo { get; init; } = new();

    /// <summary>Messages behind the read position, without those that do not count.</summary>
    public long UnreadCount => Math.Max(
        0,
        NextMessageSequence - 1 - SelfInfo.ReadSequence
        - SelfInfo.ExcludedUnreadSequences.Distinct().LongCount(sequence => sequence > SelfInfo.ReadSequence && sequence < NextMessageSequence));
}

/// <summary>This account's own data in a topic.</summary>
public sealed record TopicSelf
{
    /// <summary>For how many seconds this account may not speak.</summary>
    public long MuteTime { get; init; }

    /// <summary>Up to which message this account has read.</summary>
    public long ReadSequence { get; init; }

    /// <summary>One of <see cref="GroupReceiveOptions"/>.</summary>
    public string MessageRemindType { get; init; } = "";

    /// <summary>Messages behind <see cref="ReadSequence"/> that do not count as unread.</summary>
    public IReadOnlyList<long> ExcludedUnreadSequences { get; init; } = [];
}

/// <summary>Somebody has mentioned this account.</summary>
/// <param name="From">Who.</param>
/// <param name="Sequence">The message's sequence.</param>
/// <param name="AtTypes">As in the SDK one value: 1 this account, 2 everybody, 3 both.</param>
/// <param name="Random">The message's random number.</param>
public sealed record TopicMention(string From, long Sequence, IReadOnlyList<int> AtTypes, long Random);

/// <summary>A new topic.</summary>
public sealed record NewTopic
{
    /// <summary>The community.</summary>
    public required string GroupId { get; init; }

    public required string TopicName { get; init; }

    /// <summary>Null: the server makes one. Else <c>@TGS#_…@TOPIC#_…</c>.</summary>
    public string? TopicId { get; init; }

    public string? Avatar { get; init; }

    public string? CustomData { get; init; }

    public string? Notification { get; init; }

    public string? Introduction { get; init; }
}

/// <summary>What to change of a topic; what is null stays.</summary>
public sealed record TopicUpdate
{
    /// <summary>The community.</summary>
    public required string GroupId { get; init; }

    public required string TopicId { get; init; }

    public string? TopicName { get; init; }

    public string? Avatar { get; init; }

    public string? CustomData { get; init; }

    public string? Notification { get; init; }

    public string? Introduction { get; init; }

    public bool? MuteAllMembers { get; init; }
}

/// <param name="TopicId">The topic.</param>
/// <param name="Code">The server's code.</param>
/// <param name="Message">For people.</param>
public sealed record TopicFailure(string TopicId, int Code, string Message);

/// <param name="Topics">Those that could be had.</param>
/// <param name="Failures">The others.</param>
public sealed record TopicListResult(IReadOnlyList<Topic> Topics, IReadOnlyList<TopicFailure> Failures);

/// <param name="SuccessTopicIds">Those that are gone.</param>
/// <param name="Failures">The others.</param>
public sealed record DeleteTopicsResult(IReadOnlyList<string> SuccessTopicIds, IReadOnlyList<TopicFailure> Failures);
