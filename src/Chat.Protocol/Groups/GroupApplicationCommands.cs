using System.Text.Json.Serialization;
using Chat.Protocol.Commands;

namespace Chat.Protocol.Groups;

/// <summary>Applications to join and invitations (wire reference, groups §3.11–3.14).</summary>
public static class GroupApplicationCommands
{
    public static readonly GroupCommand<GetGroupApplications, GroupApplicationsReply> GetPage =
        new("get_pendency", GroupsJson.Default.GetGroupApplications, GroupsJson.Default.GroupApplicationsReply, new CommandLimit(15, 1));

    public static readonly GroupCommand<HandleJoinApplication, Reply> HandleJoin =
        new("handle_apply_join_group", GroupsJson.Default.HandleJoinApplication, CommandsJson.Default.Reply);

    public static readonly GroupCommand<HandleInviteApplication, Reply> HandleInvite =
        new("handle_invite_join_permission_group", GroupsJson.Default.HandleInviteApplication, CommandsJson.Default.Reply);

    public static readonly GroupCommand<HandleInvitation, Reply> HandleInvitation =
        new("handle_invite_join_group", GroupsJson.Default.HandleInvitation, CommandsJson.Default.Reply);

    /// <summary>Deletes system notices and mentions.</summary>
    public static readonly Command<DeleteNotices, Reply> DeleteNotices =
        new("openim.deletemsg", GroupsJson.Default.DeleteNotices, CommandsJson.Default.Reply);
}

public sealed record GetGroupApplications
{
    public const int MaxLimit = 100;

    /// <summary>0, then that of the last reply.</summary>
    public long StartTime { get; init; }

    public int Limit { get; set; } = 20;

    [JsonPropertyName("Handle_Account")]
    public string Handler { get; set; } = "";
}

public sealed record GroupApplicationsReply : Reply
{
    /// <summary>0 at the end; without it the SDK asks without end.</summary>
    public long NextStartTime { get; init; }

    public WireGroupApplication[] PendencyList { get; set; } = [];
}

public sealed record WireGroupApplication
{
    public const int Join = 0;
    public const int Invite = 2;

    public const int Open = 0;
    public const int HandledByOther = 1;
    public const int HandledBySelf = 2;

    /// <summary>Who applies; for an invitation who invites.</summary>
    [JsonPropertyName("From_Account")]
    public string From { get; set; } = "";

    /// <summary>Who is invited; for an application who handles it.</summary>
    [JsonPropertyName("To_Account")]
    public string To { get; set; } = "";

    /// <summary>Whom the notice about it names, by which clients find the notice to delete once the application is handled; null for none.</summary>
    [JsonPropertyName("To")]
    public string? NoticeReceiver { get; init; }

    public string GroupId { get; set; } = "";

    public string GroupName { get; set; } = "";

    public string FromUserNickName { get; set; } = "";

    public string Authentication { get; set; } = "";

    /// <summary>UNIX microseconds; names the application when it is handled (<c>MsgKey</c>).</summary>
    public long AddTime { get; init; }

    /// <summary><see cref="Open"/>, <see cref="HandledByOther"/> or <see cref="HandledBySelf"/>.</summary>
    public int Handled { get; init; }

    /// <summary><see cref="Join"/>, or <see cref="Invite"/> for an invitation that needs approval.</summary>
    public int PendencyType { get; init; }

    public string ApplyInviteMsg { get; set; } = "";
}

/// <summary>Somebody decides about an application or invitation.</summary>
public abstract record GroupDecision
{
    [JsonPropertyOrder(-3)]
    public string GroupId { get; set; } = "";

    /// <summary>One of <see cref="Decisions"/>.</summary>
    public string HandleMsg { get; set; } = "";

    public string? ApprovalMsg { get; init; }

    /// <summary>The text that came with the application: whoever decides must know it.</summary>
    public string Authentication { get; set; } = "";
}

/// <summary>An administrator of a group decides about an application.</summary>
public sealed record HandleJoinApplication : GroupDecision
{
    [JsonPropertyOrder(-2)]
    [JsonPropertyName("Applicant_Account")]
    public string Applicant { get; set; } = "";

    /// <summary>A number or text.</summary>
    [JsonPropertyOrder(1)]
    public RawJson? MsgKey { get; init; }
}

/// <summary>An administrator of a group decides about an invitation.</summary>
public sealed record HandleInviteApplication : GroupDecision
{
    [JsonPropertyOrder(-2)]
    [JsonPropertyName("Applicant_Account")]
    public string Inviter { get; set; } = "";

    [JsonPropertyOrder(-1)]
    [JsonPropertyName("Invited_Account")]
    public string Invited { get; set; } = "";
}

/// <summary>Who was invited decides.</summary>
public sealed record HandleInvitation : GroupDecision
{
    [JsonPropertyOrder(-2)]
    [JsonPropertyName("Inviter_Account")]
    public string Inviter { get; set; } = "";

    /// <summary>A number or text.</summary>
    [JsonPropertyOrder(1)]
    public RawJson? MsgKey { get; init; }
}

public sealed record DeleteNotices
{
    public const int MaxItems = 100;

    public DeletedNotice[] DelMsgList { get; set; } = [];
}

public sealed record DeletedNotice
{
    [JsonPropertyName("From_Account")]
    public string From { get; set; } = "";

    [JsonPropertyName("To_Account")]
    public string? To { get; init; }

    /// <summary>The notice's <c>ClientSeq</c>; absent where the client does not know it.</summary>
    public long? MsgSeq { get; init; }

    public long MsgRandom { get; init; }

    /// <summary>Group or topic of a mention.</summary>
    public string? GroupId { get; init; }
}
