namespace Chat.Protocol.Groups;

/// <summary>Values of a group's <c>Type</c> (wire reference, groups §1.5).</summary>
public static class GroupTypes
{
    /// <summary>The SDK's <c>GRP_WORK</c>.</summary>
    public const string Work = "Private";

    public const string Public = "Public";

    /// <summary>The SDK's <c>GRP_MEETING</c>.</summary>
    public const string Meeting = "ChatRoom";

    public const string AVChatRoom = "AVChatRoom";

    public const string Community = "Community";

    /// <summary>A room that is only polled with a key from elsewhere; on no list, and known to clients only.</summary>
    public const string Live = "Live";
}

/// <summary>Values of a member's <c>Role</c>.</summary>
public static class GroupRoles
{
    public const string Owner = "Owner";
    public const string Admin = "Admin";
    public const string Member = "Member";

    /// <summary>Only in communities.</summary>
    public const string Custom = "Custom";

    /// <summary>The numbers that tips use for roles.</summary>
    public const int OwnerNumber = 400;
    public const int AdminNumber = 300;
    public const int MemberNumber = 200;
}

/// <summary>Values of <c>ApplyJoinOption</c>.</summary>
public static class JoinOptions
{
    public const string FreeAccess = "FreeAccess";
    public const string NeedPermission = "NeedPermission";
    public const string DisableApply = "DisableApply";
}

/// <summary>Values of <c>InviteJoinOption</c>.</summary>
public static class InviteOptions
{
    public const string FreeAccess = "FreeAccess";
    public const string NeedPermission = "NeedPermission";
    public const string DisableInvite = "DisableInvite";
}

/// <summary>Values of <c>MsgFlag</c>: how a member receives a group's messages.</summary>
public static class GroupReceiveOptions
{
    public const string AcceptAndNotify = "AcceptAndNotify";
    public const string AcceptNotNotify = "AcceptNotNotify";
    public const string Discard = "Discard";
    public const string AcceptNotNotifyExceptAt = "AcceptNotNotifyExceptAt";
    public const string NotReceiveExceptAt = "NotReceiveMsgExceptAt";
}

/// <summary>Values of <c>JoinedStatus</c>.</summary>
public static class JoinStatuses
{
    public const string Joined = "JoinedSuccess";
    public const string WaitsForApproval = "WaitAdminApproval";
}

/// <summary>"On" and "Off", as most switches of groups are written.</summary>
public static class Switches
{
    public const string On = "On";
    public const string Off = "Off";

    public static string Of(bool isOn) => isOn ? On : Off;
}

/// <summary>Values of <c>HandleMsg</c>.</summary>
public static class Decisions
{
    public const string Agree = "Agree";
    public const string Reject = "Reject";
}

/// <summary>Identifiers of groups and topics (wire reference, groups §1.4).</summary>
public static class GroupIds
{
    public const string Prefix = "@TGS#";
    public const string CommunityPrefix = "@TGS#_";
    public const string TopicMark = "@TOPIC#_";

    /// <summary>Begins the part behind <see cref="TopicMark"/> that the server makes; callers may not choose it.</summary>
    public const string OwnTopicPrefix = "@TOPIC#";

    /// <summary>The sender of tips and notices, and the ID of the system conversation.</summary>
    public const string System = "@TIM#SYSTEM";

    /// <summary>Numeric ID of <see cref="System"/>, which the SDK puts into the IDs of its messages.</summary>
    public const string SystemTinyId = "144115198244471703";

    /// <summary>The user ID that mentions everybody.</summary>
    public const string AtAll = "__kImSDK_MesssageAtALL__";

    public static bool IsTopic(string id) => id.Contains(TopicMark, StringComparison.Ordinal);

    /// <summary>True for a community, or a topic of one: their commands go to another service.</summary>
    public static bool IsOfCommunity(string id) => id.StartsWith(CommunityPrefix, StringComparison.Ordinal);

    /// <summary>The community of a topic; any other ID is returned as it is.</summary>
    public static string CommunityOf(string id) => id.IndexOf(TopicMark, StringComparison.Ordinal) is var at and > 0 ? id[..at] : id;
}
