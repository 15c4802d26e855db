namespace Chat.Actors.Conversations;

/// <summary>Which conversations of the list are wanted; what is null does not matter.</summary>
public sealed record ConversationFilter
{
    public ConversationType? Type { get; init; }

    /// <summary>Those with this mark; 0 for those without any.</summary>
    public ulong? MarkType { get; init; }

    /// <summary>Those in this conversation group; "" for those in none.</summary>
    public string? GroupName { get; init; }

    public bool? HasUnreadCount { get; init; }

    /// <summary>Those in which somebody has mentioned this account; only in groups.</summary>
    public bool? HasGroupAtInfo { get; init; }

    internal bool Accepts(Conversation conversation) =>
        (Type is null || Type == conversation.Type)
        && (MarkType is not { } mark || (mark == 0 ? conversation.MarkList.Count == 0 : conversation.MarkList.Contains(mark)))
        && (GroupName is not { } name
            || (name.Length == 0 ? conversation.ConversationGroupList.Count == 0 : conversation.ConversationGroupList.Contains(name)))
        && (HasUnreadCount is not { } unread || unread == conversation.UnreadCount > 0)
        && (HasGroupAtInfo is not { } mentioned || mentioned == conversation.GroupAtInfoList.Count > 0);
}

/// <summary>What became of the conversations of a call.</summary>
/// <param name="SuccessConversationIds">Those for which it has worked.</param>
/// <param name="Failures">The others.</param>
public sealed record ConversationsResult(IReadOnlyList<string> SuccessConversationIds, IReadOnlyList<ConversationFailure> Failures);

/// <param name="ConversationId">The conversation.</param>
/// <param name="Code">2500: not in the list; 2503: a conversation of another type; the server's code.</param>
/// <param name="Message">For people.</param>
public sealed record ConversationFailure(string ConversationId, int Code, string Message);

/// <summary>What became of the users of a call.</summary>
/// <param name="SuccessUserIds">Those for which it has worked.</param>
/// <param name="Failures">The others.</param>
public sealed record RemindTypeResult(IReadOnlyList<string> SuccessUserIds, IReadOnlyList<UserFailure> Failures);

/// <param name="UserId">The user.</param>
/// <param name="Code">The server's code.</param>
public sealed record UserFailure(string UserId, int Code);

/// <summary>Which conversations a call reads; the SDK's <c>READ_ALL_…</c>.</summary>
public enum ReadAllScope
{
    All,
    C2C,
    Group,
}

/// <summary>A time in which all messages of the account are announced differently, as an app sets it.</summary>
public sealed record ReceiveMessageOptSettings
{
    private const int MaxHour = 23;
    private const int MaxMinute = 59;

    /// <summary>Any but <see cref="RemindType.AcceptNotNotifyExceptAt"/>; <see cref="RemindType.AcceptAndNotify"/> ends it.</summary>
    public RemindType RemindType { get; init; } = RemindType.AcceptNotNotify;

    /// <summary>0 to 23; the three numbers are a time of today in the time zone of this computer.</summary>
    public int StartHour { get; init; }

    /// <summary>0 to 59.</summary>
    public int StartMinute { get; init; }

    /// <summary>0 to 59.</summary>
    public int StartSecond { get; init; }

    /// <summary>How long it lasts, seconds; a day at most if it is repeated.</summary>
    public int Duration { get; init; }

    /// <summary>Every day.</summary>
    public bool IsRepeated { get; init; } = true;

    internal bool IsValid =>
        RemindType is >= RemindType.AcceptAndNotify and <= RemindType.AcceptNotNotify
        && StartHour is >= 0 and <= MaxHour && StartMinute is >= 0 and <= MaxMinute && StartSecond is >= 0 and <= MaxMinute && Duration >= 0;
}

/// <summary>How all messages of the account are announced.</summary>
/// <param name="RemindType">What holds between the two times.</param>
/// <param name="StartTime">UNIX seconds.</param>
/// <param name="EndTime">UNIX seconds.</param>
/// <param name="IsRepeated">Every day.</param>
public sealed record ReceiveMessageOpt(RemindType RemindType, long StartTime, long EndTime, bool IsRepeated);
