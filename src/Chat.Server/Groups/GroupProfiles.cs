using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Accounts;
using Chat.Server.Groups.Messages;
using Chat.Server.Sessions;
using Chat.Server.Storage;

namespace Chat.Server.Groups;

/// <summary>Writes groups for lists and profiles: what the caller's filter names and nothing else, because the SDK copies whatever comes.</summary>
internal sealed class GroupProfiles(AccountDirectory accounts)
{
    public WireGroup Of(Func<string, SqlStatement> prepare, GroupRow row, string[]? filter)
    {
        var wanted = new HashSet<string>(filter ?? [], StringComparer.Ordinal);
        bool Wants(string name) => wanted.Contains(name);

        var tail = Wants("NextMsgSeq") || Wants("LastMsgTime") ? GroupLog.ReadTail(prepare, row.Key) : default;
        return new WireGroup
        {
            GroupId = row.GroupId,
            Type = Wants("Type") ? row.Type : null,
            Name = Wants("Name") ? row.Name : null,
            FaceUrl = Wants("FaceUrl") ? row.FaceUrl : null,
            Introduction = Wants("Introduction") ? row.Introduction : null,
            Notification = Wants("Notification") ? row.Notification : null,
            Owner = Wants("Owner_Account") ? accounts.Find(row.OwnerId)?.UserId ?? "" : null,
            CreateTime = Wants("CreateTime") ? row.CreatedAt : null,
            InfoSeq = Wants("InfoSeq") ? row.InfoSeq : null,
            LastInfoTime = Wants("LastInfoTime") ? row.InfoAt : null,
            LastMsgTime = Wants("LastMsgTime") ? tail.Time : null,
            NextMsgSeq = Wants("NextMsgSeq") ? tail.Sequence + 1 : null,
            MemberNum = Wants("MemberNum") ? row.MemberCount : null,
            MaxMemberNum = Wants("MaxMemberNum") ? row.MaxMembers : null,
            ApplyJoinOption = Wants("ApplyJoinOption") ? row.JoinOption : null,
            InviteJoinOption = Wants("InviteJoinOption") ? row.InviteOption : null,
            SupportTopic = Wants("Type") ? (row.SupportsTopics ? 1 : 0) : null,
            ShutUpAllMember = Wants("ShutUpAllMember") ? Switches.Of(row.IsMuted) : null,
        };
    }

    /// <summary>An entry that says why there is nothing else in it.</summary>
    public static WireGroup Failure(string groupId, ChatError error) => new() { GroupId = groupId, ErrorCode = error.Code, ErrorInfo = error.Info };

    /// <summary>The caller as a member, for the list of joined groups and topics.</summary>
    public static WireGroupSelf Self(Func<string, SqlStatement> prepare, GroupMember member, string[]? filter, long? logId = null)
    {
        bool Wants(string name) => filter?.Contains(name) == true;

        var log = logId ?? member.GroupKey;
        return new WireGroupSelf
        {
            Role = Wants("Role") ? Roles.NameOf(member.Role) : null,
            JoinTime = Wants("JoinTime") ? member.JoinedAt : null,
            MsgFlag = Wants("MsgFlag") ? GroupReaders.ReceiveOption(prepare, member.AccountId, log) : null,
            MsgSeq = Wants("MsgSeq") ? GroupReaders.ReadSequence(prepare, member.AccountId, log) : null,
            NameCard = Wants("NameCard") ? member.NameCard : null,
        };
    }

    /// <summary>A member as others see it.</summary>
    /// <param name="prepare">Of a reader's connection.</param>
    /// <param name="sessions">Who is online.</param>
    /// <param name="member">The member.</param>
    /// <param name="filter">Names of wanted fields; null for all.</param>
    /// <param name="fields">Keys of wanted custom fields; null for all.</param>
    public WireGroupMember Other(Func<string, SqlStatement> prepare, SessionDirectory sessions, GroupMember member, string[]? filter, string[]? fields)
    {
        bool Wants(string name) => filter is null || filter.Contains(name);

        return Member(prepare, member, filter) with
        {
            MsgSeq = null,
            MsgFlag = null,
            OnlineStatus = Wants("OnlineStatus") ? (sessions.Of(member.AccountId).Length > 0 ? "Online" : "Offline") : null,
            LastSendMsgTime = Wants("LastSendMsgTime") ? GroupLog.LastSentTime(prepare, member.GroupKey, member.AccountId) : null,
            AppMemberDefinedData = Fields(member.Fields, fields),
        };
    }

    /// <summary>Custom fields with some keys; null stands for all keys, and for no fields.</summary>
    public static GroupField[]? Fields(string fields, string[]? keys) =>
        GroupLimits.Read(fields).Where(field => keys is not { Length: > 0 } || keys.Contains(field.Key)).ToArray() is { Length: > 0 } found ? found : null;

    public WireGroupMember Member(Func<string, SqlStatement> prepare, GroupMember member, string[]? filter)
    {
        bool Wants(string name) => filter is null || filter.Contains(name);

        return new WireGroupMember
        {
            Member = accounts.Find(member.AccountId)?.UserId ?? "",
            Role = Wants("Role") ? Roles.NameOf(member.Role) : null,
            JoinTime = Wants("JoinTime") ? member.JoinedAt : null,
            MsgSeq = Wants("MsgSeq") ? GroupReaders.ReadSequence(prepare, member.AccountId, member.GroupKey) : null,
            MsgFlag = Wants("MsgFlag") ? GroupReaders.ReceiveOption(prepare, member.AccountId, member.GroupKey) : null,
            NameCard = Wants("NameCard") ? member.NameCard : null,
            ShutUpUntil = Wants("ShutUpUntil") ? member.MutedUntil : null,
        };
    }
}
