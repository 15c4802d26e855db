using System.Text;
using Chat.Protocol.Conversations;
using Chat.Protocol.Errors;
using Chat.Protocol.Push;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Groups;
using Chat.Server.Messages;
using Chat.Server.Sessions;
using Chat.Server.Storage;

namespace Chat.Server.Conversations;

/// <summary>A refusal found out inside a transaction, or what was done.</summary>
internal readonly record struct GroupOutcome<T>(T Value, ChatError? Error)
{
    public static implicit operator GroupOutcome<T>(ChatError error) => new(default!, error);
}

/// <summary>What the handlers of conversation groups share.</summary>
internal sealed class ConversationGroupWrites(ConversationBatch batch, ChatStore store)
{
    /// <summary>Puts conversations into a group, or takes them out.</summary>
    /// <param name="changed">Is given the conversations that changed.</param>
    /// <returns>What became of each.</returns>
    public ContactResult[] ChangeMembers(
        WriteTransaction transaction, AccountInfo me, long groupId, IEnumerable<(ContactItem? Item, int Change)> items, List<(ConversationItem Item, int Change)> changed) =>
        [.. items.Select(item =>
        {
            var (code, info) = ChangeMember(transaction, me, groupId, item.Item, item.Change, changed);

            return new ContactResult { ContactItem = item.Item ?? new ContactItem(), ResultCode = code, ResultInfo = info };
        })];

    public static ChatError? CheckName(WriteTransaction transaction, AccountInfo me, string name) =>
        name.Length == 0 ? new ChatError(ErrorCodes.ConversationParameter, "the group has no name")
        : Encoding.UTF8.GetByteCount(name) > ConversationGroup.MaxNameBytes
            ? new ChatError(ErrorCodes.ConversationGroupNameTooLong, $"a name holds at most {ConversationGroup.MaxNameBytes} bytes")
        : ConversationGroupQueries.Find(transaction, me.AccountId, name) is not null
            ? new ChatError(ErrorCodes.ConversationParameter, "there is a group of this name already")
        : null;

    /// <summary>Runs a change; a refusal answers the call.</summary>
    public void Run<T>(CommandContext context, Func<WriteTransaction, GroupOutcome<T>> change, Action<T> completed) => store.Writer.Enqueue(
        change,
        outcome =>
        {
            if (outcome.Error is { } error)
            {
                context.Fail(error);
            }
            else
            {
                completed(outcome.Value);
            }
        },
        context.Fail);

    private (int Code, string Info) ChangeMember(WriteTransaction transaction, AccountInfo me, long groupId, ContactItem? item, int change, List<(ConversationItem Item, int Change)> changed)
    {
        if (batch.Find(me, item?.Type ?? 0, item?.Peer, item?.ToGroupId, out var failure) is not { } target)
        {
            return failure;
        }

        if (ConversationBatch.DialogId(transaction.Prepare, me, target) is not { } dialogId)
        {
            return (ErrorCodes.ConversationParameter, "there is no such conversation");
        }

        transaction.Prepare(change == ContactUpdate.Add
                ? "INSERT OR IGNORE INTO conversation_group_member (account_id, dialog_id, group_id) VALUES (?, ?, ?)"
                : "DELETE FROM conversation_group_member WHERE account_id = ? AND dialog_id = ? AND group_id = ?")
            .Bind(1, me.AccountId).Bind(2, dialogId).Bind(3, groupId).Execute();
        ConversationEntries.Touch(transaction, me.AccountId, dialogId);
        changed.Add((target.Item, change));
        return ConversationBatch.Done;
    }
}

/// <summary><c>recentcontact.create_contact_group</c>.</summary>
internal sealed class CreateConversationGroupsHandler(ConversationGroupWrites writes, Dialogs dialogs) : ICommandHandler<CreateConversationGroups>
{
    private const int MaxMembers = 100;

    public void Handle(CommandContext context, CreateConversationGroups request)
    {
        if (request.GroupContactItem.Length is 0 or > ConversationGroup.MaxPerAccount
            || Array.Exists(request.GroupContactItem, group => group is null || group.ContactItem.Length > MaxMembers))
        {
            context.Fail(ErrorCodes.ConversationParameter, $"GroupContactItem must have 1 to {ConversationGroup.MaxPerAccount} groups of at most {MaxMembers} conversations");
            return;
        }

        var me = ((SocketCommandContext)context).Identity.Account;
        writes.Run<List<Created>>(
            context,
            transaction =>
            {
                if (ConversationGroupQueries.Count(transaction, me.AccountId) + request.GroupContactItem.Length > ConversationGroup.MaxPerAccount)
                {
                    return new ChatError(ErrorCodes.TooManyConversationGroups, $"more than {ConversationGroup.MaxPerAccount} groups");
                }

                if (request.GroupContactItem.DistinctBy(group => group.GroupName).Count() < request.GroupContactItem.Length)
                {
                    return new ChatError(ErrorCodes.ConversationParameter, "two groups have the same name");
                }

                if (request.GroupContactItem.Select(group => ConversationGroupWrites.CheckName(transaction, me, group.GroupName)).FirstOrDefault(error => error is not null) is { } error)
                {
                    return error;
                }

                return new GroupOutcome<List<Created>>([.. request.GroupContactItem.Select(group => Create(transaction, me, group))], null);
            },
            created =>
            {
                context.Reply(
                    new CreateConversationGroupsReply { GroupResultItem = [.. created.Select(one => one.Result)] }, ConversationsJson.Default.CreateConversationGroupsReply);
                foreach (var one in created)
                {
                    dialogs.Notify(me, context.Session, Pushes.Conversations, [ConversationNotifications.GroupCreated(one.Result.GroupItem, one.Changed.Select(change => change.Item))]);
                }
            });
    }

    private Created Create(WriteTransaction transaction, AccountInfo me, NewConversationGroup group)
    {
        var groupId = transaction.Prepare("INSERT INTO conversation_group (account_id, name) VALUES (?, ?)")
            .Bind(1, me.AccountId).Bind(2, group.GroupName).Execute().LastInsertId;
        var changed = new List<(ConversationItem, int)>();
        return new Created(
            new ConversationGroupResult
            {
                GroupItem = new ConversationGroup { GroupId = groupId, GroupName = group.GroupName },
                ResultItem = writes.ChangeMembers(transaction, me, groupId, group.ContactItem.Select(item => ((ContactItem?)item, ContactUpdate.Add)), changed),
            },
            changed);
    }

    private sealed record Created(ConversationGroupResult Result, List<(ConversationItem Item, int Change)> Changed);
}

/// <summary><c>recentcontact.del_contact_group</c>.</summary>
internal sealed class DeleteConversationGroupsHandler(ConversationGroupWrites writes, Dialogs dialogs) : ICommandHandler<DeleteConversationGroups>
{
    public void Handle(CommandContext context, DeleteConversationGroups request)
    {
        var me = ((SocketCommandContext)context).Identity.Account;
        if (request.GroupName.Length is 0 or > ConversationGroup.MaxPerAccount)
        {
            context.Fail(ErrorCodes.ConversationParameter, $"GroupName must have 1 to {ConversationGroup.MaxPerAccount} names");
            return;
        }

        writes.Run<List<ConversationGroup>>(
            context,
            transaction =>
            {
                var groups = request.GroupName.Distinct().Select(name => ConversationGroupQueries.Find(transaction, me.AccountId, name ?? "")).OfType<ConversationGroup>().ToList();
                if (groups.Count < request.GroupName.Distinct().Count())
                {
                    return new ChatError(ErrorCodes.ConversationGroupUnknown, "there is no group of this name");
                }

                foreach (var group in groups)
                {
                    ConversationGroupQueries.Members(transaction, group.GroupId).ForEach(dialogId => ConversationEntries.Touch(transaction, me.AccountId, dialogId));
                    transaction.Prepare("DELETE FROM conversation_group_member WHERE group_id = ?").Bind(1, group.GroupId).Execute();
                    transaction.Prepare("DELETE FROM conversation_group WHERE group_id = ?").Bind(1, group.GroupId).Execute();
                }

                return new GroupOutcome<List<ConversationGroup>>(groups, null);
            },
            groups =>
            {
                context.Reply(new DeleteConversationGroupsReply { GroupItem = [.. groups] }, ConversationsJson.Default.DeleteConversationGroupsReply);
                dialogs.Notify(me, context.Session, Pushes.Conversations, [ConversationNotifications.GroupsDeleted(groups)]);
            });
    }
}

/// <summary><c>recentcontact.update_contact_group</c>: another name, or other members.</summary>
internal sealed class UpdateConversationGroupHandler(ConversationGroupWrites writes, Dialogs dialogs) : ICommandHandler<UpdateConversationGroup>
{
    private const int MaxItems = 100;

    public void Handle(CommandContext context, UpdateConversationGroup request)
    {
        var change = request.UpdateGroup;
        if (request.UpdateType != UpdateConversationGroup.Group)
        {
            context.Fail(ErrorCodes.ConversationParameter, "UpdateType must be 1");
        }
        else if (change is { UpdateGroupType: UpdateConversationGroup.Rename, NewGroupName: { } newName })
        {
            Rename(context, change.OldGroupName, newName);
        }
        else if (change is { UpdateGroupType: UpdateConversationGroup.ChangeMembers, ContactUpdateItem: { Length: > 0 and <= MaxItems } items }
            && Array.TrueForAll(items, item => item?.ContactOptType is ContactUpdate.Add or ContactUpdate.Remove))
        {
            ChangeMembers(context, change.OldGroupName, items);
        }
        else
        {
            context.Fail(ErrorCodes.ConversationParameter, $"neither a new name nor 1 to {MaxItems} changes of members");
        }
    }

    private void Rename(CommandContext context, string oldName, string newName)
    {
        var me = ((SocketCommandContext)context).Identity.Account;
        writes.Run<ConversationGroup>(
            context,
            transaction =>
            {
                if (ConversationGroupQueries.Find(transaction, me.AccountId, oldName) is not { } group)
                {
                    return new ChatError(ErrorCodes.ConversationGroupUnknown, "there is no group of this name");
                }

                if (ConversationGroupWrites.CheckName(transaction, me, newName) is { } error)
                {
                    return error;
                }

                transaction.Prepare("UPDATE conversation_group SET name = ? WHERE group_id = ?").Bind(1, newName).Bind(2, group.GroupId).Execute();
                ConversationGroupQueries.Members(transaction, group.GroupId).ForEach(dialogId => ConversationEntries.Touch(transaction, me.AccountId, dialogId));
                return new GroupOutcome<ConversationGroup>(group, null);
            },
            group =>
            {
                Reply(context, group.GroupId, null);
                dialogs.Notify(me, context.Session, Pushes.Conversations, [ConversationNotifications.GroupRenamed(group, newName)]);
            });
    }

    private void ChangeMembers(CommandContext context, string name, ContactUpdate[] items)
    {
        var me = ((SocketCommandContext)context).Identity.Account;
        List<(ConversationItem Item, int Change)> changed = [];
        writes.Run<(ConversationGroup Group, ContactResult[] Results)>(
            context,
            transaction =>
            {
                changed.Clear();
                if (ConversationGroupQueries.Find(transaction, me.AccountId, name) is not { } group)
                {
                    return new ChatError(ErrorCodes.ConversationGroupUnknown, "there is no group of this name");
                }

                var results = writes.ChangeMembers(transaction, me, group.GroupId, items.Select(item => ((ContactItem?)item.ContactItem, item.ContactOptType)), changed);
                return new GroupOutcome<(ConversationGroup, ContactResult[])>((group, results), null);
            },
            outcome =>
            {
                Reply(context, outcome.Group.GroupId, outcome.Results);
                if (changed.Count > 0)
                {
                    dialogs.Notify(me, context.Session, Pushes.Conversations, [ConversationNotifications.GroupMembersChanged(outcome.Group, changed)]);
                }
            });
    }

    private static void Reply(CommandContext context, long groupId, ContactResult[]? results) => context.Reply(
        new UpdateConversationGroupReply { UpdateGroupResult = new ConversationGroupUpdateResult { GroupId = groupId, ContactResultItem = results } },
        ConversationsJson.Default.UpdateConversationGroupReply);
}

/// <summary><c>recentcontact.get_contact_group</c>: the groups, and the conversations that have marks, custom data or groups.</summary>
internal sealed class GetConversationGroupsHandler(AccountDirectory accounts, ChatStore store) : ICommandHandler<GetConversationGroups>
{
    public void Handle(CommandContext context, GetConversationGroups request)
    {
        var me = ((SocketCommandContext)context).Identity.Account;
        var (groups, items) = store.Read(connection =>
        {
            var all = ConversationGroupQueries.OfAccount(connection, me.AccountId);
            var marked = ConversationList.Of(connection, me.AccountId)
                .Where(state => state.Entry.Marks != 0 || state.Entry.CustomData.Length > 0 || all.Of(state.DialogId).Length > 0)
                .Select(state => Marks(state, all.Of(state.DialogId))).OfType<ContactMarks>()
                .ToArray();
            return (all.All, marked);
        });
        context.Reply(
            new ConversationGroupsReply { CompleteFlag = 1, GroupItem = [.. groups], ContactItem = items }, ConversationsJson.Default.ConversationGroupsReply);
    }

    private ContactMarks? Marks(IConversation state, long[] groups)
    {
        var marks = new ContactMarks
        {
            StandardMark = ConversationMarks.ToText(state.Entry.Marks),
            CustomMark = state.Entry.CustomData,
            ContactGroupId = groups,
        };
        return state switch
        {
            GroupConversation { Group.GroupId: var groupId } => marks with { Type = ConversationTypes.Group, ToGroupId = groupId },
            ConversationState { PeerId: var peerId } when accounts.Find(peerId) is { } peer => marks with { Type = ConversationTypes.C2C, Peer = peer.UserId },
            _ => null,
        };
    }
}

/// <summary><c>recentcontact.search_contact_group</c>: marks and groups of the conversations asked for.</summary>
internal sealed class SearchConversationGroupsHandler(ConversationBatch batch, ChatStore store) : ICommandHandler<SearchConversationGroups>
{
    private const int MaxItems = 100;

    public void Handle(CommandContext context, SearchConversationGroups request)
    {
        if (request.ContactItem.Length > MaxItems)
        {
            context.Fail(ErrorCodes.ConversationParameter, $"ContactItem must have at most {MaxItems} entries");
            return;
        }

        var me = ((SocketCommandContext)context).Identity.Account;
        var (groups, items) = store.Read(connection =>
        {
            var all = ConversationGroupQueries.OfAccount(connection, me.AccountId);
            return (all.All, request.ContactItem.Where(item => item is not null).Select(item => Marks(connection, me, all, item)).ToArray());
        });
        context.Reply(
            new SearchConversationGroupsReply { ContactResultItem = items, GroupItem = [.. groups] }, ConversationsJson.Default.SearchConversationGroupsReply);
    }

    private ContactMarks Marks(StoreConnection connection, AccountInfo me, ConversationGroups groups, ContactItem item)
    {
        var marks = new ContactMarks { Type = item.Type, Peer = item.Peer, ToGroupId = item.ToGroupId };
        return batch.Find(me, item.Type, item.Peer, item.ToGroupId, out _) is { } target
            && ConversationBatch.DialogId(connection.Prepare, me, target) is { } dialogId
            && ConversationEntries.Find(connection.Prepare, me.AccountId, dialogId) is { } entry
            ? marks with { StandardMark = ConversationMarks.ToText(entry.Marks), CustomMark = entry.CustomData, ContactGroupId = groups.Of(dialogId) }
            : marks;
    }
}
