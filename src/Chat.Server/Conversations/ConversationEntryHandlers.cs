using System.Text;
using Chat.Protocol.Conversations;
using Chat.Protocol.Errors;
using Chat.Protocol.Push;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Messages;
using Chat.Server.Sessions;

namespace Chat.Server.Conversations;

/// <summary><c>recentcontact.top</c>: pins conversations to the top of the list, or takes them off.</summary>
internal sealed class PinHandler(ConversationBatch batch, Dialogs dialogs) : ICommandHandler<PinConversations>
{
    private const int MaxItems = 100;

    public void Handle(CommandContext context, PinConversations request)
    {
        if (request.RecentContactItem.Length is 0 or > MaxItems || request.OperationType is not (PinConversations.Pin or PinConversations.Unpin))
        {
            context.Fail(ErrorCodes.ConversationParameter, $"RecentContactItem must have 1 to {MaxItems} entries, OperationType be 1 or 2");
            return;
        }

        var me = ((SocketCommandContext)context).Identity.Account;
        var isPinned = request.OperationType == PinConversations.Pin;
        var items = request.RecentContactItem
            .Select(item => (batch.Find(me, item?.Type ?? 0, item?.Peer, item?.GroupId, out var failure), failure)).ToList();
        batch.Run(
            context,
            items,
            (_, transaction, owned) =>
            {
                if (!owned.TryOpen())
                {
                    return ConversationBatch.NoGroup;
                }

                var entry = ConversationEntries.Find(transaction.Prepare, me.AccountId, owned.DialogId)!.Value;
                if (isPinned && !entry.IsPinned && ConversationEntries.CountPinned(transaction, me.AccountId) >= ConversationEntries.MaxPinned)
                {
                    return (ErrorCodes.TooManyPinned, $"more than {ConversationEntries.MaxPinned} pinned conversations");
                }

                ConversationEntries.Write(transaction, me.AccountId, owned.DialogId, entry with { IsPinned = isPinned });
                return ConversationBatch.Done;
            },
            results =>
            {
                // The reply has no place for single results: one that failed fails the call.
                var failed = results.FirstOrDefault(result => result.Code != 0);
                if (failed.Code != 0)
                {
                    context.Fail(failed.Code, failed.Info);
                }
                else
                {
                    context.Ok();
                }

                for (var i = 0; i < results.Length; i++)
                {
                    if (results[i].Code == 0)
                    {
                        dialogs.Notify(me, context.Session, Pushes.Conversations, [ConversationNotifications.Pinned(items[i].Item1!.Item, isPinned)]);
                    }
                }
            });
    }
}

/// <summary><c>recentcontact.batch_delete</c>: takes conversations off the list until their next message, with or without their history.</summary>
internal sealed class DeleteConversationsHandler(ConversationBatch batch, Dialogs dialogs) : ICommandHandler<DeleteConversations>
{
    public void Handle(CommandContext context, DeleteConversations request)
    {
        if (request.ContactItem.Length is 0 or > DeleteConversations.MaxItems || Array.Exists(request.ContactItem, item => item is null))
        {
            context.Fail(ErrorCodes.ConversationParameter, $"ContactItem must have 1 to {DeleteConversations.MaxItems} entries");
            return;
        }

        var me = ((SocketCommandContext)context).Identity.Account;
        var items = request.ContactItem.Select(item => (batch.Find(me, item.Type, item.Peer, item.ToGroupid, out var failure), failure)).ToList();
        batch.Run(
            context,
            items,
            (_, _, owned) =>
            {
                if (request.ClearRamble == 1)
                {
                    owned.Clear();
                }

                owned.Hide();
                return ConversationBatch.Done;
            },
            results =>
            {
                context.Reply(
                    new DeleteConversationsReply
                    {
                        ResultItem = [.. results.Select((result, i) => new DeleteResult
                        {
                            Type = request.ContactItem[i].Type,
                            Peer = request.ContactItem[i].Peer,
                            ToGroupid = request.ContactItem[i].ToGroupid,
                            ResultCode = result.Code,
                            ResultInfo = result.Info,
                        })],
                    },
                    ConversationsJson.Default.DeleteConversationsReply);
                var deleted = items.Where((_, i) => results[i].Code == 0).Select(item => item.Item1!.Item).ToList();
                if (deleted.Count > 0)
                {
                    dialogs.Notify(me, context.Session, Pushes.Conversations, [ConversationNotifications.Deleted(deleted)]);
                }
            });
    }
}

/// <summary><c>recentcontact.clear_msg</c>: the history vanishes for the caller, the conversation stays in the list.</summary>
internal sealed class ClearHistoryHandler(ConversationBatch batch, Dialogs dialogs) : ICommandHandler<ClearHistory>
{
    public void Handle(CommandContext context, ClearHistory request)
    {
        var me = ((SocketCommandContext)context).Identity.Account;
        var target = batch.Find(me, request.Type, request.Peer, request.ToGroupid, out var failure);
        long? cleared = null;
        batch.Run(
            context,
            [(target, failure)],
            (_, _, owned) =>
            {
                cleared = owned.Clear();
                return ConversationBatch.Done;
            },
            results =>
            {
                if (results[0].Code != 0)
                {
                    context.Fail(results[0].Code, results[0].Info);
                    return;
                }

                context.Ok();
                if (cleared is { } order)
                {
                    dialogs.Notify(me, context.Session, Pushes.HistoryDeleted, [target!.Cleared(order)]);
                }
            });
    }
}

/// <summary><c>recentcontact.mark_contact</c>: marks and custom data of conversations.</summary>
internal sealed class MarkHandler(ConversationBatch batch, Dialogs dialogs) : ICommandHandler<MarkConversations>
{
    public void Handle(CommandContext context, MarkConversations request)
    {
        if (request.MarkItem.Length is 0 or > MarkConversations.MaxItems)
        {
            context.Fail(ErrorCodes.TooManyMarkItems, $"MarkItem must have 1 to {MarkConversations.MaxItems} entries");
            return;
        }

        var me = ((SocketCommandContext)context).Identity.Account;
        var items = request.MarkItem.Select(item => Check(me, item)).ToList();
        var entries = new ConversationEntry[items.Count];
        batch.Run(
            context,
            items,
            (i, transaction, owned) =>
            {
                if (!owned.TryOpen())
                {
                    return ConversationBatch.NoGroup;
                }

                var entry = ConversationEntries.Find(transaction.Prepare, me.AccountId, owned.DialogId)!.Value;
                var isNew = entry is { Marks: 0, CustomData: "" };
                entries[i] = Apply(request.MarkItem[i], entry);
                if (isNew && ConversationEntries.CountMarked(transaction, me.AccountId) >= ConversationEntries.MaxMarked)
                {
                    return (ErrorCodes.TooManyMarked, $"more than {ConversationEntries.MaxMarked} marked conversations");
                }

                ConversationEntries.Write(transaction, me.AccountId, owned.DialogId, entries[i]);
                return ConversationBatch.Done;
            },
            results =>
            {
                context.Reply(
                    new MarkConversationsReply
                    {
                        ResultItem = [.. results.Select((result, i) => new ContactResult
                        {
                            ContactItem = request.MarkItem[i]?.ContactItem ?? new ContactItem(), ResultCode = result.Code, ResultInfo = result.Info,
                        })],
                    },
                    ConversationsJson.Default.MarkConversationsReply);
                for (var i = 0; i < results.Length; i++)
                {
                    if (results[i].Code == 0)
                    {
                        dialogs.Notify(
                            me, context.Session, Pushes.Conversations,
                            [ConversationNotifications.Marked(items[i].Target!.Item, request.MarkItem[i].OptType, entries[i])]);
                    }
                }
            });
    }

    private (ConversationTarget? Target, (int Code, string Info) Failure) Check(AccountInfo me, MarkItem? item)
    {
        var isValid = item?.OptType switch
        {
            MarkItem.Marks => AreBits(item.SetMark) && AreBits(item.ClearMark) && (item.SetMark ?? item.ClearMark) is not null,
            MarkItem.CustomData => item.CustomMark is not null && Encoding.UTF8.GetByteCount(item.CustomMark) <= MarkItem.MaxCustomBytes,
            _ => false,
        };
        return isValid
            ? (batch.Find(me, item!.ContactItem.Type, item.ContactItem.Peer, item.ContactItem.ToGroupId, out var failure), failure)
            : (null, (ErrorCodes.ConversationParameter, $"marks are bits 0 to {MarkItem.MaxBit}, custom data holds at most {MarkItem.MaxCustomBytes} bytes"));
    }

    private static bool AreBits(int[]? bits) => Array.TrueForAll(bits ?? [], bit => bit is >= 0 and <= MarkItem.MaxBit);

    private static ConversationEntry Apply(MarkItem item, ConversationEntry entry)
    {
        if (item.OptType == MarkItem.CustomData)
        {
            return entry with { CustomData = item.CustomMark! };
        }

        var set = (item.SetMark ?? []).Aggregate(0L, (bits, bit) => bits | (1L << bit));
        var clear = (item.ClearMark ?? []).Aggregate(0L, (bits, bit) => bits | (1L << bit));
        return entry with { Marks = (entry.Marks | set) & ~clear };
    }
}
