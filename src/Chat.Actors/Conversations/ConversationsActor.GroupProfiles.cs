using Chat.Actors.Connection;
using Chat.Actors.Groups;
using Chat.Protocol.Conversations;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;

namespace Chat.Actors.Conversations;

/// <summary>What is asked about a group for the sake of its conversation; the group itself belongs to the account's groups.</summary>
internal sealed partial class ConversationsActor
{
    private static readonly GroupFilter WholeGroup = new()
    {
        GroupBaseInfoFilter =
        [
            "Type", "Name", "Introduction", "Notification", "FaceUrl", "Owner_Account", "CreateTime", "InfoSeq", "LastInfoTime", "LastMsgTime",
            "MemberNum", "MaxMemberNum", "ApplyJoinOption", "NextMsgSeq", "ShutUpAllMember", "InviteJoinOption",
        ],
        MemberInfoFilter = ["Role", "JoinTime", "MsgSeq", "MsgFlag", "NameCard"],
    };

    /// <summary>What the SDK asks about a group it meets for the first time (wire reference, group messages §2); live rooms have no receive option.</summary>
    private void IntroduceGroup(ConversationEntry entry)
    {
        entry.IsIntroduced = true;
        entry.LacksRemindType = _client.Groups.GetValueOrDefault(entry.Channel.Target)?.Type != GroupTypes.AVChatRoom;
        AskRemindType(entry);
        SearchGroups(entry);
        AskGroupProfile(entry);
    }

    /// <summary>Questions that were not answered are asked again with the next message: in a burst of new groups the engine itself refuses to ask so much.</summary>
    private void AskAgain(ConversationEntry entry)
    {
        if (entry.IsIntroduced)
        {
            AskRemindType(entry);
            AskGroupProfile(entry);
        }
    }

    private void AskRemindType(ConversationEntry entry)
    {
        if (entry.LacksRemindType)
        {
            entry.LacksRemindType = false;
            AskGroup(entry.Channel.Target, new GroupFilter { MemberInfoFilter = ["MsgFlag"] }, (group, _) =>
            {
                entry.LacksRemindType = group is null;
                TakeGroup(entry, group);
            });
        }
    }

    private void AskGroupProfile(ConversationEntry entry)
    {
        if (!entry.HasProfile && !entry.IsProfileAsked)
        {
            entry.IsProfileAsked = true;
            AskGroup(entry.Channel.Target, new GroupFilter { GroupBaseInfoFilter = ["Type", "Name", "FaceUrl"] }, (group, _) =>
            {
                entry.IsProfileAsked = false;
                entry.HasProfile |= group is not null;
                TakeGroup(entry, group);
            });
        }
    }

    /// <summary>What the account's groups know of it already.</summary>
    private void Seed(ConversationEntry entry)
    {
        if (entry.Channel.Type == ConversationType.Group && _client.Groups.TryGetValue(entry.Channel.Target, out var group))
        {
            entry.SetGroup(group.Name, group.Avatar, group.Type);
            entry.RemindType = RemindTypeOf(group.SelfInfo.MessageRemindType) ?? entry.RemindType;
        }
    }

    /// <summary>Of a group that this account is not in nothing is known, and nothing asked.</summary>
    private void OnGetGroupProfile(ConversationsProtocol.GetProfile get)
    {
        var entry = Known(get.ConversationId);
        if (entry.Channel.Type == ConversationType.Topic || (!entry.IsListed && !_client.Groups.ContainsKey(entry.Channel.Target)))
        {
            get.Promise.TrySetResult(entry.ToConversation());
            return;
        }

        AskGroup(entry.Channel.Target, WholeGroup, (group, error) =>
        {
            if (error is not null)
            {
                get.Promise.Fail(error);
                return;
            }

            entry.HasProfile = true;
            entry.LacksRemindType = false;
            TakeGroup(entry, group);
            Appear(entry);
            ListHasChanged();
            get.Promise.TrySetResult(entry.ToConversation());
        });
    }

    /// <summary>Where the group's newest message is; 0 if the server does not say.</summary>
    private void AskNewest(ConversationEntry entry, Action<long, ChatError?> then) => AskGroup(
        entry.Channel.Target,
        new GroupFilter { GroupBaseInfoFilter = ["NextMsgSeq"] },
        (group, error) => then(Math.Max(0, (group?.NextMsgSeq ?? 0) - 1), error));

    private void AskGroup(string groupId, GroupFilter filter, Action<WireGroup?, ChatError?> then) => Call(
        GroupCommands.GetProfiles.For(groupId),
        new GetGroupProfiles { GroupIdList = [groupId], ResponseFilter = filter },
        (reply, error) =>
        {
            var group = (reply?.Groups).Present().FirstOrDefault(one => one.GroupId == groupId);
            error ??= group switch
            {
                null => new ChatError(ErrorCodes.UnexpectedReply, "the reply lacks the group"),
                { ErrorCode: { } code and not 0 } => new ChatError(code, group.ErrorInfo ?? "the group cannot be asked"),
                _ => null,
            };
            then(error is null ? group : null, error);
        });

    private void TakeGroup(ConversationEntry entry, WireGroup? group)
    {
        if (group is null || _entries.GetValueOrDefault(entry.ConversationId) != entry)
        {
            // A conversation that has gone meanwhile stays away.
            return;
        }

        entry.SetGroup(group.Name, group.FaceUrl, group.Type);
        SetGroupRemindType(entry.Channel.Target, group.MemberList.Present().FirstOrDefault(one => one.Member == _me)?.MsgFlag);
        ListHasChanged();
    }

    private void SearchGroups(ConversationEntry entry) => Call(
        ConversationCommands.SearchGroups,
        new SearchConversationGroups { Account = _me, ContactItem = [entry.Channel.ToContact()] },
        (reply, _) => OnGroupsFound(reply?.GroupItem, reply?.ContactResultItem));

    private static RemindType? RemindTypeOf(string? option) => option switch
    {
        GroupReceiveOptions.AcceptAndNotify => RemindType.AcceptAndNotify,
        GroupReceiveOptions.AcceptNotNotify => RemindType.AcceptNotNotify,
        GroupReceiveOptions.Discard => RemindType.Discard,
        GroupReceiveOptions.AcceptNotNotifyExceptAt => RemindType.AcceptNotNotifyExceptAt,
        GroupReceiveOptions.NotReceiveExceptAt => RemindType.NotReceiveExceptAt,
        _ => null,
    };

    /// <param name="option">One of <see cref="GroupReceiveOptions"/>; null where it is not told.</param>
    private void SetGroupRemindType(string target, string? option)
    {
        if (RemindTypeOf(option) is { } known)
        {
            SetRemindType(Known(ConversationIds.OfGroup(target)), known);
        }
    }

    private void OnSetGroupRemindType(ConversationsProtocol.SetGroupRemindType set)
    {
        var option = set.RemindType switch
        {
            RemindType.Discard => GroupReceiveOptions.Discard,
            RemindType.AcceptNotNotify => GroupReceiveOptions.AcceptNotNotify,
            RemindType.AcceptNotNotifyExceptAt => GroupReceiveOptions.AcceptNotNotifyExceptAt,
            RemindType.NotReceiveExceptAt => GroupReceiveOptions.NotReceiveExceptAt,
            _ => GroupReceiveOptions.AcceptAndNotify,
        };
        var groupId = GroupIds.CommunityOf(set.GroupId);
        var request = new ModifyGroupMember { GroupId = groupId, TopicId = GroupIds.IsTopic(set.GroupId) ? set.GroupId : null, Member = _me, MsgFlag = option };
        Call(GroupMemberCommands.Modify.For(groupId), request, set.Promise, _ =>
        {
            SetGroupRemindType(set.GroupId, option);
            ReadIfDiscarded(Known(ConversationIds.OfGroup(set.GroupId)));
            Context.Parent.Tell(new GroupsProtocol.ReceiveOptionSet(set.GroupId, option), Self);
            set.Promise.TrySetResult(default);
        });
    }

    /// <summary>
    /// Decides whether a group takes messages of this account. A group that is not known is asked for first, as by the SDK: a live room has to be joined, a
    /// community with topics takes none itself.
    /// </summary>
    private void WhenSendable(GroupChannel channel, Action<ChatError?> then)
    {
        var known = Known(ConversationIds.OfGroup(channel.GroupId));

        // A community takes none, but its topics do.
        var asked = Known(channel.ConversationId);
        if (_client.Groups.TryGetValue(channel.GroupId, out var group))
        {
            then(group.IsSupportTopic && channel.Type != ConversationType.Topic
                ? new ChatError(ErrorCodes.CommunityTakesNoMessages, "the community has topics: send to one of them")
                : null);
        }
        else if (asked.IsKnownGroup || known.IsRoom)
        {
            then(known.IsRoom ? new ChatError(ErrorCodes.RoomNotJoined, "the live room was not joined") : null);
        }
        else
        {
            AskGroup(channel.GroupId, WholeGroup, (found, error) =>
            {
                TakeGroup(known, found);
                error ??= found!.Type == GroupTypes.AVChatRoom ? new ChatError(ErrorCodes.RoomNotJoined, "the live room was not joined")
                    : found.SupportTopic == 1 && channel.Type != ConversationType.Topic
                        ? new ChatError(ErrorCodes.CommunityTakesNoMessages, "the community has topics: send to one of them")
                    : null;
                asked.IsKnownGroup = error is null;
                then(error);
            });
        }
    }
}
