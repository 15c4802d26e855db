using System.Collections.Immutable;
using Akka.Event;
using Chat.Actors.Connection;
using Chat.Actors.Events;
using Chat.Protocol.Conversations;
using Chat.Protocol.Errors;
using Chat.Protocol.Push;

namespace Chat.Actors.Conversations;

/// <summary>Conversation groups: names under which the account sorts its conversations.</summary>
internal sealed partial class ConversationsActor
{
    private const int MoreGroups = 0;

    /// <summary>In the order in which they became known; null for none.</summary>
    private List<ConversationGroup>? _groups;
    private bool _groupsFailed;

    private ImmutableArray<string> GroupNames => [.. _groups?.Select(static group => group.GroupName) ?? []];

    private void ForgetGroups()
    {
        _groups = null;
        _groupsFailed = false;
    }

    private string? GroupNameOf(long id) => _groups?.Find(group => group.GroupId == id)?.GroupName;

    /// <summary>All groups and what is in them, page by page. A list that could not be fetched is asked for again when somebody wants it.</summary>
    private void GetGroups(Action then, long startIndex = 0, List<ConversationGroup>? found = null) =>
        Call(ConversationCommands.GetGroups, new GetConversationGroups { Account = _me, StartIndex = startIndex }, (reply, error) =>
        {
            _groupsFailed = error is not null;
            if (error is not null)
            {
                _log.Warning("Conversation groups could not be fetched: {0}", error.Code);
                then();
                return;
            }

            found ??= [];
            found.AddRange(Named(reply!.GroupItem));
            OnGroupsFound(reply.GroupItem, reply.ContactItem);
            if (reply.CompleteFlag == MoreGroups && reply.NextStartIndex > startIndex)
            {
                GetGroups(then, reply.NextStartIndex, found);
                return;
            }

            DropGroups([.. _groups?.Where(group => !found.Exists(one => one.GroupId == group.GroupId)) ?? []]);
            PublishGroups();
            then();
        });

    private void OnGetGroups(ConversationsProtocol.GetGroups get)
    {
        if (_groupsFailed)
        {
            GetGroups(() => get.Promise.TrySetResult(GroupNames));
        }
        else
        {
            get.Promise.TrySetResult(GroupNames);
        }
    }

    /// <summary>Marks, custom data and groups of the listed conversations are replaced.</summary>
    private void OnGroupsFound(ConversationGroup[]? groups, ContactMarks[]? contacts)
    {
        AddGroups(groups);
        foreach (var contact in contacts.Present())
        {
            if (Listed(IdOf(contact.Type, contact.Peer, contact.ToGroupId)) is { } entry)
            {
                entry.SetMarks(contact.StandardMark);
                entry.CustomData = contact.CustomMark ?? "";
                entry.Groups = [.. (contact.ContactGroupId ?? []).Select(GroupNameOf).OfType<string>()];
            }
        }

        ListHasChanged();
    }

    /// <returns>True if one is new or has a new name.</returns>
    private bool AddGroups(ConversationGroup[]? groups)
    {
        var isChanged = false;
        foreach (var group in Named(groups))
        {
            var at = _groups?.FindIndex(known => known.GroupId == group.GroupId) ?? -1;
            if (at < 0)
            {
                (_groups ??= []).Add(group);
                isChanged = true;
            }
            else if (_groups![at].GroupName != group.GroupName)
            {
                Rename(_groups[at].GroupName, group.GroupName);
                _groups[at] = group;
                isChanged = true;
            }
        }

        return isChanged;
    }

    /// <returns>True if one was known.</returns>
    private bool DropGroups(ConversationGroup[]? groups)
    {
        var gone = Named(groups).ToList();
        var isChanged = _groups?.RemoveAll(known => gone.Exists(one => one.GroupId == known.GroupId)) > 0;
        _groups = _groups?.Count > 0 ? _groups : null;

        // A group of the same name may have been made since.
        gone.RemoveAll(group => _groups?.Exists(known => known.GroupName == group.GroupName) == true);
        foreach (var entry in _entries.Values)
        {
            gone.ForEach(group => entry.RemoveGroup(group.GroupName));
        }

        ListHasChanged();
        return isChanged;
    }

    private void Rename(string oldName, string newName)
    {
        foreach (var entry in _entries.Values.Where(entry => entry.Groups.Contains(oldName)))
        {
            entry.Groups = [.. entry.Groups.Select(name => name == oldName ? newName : name)];
        }
    }

    private void OnCreateGroup(ConversationsProtocol.CreateGroup create)
    {
        var failures = new List<ConversationFailure>(0);
        if (FindOrAnswer(create.ConversationIds, failures, create.Promise) is not { } known)
        {
            return;
        }

        var request = new CreateConversationGroups
        {
            Account = _me,
            GroupContactItem = [new NewConversationGroup { GroupName = create.Name, ContactItem = [.. known.Select(static entry => entry.Channel.ToContact())] }],
        };
        Call(ConversationCommands.CreateGroups, request, create.Promise, reply =>
        {
            if (reply.GroupResultItem is not [{ GroupItem: { } group } made, ..])
            {
                create.Promise.Fail(new ChatError(ErrorCodes.UnexpectedReply, "the reply has no group"));
                return;
            }

            AddGroups([group]);
            var result = Apply(made.ResultItem, failures, entry =>
            {
                entry.AddGroup(create.Name);
                return true;
            });
            PublishGroups();
            create.Promise.TrySetResult(result);
        });
    }

    private void OnDeleteGroup(ConversationsProtocol.DeleteGroup delete) =>
        Call(ConversationCommands.DeleteGroups, new DeleteConversationGroups { Account = _me, GroupName = [delete.Name] }, delete.Promise, reply =>
        {
            OnGroupsDeleted(reply.GroupItem);
            delete.Promise.TrySetResult(default);
        });

    private void OnGroupsDeleted(ConversationGroup[]? groups)
    {
        if (DropGroups(groups))
        {
            PublishGroups();
        }
    }

    private void OnRenameGroup(ConversationsProtocol.RenameGroup rename)
    {
        var change = new ConversationGroupChange
        {
            UpdateGroupType = UpdateConversationGroup.Rename, OldGroupName = rename.OldName, NewGroupName = rename.NewName,
        };
        Call(ConversationCommands.UpdateGroup, new UpdateConversationGroup { Account = _me, UpdateGroup = change }, rename.Promise, reply =>
        {
            OnRenamed(reply.UpdateGroupResult.GroupId, rename.NewName);
            rename.Promise.TrySetResult(default);
        });
    }

    private void OnRenamed(long id, string name)
    {
        if (AddGroups([new ConversationGroup { GroupId = id, GroupName = name }]))
        {
            PublishGroups();
            ListHasChanged();
        }
    }

    private void OnChangeGroup(ConversationsProtocol.ChangeGroup change)
    {
        var failures = new List<ConversationFailure>(0);
        if (FindOrAnswer(change.ConversationIds, failures, change.Promise) is not { } known)
        {
            return;
        }

        var operation = change.Adds ? ContactUpdate.Add : ContactUpdate.Remove;
        var request = new UpdateConversationGroup
        {
            Account = _me,
            UpdateGroup = new ConversationGroupChange
            {
                UpdateGroupType = UpdateConversationGroup.ChangeMembers,
                OldGroupName = change.Name,
                ContactUpdateItem = [.. known.Select(entry => new ContactUpdate { ContactOptType = operation, ContactItem = entry.Channel.ToContact() })],
            },
        };
        Call(ConversationCommands.UpdateGroup, request, change.Promise, reply =>
        {
            var result = Apply(reply.UpdateGroupResult.ContactResultItem, failures, entry => Regroup(entry, change.Name, operation));
            if (result.SuccessConversationIds.Count > 0)
            {
                PublishMembers(change.Name);
            }

            change.Promise.TrySetResult(result);
        });
    }

    private void OnGroupCreatedElsewhere(CreatedConversationGroups? created)
    {
        foreach (var one in created?.MsgContactGroupContactItem.Present() ?? [])
        {
            if (AddGroups([one.MsgGroupItem]))
            {
                PublishGroups();
            }

            foreach (var item in one.MsgRecentContactItem.Present())
            {
                Listed(item)?.AddGroup(one.MsgGroupItem.GroupName);
            }
        }
    }

    private void OnGroupUpdatedElsewhere(ConversationGroupUpdate? update)
    {
        if (update is { UpdateType: ConversationGroupUpdate.Group, MsgUpdateGroup: { } group })
        {
            if (group.UpdateGroupType == UpdateConversationGroup.Rename)
            {
                OnRenamed(group.GroupId, group.GroupName ?? "");
                return;
            }

            var isChanged = false;
            foreach (var item in group.RecentContactUpdateGroupItem.Present())
            {
                isChanged |= Listed(item.RecentContactItem) is { } entry && Regroup(entry, group.OldGroupName, item.ContactOptType);
            }

            if (isChanged)
            {
                PublishMembers(group.OldGroupName);
            }
        }
        else if (update is { UpdateType: ConversationGroupUpdate.Conversation, MsgUpdateContact: { } contact }
            && Listed(contact.MsgRecentContactItem) is { } entry)
        {
            foreach (var item in contact.MsgRecentContactUpdateContactItem.Present())
            {
                if (Regroup(entry, item.RecentContactGroupItem.GroupName, item.GroupOptType))
                {
                    PublishMembers(item.RecentContactGroupItem.GroupName);
                }
            }
        }
    }

    /// <returns>True if something has changed.</returns>
    private static bool Regroup(ConversationEntry entry, string group, int operation) => operation switch
    {
        ContactUpdate.Add => entry.AddGroup(group),
        ContactUpdate.Remove => entry.RemoveGroup(group),
        _ => false,
    };

    private void PublishGroups() => _client.Publish(new ConversationGroupListUpdated(SdkAppId, _me, GroupNames));

    private void PublishMembers(string group) => _client.Publish(new ConversationInGroupUpdated(
        SdkAppId, _me, group, [.. List().Where(conversation => conversation.ConversationGroupList.Contains(group))]));

    private static IEnumerable<ConversationGroup> Named(ConversationGroup[]? groups) => groups.Present().Where(static group => !string.IsNullOrEmpty(group.GroupName));
}
