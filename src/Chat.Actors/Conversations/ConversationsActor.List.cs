using Chat.Actors.Connection;
using Chat.Protocol.Conversations;
using Chat.Protocol.Errors;
using Chat.Protocol.Push;

namespace Chat.Actors.Conversations;

/// <summary>Changes of the list that its owner makes, here and on other devices: pins, marks, custom data, drafts, deletions.</summary>
internal sealed partial class ConversationsActor
{
    private void OnListCall(ConversationsProtocol.IListCall call)
    {
        switch (call)
        {
            case ConversationsProtocol.Pin pin:
                OnPin(pin);
                break;
            case ConversationsProtocol.Remove remove:
                OnRemove(remove);
                break;
            case ConversationsProtocol.ClearHistory clear:
                OnClearHistory(clear);
                break;
            case ConversationsProtocol.SetDraft set:
                OnSetDraft(set);
                break;
            case ConversationsProtocol.Mark mark:
                OnMark(mark);
                break;
            case ConversationsProtocol.SetCustomData set:
                OnSetCustomData(set);
                break;
            case ConversationsProtocol.GetGroups get:
                OnGetGroups(get);
                break;
            case ConversationsProtocol.CreateGroup create:
                OnCreateGroup(create);
                break;
            case ConversationsProtocol.DeleteGroup delete:
                OnDeleteGroup(delete);
                break;
            case ConversationsProtocol.RenameGroup rename:
                OnRenameGroup(rename);
                break;
            case ConversationsProtocol.ChangeGroup change:
                OnChangeGroup(change);
                break;
            case ConversationsProtocol.SetGroupRemindType set:
                OnSetGroupRemindType(set);
                break;
            case ConversationsProtocol.SetRemindType set:
                OnSetRemindType(set);
                break;
            case ConversationsProtocol.ReadAll readAll:
                OnReadAll(readAll);
                break;
            case ConversationsProtocol.SetReceiveOpt set:
                OnSetReceiveOpt(set);
                break;
            case ConversationsProtocol.GetReceiveOpt get:
                OnGetReceiveOpt(get);
                break;
            default:
                Unhandled(call);
                break;
        }
    }

    private void OnListPush(PushEvent pushed)
    {
        if (pushed.Is(Pushes.Conversations, out var changes))
        {
            foreach (var change in changes.Present())
            {
                OnChangedElsewhere(change);
            }
        }
        else if (pushed.Is(Pushes.ReadAll, out var readAll))
        {
            OnReadAllElsewhere(readAll);
        }
        else if (pushed.Is(Pushes.DoNotDisturb, out var changed))
        {
            OnReceiveOptChanged(changed);
        }
    }

    private void OnChangedElsewhere(ConversationsNotification change)
    {
        switch (change.PushType)
        {
            case ConversationsNotification.Deleted:
                OnRemovedElsewhere(change.RecentContactDeleteItem);
                break;
            case ConversationsNotification.Pinned or ConversationsNotification.Unpinned:
                OnPinnedElsewhere(change.RecentContactTopItem, change.PushType == ConversationsNotification.Pinned);
                break;
            case ConversationsNotification.Marked:
                OnMarkedElsewhere(change.RecentContactMarkContact);
                break;
            case ConversationsNotification.GroupCreated:
                OnGroupCreatedElsewhere(change.RecentContactCreateContactGroup);
                break;
            case ConversationsNotification.GroupDeleted:
                OnGroupsDeleted(change.RecentContactDelContactGroup?.MsgGroupItem);
                break;
            case ConversationsNotification.GroupUpdated:
                OnGroupUpdatedElsewhere(change.RecentContactUpdateContactGroup);
                break;
        }

        ListHasChanged();
    }

    private void OnRemovedElsewhere(ConversationItems? items)
    {
        foreach (var entry in (items?.RecentContactList).Present().Select(Listed).OfType<ConversationEntry>())
        {
            Disappear(entry);
        }
    }

    /// <summary>A conversation that is not in the list is put there; the SDK learns of it with its next list only.</summary>
    private void OnPinnedElsewhere(ConversationItems? items, bool isPinned)
    {
        foreach (var item in (items?.RecentContactList).Present())
        {
            if (IdOf(item) is { } conversationId)
            {
                ShowPin(conversationId, isPinned);
            }
        }
    }

    /// <summary>A pin brings a conversation into the list. The SDK asks nothing about one that was not there and shows it empty.</summary>
    private void ShowPin(string conversationId, bool isPinned)
    {
        Reopen(conversationId).IsPinned = isPinned;
    }

    /// <summary>The server has put a conversation into the list, which may have been deleted here in the meantime.</summary>
    private ConversationEntry Reopen(string conversationId)
    {
        var entry = Known(conversationId);
        if (!entry.IsListed)
        {
            entry.IsListed = true;
            Refresh(conversationId, notFound: () => Introduce(entry));
        }

        return entry;
    }

    /// <summary>A mark keeps a conversation in the list, or brings it there; the SDK learns of that with its next list only.</summary>
    private void OnMarkedElsewhere(MarkedConversations? marked)
    {
        foreach (var item in marked?.RecentContactMarkContactItem.Present() ?? [])
        {
            if (IdOf(item.RecentContactItem) is not { } conversationId)
            {
                continue;
            }

            var entry = Reopen(conversationId);

            if (item.OptType is MarkedConversation.Marks or MarkedConversation.Both)
            {
                entry.SetMarks(item.StandardMark);
            }

            if (item.OptType is MarkedConversation.CustomData or MarkedConversation.Both)
            {
                entry.CustomData = item.CustomMark ?? "";
            }
        }
    }

    private void OnPin(ConversationsProtocol.Pin pin)
    {
        // The conversation of system notices is pinned nowhere but here, and there are none without groups.
        if (pin.ConversationId == ConversationIds.System || Listed(pin.ConversationId)?.IsPinned == pin.IsPinned)
        {
            pin.Promise.TrySetResult(default);
            return;
        }

        var request = new PinConversations
        {
            Account = _me,
            OperationType = pin.IsPinned ? PinConversations.Pin : PinConversations.Unpin,
            RecentContactItem = [ChannelOf(pin.ConversationId).ToPinned()],
        };
        Call(ConversationCommands.Pin, request, pin.Promise, _ =>
        {
            ShowPin(pin.ConversationId, pin.IsPinned);
            ListHasChanged();
            pin.Promise.TrySetResult(default);
        });
    }

    private void OnRemove(ConversationsProtocol.Remove remove)
    {
        var known = Find(remove.ConversationIds.Take(DeleteConversations.MaxItems), []);
        if (known.Count == 0)
        {
            remove.Promise.Fail(NotFound());
            return;
        }

        var request = new DeleteConversations
        {
            Account = _me,
            ContactItem = [.. known.Select(static entry => entry.Channel.ToDeleted())],
            ClearRamble = remove.ClearMessages ? 1 : 0,
        };
        Call(ConversationCommands.Delete, request, remove.Promise, reply =>
        {
            var deleted = reply.ResultItem.Present().Where(static item => item.ResultCode == 0).Select(item => Listed(IdOf(item.Type, item.Peer, item.ToGroupid))).OfType<ConversationEntry>().ToList();
            deleted.ForEach(Disappear);
            if (deleted.Count == 0)
            {
                remove.Promise.Fail(NotFound());
            }
            else
            {
                remove.Promise.TrySetResult([.. deleted.Select(static entry => entry.ConversationId)]);
            }
        });
    }

    private void OnClearHistory(ConversationsProtocol.ClearHistory clear)
    {
        if (Find([clear.ConversationId], []) is not [var entry])
        {
            clear.Promise.Fail(NotFound());
            return;
        }

        ReportRead(entry, clear.Promise, () => Call(ConversationCommands.ClearHistory, entry.Channel.ToClear(), clear.Promise, _ =>
        {
            entry.Clear();
            OpenChild(entry.ConversationId)?.Tell(ConversationActor.Clear.Instance, Self);
            ListHasChanged();
            clear.Promise.TrySetResult(default);
        }));
    }

    private void OnSetDraft(ConversationsProtocol.SetDraft set)
    {
        if (Find([set.ConversationId], []) is not [var entry])
        {
            set.Promise.Fail(NotFound());
            return;
        }

        entry.Draft = set.Text;
        ListHasChanged();
        set.Promise.TrySetResult(entry.ToConversation());
    }

    private void OnMark(ConversationsProtocol.Mark mark) => ChangeMarks(
        mark.ConversationIds,
        mark.IsSet
            ? entry => new MarkItem { OptType = MarkItem.Marks, ContactItem = entry.Channel.ToContact(), SetMark = [mark.Bit] }
            : entry => new MarkItem { OptType = MarkItem.Marks, ContactItem = entry.Channel.ToContact(), ClearMark = [mark.Bit] },
        entry => entry.SetMark(1UL << mark.Bit, mark.IsSet),
        mark.Promise);

    private void OnSetCustomData(ConversationsProtocol.SetCustomData set) => ChangeMarks(
        set.ConversationIds,
        entry => new MarkItem { OptType = MarkItem.CustomData, ContactItem = entry.Channel.ToContact(), CustomMark = set.Data },
        entry => entry.CustomData = set.Data,
        set.Promise);

    private void ChangeMarks(
        IReadOnlyList<string> conversationIds, Func<ConversationEntry, MarkItem> toItem, Action<ConversationEntry> change, App.Promise<ConversationsResult> promise)
    {
        var failures = new List<ConversationFailure>(0);
        if (FindOrAnswer(conversationIds, failures, promise) is { } known)
        {
            Call(ConversationCommands.Mark, new MarkConversations { Account = _me, MarkItem = [.. known.Select(toItem)] }, promise, reply =>
            {
                foreach (var done in reply.ResultItem.Present().Where(static result => result.ResultCode == 0).Select(static result => result.ContactItem))
                {
                    if (IdOf(done.Type, done.Peer, done.ToGroupId) is { } conversationId)
                    {
                        Reopen(conversationId);
                    }
                }

                promise.TrySetResult(Apply(reply.ResultItem, failures, entry =>
                {
                    change(entry);
                    return true;
                }));
            });
        }
    }

    /// <summary>Makes a change in those conversations for which the server has made it.</summary>
    /// <param name="results">What the server says.</param>
    /// <param name="failures">Those that failed here.</param>
    /// <param name="change">False where there was nothing to change: then it is no success, as in the SDK.</param>
    private ConversationsResult Apply(ContactResult[]? results, List<ConversationFailure> failures, Func<ConversationEntry, bool> change)
    {
        var done = new List<string>();
        foreach (var result in results.Present())
        {
            var conversationId = IdOf(result.ContactItem.Type, result.ContactItem.Peer, result.ContactItem.ToGroupId);
            if (result.ResultCode != 0)
            {
                failures.Add(new ConversationFailure(conversationId ?? "", result.ResultCode, result.ResultInfo ?? ""));
            }
            else if (Listed(conversationId) is { } entry && change(entry))
            {
                done.Add(entry.ConversationId);
            }
        }

        ListHasChanged();
        return new ConversationsResult(done, failures);
    }

    /// <summary>The conversations of a call that the server has to be asked about; null if there is none, then the call is answered.</summary>
    private List<ConversationEntry>? FindOrAnswer(
        IReadOnlyList<string> conversationIds, List<ConversationFailure> failures, App.Promise<ConversationsResult> promise)
    {
        var known = Find(conversationIds, failures);
        if (known.Count > 0)
        {
            return known;
        }

        promise.TrySetResult(new ConversationsResult([], failures));
        return null;
    }

    private List<ConversationEntry> Find(IEnumerable<string> conversationIds, List<ConversationFailure> failures)
    {
        var known = new List<ConversationEntry>();
        foreach (var id in conversationIds.Distinct(StringComparer.Ordinal))
        {
            if (Listed(id) is { } entry)
            {
                known.Add(entry);
            }
            else
            {
                var error = NotFound();
                failures.Add(new ConversationFailure(id, error.Code, error.Info));
            }
        }

        return known;
    }

    private ConversationEntry? Listed(ConversationItem? item) => Listed(IdOf(item));

    private static string? IdOf(ConversationItem? item) => item is null ? null : IdOf(item.Type, item.Peer, item.GroupId);

    private static string? IdOf(int type, string? userId, string? groupId) => type switch
    {
        ConversationTypes.C2C when !string.IsNullOrEmpty(userId) => ConversationIds.OfUser(userId),
        ConversationTypes.Group when !string.IsNullOrEmpty(groupId) => ConversationIds.OfGroup(groupId),
        _ => null,
    };

    private static ChatError NotFound() => new(ErrorCodes.ConversationNotFound, "the conversation is not in the list");
}
