using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Accounts;
using Chat.Server.Groups;
using Chat.Server.Sessions;

namespace Chat.Server.Topics;

/// <summary>The part of <c>modify_group_member_info</c> that names a topic: who may not speak in it, and how the caller receives it.</summary>
internal static class TopicMembers
{
    /// <summary>Why nothing was changed; null for success.</summary>
    /// <param name="change">The change of the community.</param>
    /// <param name="me">Who calls.</param>
    /// <param name="target">Whose membership it is about.</param>
    /// <param name="request">What changes: a mute or a receive option.</param>
    /// <param name="session">The caller's socket; its other devices are told.</param>
    public static ChatError? Apply(GroupChange change, AccountInfo me, AccountInfo target, ModifyGroupMember request, Session? session)
    {
        if (request is { ShutUpTime: null, MsgFlag: null } || request.Role is not null || request.NameCard is not null || request.AppMemberDefinedData is not null)
        {
            return new ChatError(ErrorCodes.GroupParameter, "in a topic there are only ShutUpTime and MsgFlag");
        }

        if (change.Member(me) is not { } caller)
        {
            return GroupDirectory.NotMember;
        }

        if (change.Topic(request.TopicId!) is not { } topic)
        {
            return TopicChanges.Unknown;
        }

        return request.MsgFlag is null ? Mute(change, me, caller, target, topic, request.ShutUpTime!.Value)
            : request.ShutUpTime is null ? SetReceiveOption(change, me, target, topic, request.MsgFlag, session)
            : new ChatError(ErrorCodes.GroupParameter, "ShutUpTime and MsgFlag do not go together");
    }

    private static ChatError? Mute(GroupChange change, AccountInfo me, GroupMember caller, AccountInfo target, GroupTopic topic, long seconds)
    {
        if (seconds is < 0 or > uint.MaxValue)
        {
            return new ChatError(ErrorCodes.GroupParameter, "ShutUpTime must be a 32-bit number of seconds");
        }

        if (change.Member(target) is not { } member)
        {
            return new ChatError(ErrorCodes.GroupUserUnknown, "the account is no member");
        }

        if (caller.Role < change.Row.Rules.MuteMember || member.Role >= caller.Role)
        {
            return GroupDirectory.Denied;
        }

        GroupMutes.Set(change.Transaction, topic.LogId, target.AccountId, seconds == 0 ? 0 : change.Now + seconds);
        change.Tip(
            me,
            new GroupTipBody
            {
                OpType = GroupTipTypes.MemberChanged,
                Members = [target.UserId],
                MsgMemberExtraInfo = [change.Person(target)],
                MsgMemberInfo = [new GroupMemberMute { UserId = target.UserId, ShutupTime = seconds }],
            },
            topic);
        return null;
    }

    private static ChatError? SetReceiveOption(GroupChange change, AccountInfo me, AccountInfo target, GroupTopic topic, string option, Session? session)
    {
        if (ReceiveOptionCodes.Parse(option) is not { } code)
        {
            return new ChatError(ErrorCodes.GroupParameter, "no such receive option");
        }

        if (target.AccountId != me.AccountId)
        {
            return GroupDirectory.Denied;
        }

        change.SetReceiveOption(target, topic, code);
        change.Notice(
            me, me, new GroupNoticeBody { ReportType = GroupNoticeTypes.ReceiveOptionChanged, Level = option }, topic, except: session, isStored: false);
        return null;
    }
}
