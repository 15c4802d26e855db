using System.Security.Cryptography;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Accounts;
using Chat.Server.Apps;
using Chat.Server.Commands;

namespace Chat.Server.Groups;

/// <summary><c>create_group</c>: the caller becomes the owner; the others of the list become members and are told so.</summary>
internal sealed class CreateGroupHandler(GroupDirectory groups) : ICommandHandler<CreateGroup>
{
    private const int IdBytes = 8;

    public void Handle(CommandContext context, CreateGroup request)
    {
        var rules = GroupRules.Find(request.Type);
        if (Check(request, rules, context.App.Settings) is { } error)
        {
            context.Fail(error);
            return;
        }

        var (me, settings) = (GroupDirectory.Caller(context), context.App.Settings);
        var id = string.IsNullOrEmpty(request.GroupId) ? NewId(rules!.Type) : request.GroupId;
        var members = Members(context.App.SdkAppId, me, request);
        var most = rules!.Type == GroupTypes.Community ? settings.MaxCommunityMembers : rules.IsRoom ? 0 : settings.MaxGroupMembers;
        var capacity = request.MaxMemberCount is > 0 and var wanted && wanted < most ? wanted : most;
        var fields = GroupLimits.Merge("[]", request.AppDefinedData, ofMember: false)!;
        List<string> overLimit = [];
        groups.Run(new GroupOperation(
            groups,
            new GroupKey(context.App.SdkAppId, id),
            change =>
            {
                overLimit.Clear();
                if (change.State.RowOrFormer(change.Transaction) is { } taken)
                {
                    return new ChatError(
                        taken.OwnerId == me.AccountId ? ErrorCodes.GroupIdTakenByCaller : ErrorCodes.GroupIdTaken, "the group ID is taken, or was");
                }

                if (!rules.IsRoom && GroupMember.CountGroupsOf(change.Transaction.Prepare, me.AccountId) >= settings.MaxGroupsPerUser)
                {
                    return new ChatError(ErrorCodes.TooManyGroups, $"the caller is in {settings.MaxGroupsPerUser} groups already");
                }

                if (!rules.IsRoom && members.Count + 1 > capacity)
                {
                    return new ChatError(ErrorCodes.TooManyGroupMembers, $"the group can have {capacity} members");
                }

                change.State.Insert(change.Transaction, Row(context.App.SdkAppId, id, rules, request, me, capacity, fields, change.Now));
                if (rules.IsRoom)
                {
                    return null;
                }

                change.AddMember(me, Roles.Owner);
                foreach (var (account, role, memberFields) in members)
                {
                    if (GroupMember.CountGroupsOf(change.Transaction.Prepare, account.AccountId) >= settings.MaxGroupsPerUser)
                    {
                        overLimit.Add(account.UserId);
                        continue;
                    }

                    change.AddMember(account, role, memberFields);
                    change.Notice(account, me, new GroupNoticeBody { ReportType = GroupNoticeTypes.Invited });
                }

                change.Notice(me, me, new GroupNoticeBody { ReportType = GroupNoticeTypes.Created }, except: context.Session, isStored: false);
                return null;
            },
            () => context.Reply(
                new CreateGroupReply { GroupId = id, HugeGroupFlag = rules.IsRoom ? 1 : null, OverLimit = overLimit.Count > 0 ? [.. overLimit] : null },
                GroupsJson.Default.CreateGroupReply),
            context.Fail));
    }

    private static ChatError? Check(CreateGroup request, GroupRules? rules, AppSettings settings)
    {
        if (rules is null)
        {
            return new ChatError(ErrorCodes.GroupParameter, "no such type of group");
        }

        if (request.Name.Length == 0 || !GroupLimits.Fits(request.Name, GroupLimits.MaxName) || !GroupLimits.Fits(request.Introduction, GroupLimits.MaxIntroduction)
            || !GroupLimits.Fits(request.Notification, GroupLimits.MaxNotification) || !GroupLimits.Fits(request.FaceUrl, GroupLimits.MaxFaceUrl))
        {
            return new ChatError(ErrorCodes.GroupParameter, "the name is missing, or a text is too long");
        }

        if (!string.IsNullOrEmpty(request.GroupId) && !GroupLimits.IsValidGroupId(request.GroupId, rules.Type))
        {
            return new ChatError(ErrorCodes.GroupIdInvalid, "the group ID is not allowed for this type");
        }

        if (request.ApplyJoinOption is not (null or JoinOptions.FreeAccess or JoinOptions.NeedPermission or JoinOptions.DisableApply)
            || request.InviteJoinOption is not (null or InviteOptions.FreeAccess or InviteOptions.NeedPermission or InviteOptions.DisableInvite))
        {
            return new ChatError(ErrorCodes.GroupParameter, "no such option");
        }

        if (request.MemberList is { Length: > GroupLimits.MaxInitialMembers })
        {
            return new ChatError(ErrorCodes.GroupTooManyAccounts, $"more than {GroupLimits.MaxInitialMembers} initial members");
        }

        if (request.MemberList is { Length: > 0 } && rules.IsRoom)
        {
            return new ChatError(ErrorCodes.GroupDenied, "a live room has no initial members");
        }

        if ((request.MemberList ?? []).Any(static one => one is not null && GroupLimits.Merge("[]", one.AppMemberDefinedData, ofMember: true) is null))
        {
            return new ChatError(ErrorCodes.GroupParameter, "a custom field of a member is not allowed");
        }

        if (request.MemberList?.Count(static one => Roles.Parse(one?.Role) == Roles.Admin) > settings.MaxGroupAdmins)
        {
            return new ChatError(ErrorCodes.GroupParameter, $"a group has {settings.MaxGroupAdmins} administrators at most");
        }

        return GroupLimits.Merge("[]", request.AppDefinedData, ofMember: false) is null
            ? new ChatError(ErrorCodes.GroupParameter, "a custom field is not allowed")
            : null;
    }

    private static GroupRow Row(uint app, string id, GroupRules rules, CreateGroup request, AccountInfo owner, int capacity, string fields, long now) => new()
    {
        Key = 0,
        SdkAppId = app,
        GroupId = id,
        Type = rules.Type,
        Name = request.Name,
        Introduction = request.Introduction ?? "",
        Notification = request.Notification ?? "",
        FaceUrl = request.FaceUrl ?? "",
        OwnerId = owner.AccountId,
        CreatedAt = now,
        InfoAt = now,
        MaxMembers = capacity,
        JoinOption = rules.Join == JoinRule.ByOption ? request.ApplyJoinOption ?? rules.DefaultJoin : rules.DefaultJoin,
        InviteOption = request.InviteJoinOption ?? rules.DefaultInvite,
        SupportsTopics = rules.Type == GroupTypes.Community && request.SupportTopic == 1,
        Fields = fields,
    };

    /// <summary>The initial members that exist, each once.</summary>
    private List<(AccountInfo Account, int Role, string Fields)> Members(uint app, AccountInfo owner, CreateGroup request)
    {
        var members = new List<(AccountInfo, int, string)>();
        foreach (var member in (request.MemberList ?? []).Where(static one => !string.IsNullOrEmpty(one?.Member)).DistinctBy(static one => one.Member, StringComparer.Ordinal))
        {
            if (groups.Accounts.Find(app, member.Member) is { } account && account.AccountId != owner.AccountId)
            {
                var role = Roles.Parse(member.Role) == Roles.Admin && GroupRules.Find(request.Type)!.HasAdmins ? Roles.Admin : Roles.Member;
                members.Add((account, role, GroupLimits.Merge("[]", member.AppMemberDefinedData, ofMember: true)!));
            }
        }

        return members;
    }

    private static string NewId(string type)
    {
        var random = Convert.ToHexString(RandomNumberGenerator.GetBytes(IdBytes));
        return type == GroupTypes.Community ? $"{GroupIds.CommunityPrefix}{GroupIds.Prefix}c{random}" : $"{GroupIds.Prefix}{random}";
    }
}
