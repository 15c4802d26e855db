using Chat.Actors.Messages;
using Chat.Protocol.Groups;

namespace Chat.Actors.Groups;

/// <summary>An application to join, or an invitation that an administrator must approve, that nobody has handled yet (wire reference, groups §3.11).</summary>
public sealed record GroupApplication
{
    public required string GroupId { get; init; }

    public string GroupName { get; init; } = "";

    /// <summary>Who applies; for an invitation who invites.</summary>
    public string Applicant { get; init; } = "";

    public string ApplicantNick { get; init; } = "";

    /// <summary>Who is invited; for an application who handles it.</summary>
    public string UserId { get; init; } = "";

    /// <summary>What the applicant wrote.</summary>
    public string Note { get; init; } = "";

    public bool IsInvitation { get; init; }

    /// <summary>Proves to the server that it exists.</summary>
    public string Authentication { get; init; } = "";

    /// <summary>UNIX microseconds; names the application.</summary>
    public long MessageKey { get; init; }

    internal static GroupApplication From(WireGroupApplication wire) => new()
    {
        GroupId = wire.GroupId ?? "",
        GroupName = wire.GroupName ?? "",
        Applicant = wire.From ?? "",
        ApplicantNick = wire.FromUserNickName ?? "",
        UserId = wire.To ?? "",
        Note = wire.ApplyInviteMsg ?? "",
        IsInvitation = wire.PendencyType == WireGroupApplication.Invite,
        Authentication = wire.Authentication ?? "",
        MessageKey = wire.AddTime,
    };
}

/// <summary>A system notice that asks for an answer: an application to join (type 1) or an invitation (type 12).</summary>
internal sealed record GroupNotice
{
    public required string GroupId { get; init; }

    /// <summary>Who applies or invites.</summary>
    public required string OperatorId { get; init; }

    public string Authentication { get; init; } = "";

    /// <summary>UNIX microseconds; names the application.</summary>
    public long MessageKey { get; init; }

    /// <summary>The notice's <c>ClientSeq</c>, by which it is deleted.</summary>
    public long ClientSequence { get; init; }

    /// <summary>The notice's <c>MsgRandom</c>.</summary>
    public long Random { get; init; }

    /// <summary>Null for another kind of message.</summary>
    public static GroupNotice? Of(ChatMessage message) => message.Payload is GroupSystemNoticePayload notice
        ? new GroupNotice
        {
            GroupId = notice.GroupProfile.GroupId,
            OperatorId = notice.OperatorId,
            Authentication = notice.Authentication,
            MessageKey = notice.MessageKey,
            ClientSequence = message.ClientSequence,
            Random = message.Random,
        }
        : null;
}
