using System.Text;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Protocol.Push;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Sessions;
using Chat.Server.Storage;

namespace Chat.Server.Messages;

/// <summary>Finds the message that both doors of <c>openim_msg_ext_http_svc</c> name: by sender, receiver and key; the caller must be one of the two.</summary>
internal static class ExtensionTargets
{
    public static bool TryFind(
        Dialogs dialogs, CommandContext context, string from, string to, out AccountInfo sender, out AccountInfo receiver)
    {
        (sender, receiver) = (null!, null!);
        if (context is SocketCommandContext socket && from != socket.UserId && to != socket.UserId)
        {
            context.Fail(ErrorCodes.ExtensionUnknown, "not a message of the caller's conversations");
            return false;
        }

        if (dialogs.Find(context, from) is not { } found || dialogs.Find(context, to) is not { } other)
        {
            return false;
        }

        (sender, receiver) = (found, other);
        return true;
    }
}

/// <summary><c>openim_msg_ext_http_svc.set_key_values</c>: writes, deletes or clears the pairs of a message.</summary>
internal sealed class SetExtensionsHandler(Dialogs dialogs) : ICommandHandler<SetExtensions>
{
    public void Handle(CommandContext context, SetExtensions request)
    {
        if (Check(request, out var key) is { } error)
        {
            context.Fail(error);
            return;
        }

        if (!ExtensionTargets.TryFind(dialogs, context, request.From, request.To, out var sender, out var receiver))
        {
            return;
        }

        var dialog = DialogKey.Of(sender, receiver);
        var mustKnow = context is SocketCommandContext;
        int? reader = context is SocketCommandContext socket ? dialog.SideOf(socket.Identity.Account) : null;
        StoredMessage message = default;
        ExtensionWrites writes = null!;
        dialogs.Run(
            context,
            sender,
            receiver,
            (transaction, log) =>
            {
                var side = dialog.SideOf(sender);
                if (log.Find(transaction, side, key, reader) is not { } found || (found.Flags & MessageFlags.Recalled) != 0)
                {
                    return new ChatError(ErrorCodes.ExtensionUnknown, "the message does not exist");
                }

                if ((found.Flags & MessageFlags.SupportsExtension) == 0)
                {
                    return new ChatError(ErrorCodes.ExtensionNotSupported, "the message was sent without extension support");
                }

                message = found;
                writes = new ExtensionWrites(transaction, found.MessageId);
                return writes.Apply(request.OperateType, request.ExtensionList, mustKnow);
            },
            () =>
            {
                context.Reply(new SetExtensionsReply { ExtensionList = [.. writes.Results], Seq = writes.LatestSeq }, MessagesJson.Default.SetExtensionsReply);
                if (writes.HasChanged(request.OperateType))
                {
                    var notification = writes.Notification(request.OperateType, sender.TinyId) with
                    {
                        ExtensionC2cMsgInfo = new ExtensionTarget { MsgClientTime = message.ClientTime, MsgRandom = message.Key.Random },
                    };
                    dialogs.NotifyOf(message, sender, receiver, context.Session, Pushes.Extensions, notification);
                }
            });
    }

    private static ChatError? Check(SetExtensions request, out MessageKey key)
    {
        if (!MessageKey.TryParse(request.MsgKey, out key))
        {
            return new ChatError(ErrorCodes.ExtensionUnknown, "MsgKey is not MsgSeq_MsgRandom_MsgTime");
        }

        return ExtensionWrites.Check(request.OperateType, request.ExtensionList);
    }
}

/// <summary>The pairs of one message inside a transaction. One sequence counts all writes of the message; a pair has that of its last write.</summary>
internal sealed class ExtensionWrites
{
    private const int MaxPerMinute = 200;

    private readonly WriteTransaction _transaction;
    private readonly long _messageId;
    private readonly long _minute;
    private long _clearSeq;
    private long _inThisMinute;

    public ExtensionWrites(WriteTransaction transaction, long messageId)
    {
        _transaction = transaction;
        _messageId = messageId;
        _minute = transaction.UnixSeconds / 60;
        var select = transaction.Prepare("SELECT latest_seq, clear_seq, minute, writes FROM message_extension_state WHERE message_id = ?").Bind(1, messageId);
        if (select.Step())
        {
            (LatestSeq, _clearSeq, _inThisMinute) = (select.Long(0), select.Long(1), select.Long(2) == _minute ? select.Long(3) : 0);
        }

        select.Reset();
    }

    public long LatestSeq { get; private set; }

    public List<ExtensionResult> Results { get; } = [];

    /// <summary>The pairs that were changed, as they are now.</summary>
    public List<MessageExtension> Written { get; } = [];

    /// <summary>Whether a call may be made; null for yes.</summary>
    public static ChatError? Check(int operation, MessageExtension[]? pairs)
    {
        if (operation is < SetExtensions.SetKeys or > SetExtensions.Clear)
        {
            return new ChatError(ErrorCodes.RequestMalformed, "OperateType is none of 1, 2, 3");
        }

        return operation == SetExtensions.Clear || (pairs is { Length: > 0 and <= MessageExtension.MaxPerCall } && Array.TrueForAll(pairs, IsValid))
            ? null
            : new ChatError(
                ErrorCodes.RequestMalformed,
                $"ExtensionList must have 1 to {MessageExtension.MaxPerCall} pairs; keys hold 1 to {MessageExtension.MaxKeyBytes} bytes, values at most {MessageExtension.MaxValueBytes}");
    }

    /// <summary>True if others are to be told.</summary>
    public bool HasChanged(int operation) => Written.Count > 0 || operation == SetExtensions.Clear;

    /// <summary>What others are told; which message it is about is for the caller to say.</summary>
    public ExtensionsNotification Notification(int operation, string senderTinyId)
    {
        ExtensionValues[] values = [new ExtensionValues { MsgKeyValue = [.. Written] }];
        return new ExtensionsNotification
        {
            TinyId = senderTinyId,
            MsgOptType = operation,
            SetKVInfo = operation == SetExtensions.SetKeys ? values : null,
            DeleteKVInfo = operation == SetExtensions.DeleteKeys ? values : null,
            ClearKVInfo = operation == SetExtensions.Clear ? [new ExtensionClear { ClearMsgSeq = LatestSeq }] : null,
            MsgLastSeq = LatestSeq,
        };
    }

    /// <param name="operation">What <see cref="SetExtensions.OperateType"/> says.</param>
    /// <param name="pairs">The pairs; none where all are cleared.</param>
    /// <param name="mustKnow">A writer must name the sequence of the pair that it replaces.</param>
    /// <returns>Why nothing was changed; null for success.</returns>
    public ChatError? Apply(int operation, MessageExtension[]? pairs, bool mustKnow)
    {
        if (_inThisMinute >= MaxPerMinute)
        {
            return new ChatError(ErrorCodes.ExtensionTooFrequent, $"more than {MaxPerMinute} writes in a minute");
        }

        _inThisMinute++;
        if (operation == SetExtensions.Clear)
        {
            _clearSeq = ++LatestSeq;
            _transaction.Prepare("DELETE FROM message_extension WHERE message_id = ?").Bind(1, _messageId).Execute();
        }

        foreach (var pair in operation == SetExtensions.Clear ? [] : pairs ?? [])
        {
            var isDeletion = operation == SetExtensions.DeleteKeys;
            Write(isDeletion ? pair with { Value = "" } : pair, mustKnow && !isDeletion, isDeletion);
        }

        _transaction.Prepare(
                """
                INSERT INTO message_extension_state (message_id, latest_seq, clear_seq, minute, writes) VALUES (?1, ?2, ?3, ?4, ?5)
                ON CONFLICT (message_id) DO UPDATE SET latest_seq = ?2, clear_seq = ?3, minute = ?4, writes = ?5
                """)
            .Bind(1, _messageId).Bind(2, LatestSeq).Bind(3, _clearSeq).Bind(4, _minute).Bind(5, _inThisMinute).Execute();
        return null;
    }

    private static bool IsValid(MessageExtension? pair) =>
        pair is { Key.Length: > 0, Value: not null } && Encoding.UTF8.GetByteCount(pair.Key) <= MessageExtension.MaxKeyBytes
        && Encoding.UTF8.GetByteCount(pair.Value) <= MessageExtension.MaxValueBytes;

    private void Write(MessageExtension pair, bool mustKnow, bool isDeletion)
    {
        var existing = Read(pair.Key);
        if (isDeletion && existing is not { Value.Length: > 0 })
        {
            Results.Add(new ExtensionResult { Code = ErrorCodes.ExtensionUnknown, Extension = existing ?? pair });
            return;
        }

        if (mustKnow && (existing?.Seq ?? 0) != pair.Seq)
        {
            Results.Add(new ExtensionResult { Code = ErrorCodes.ExtensionConflict, Extension = existing ?? pair with { Value = "", Seq = 0 } });
            return;
        }

        if (pair.Value.Length > 0 && existing is not { Value.Length: > 0 } && Count(isDeleted: false) >= MessageExtension.MaxPerMessage)
        {
            Results.Add(new ExtensionResult { Code = ErrorCodes.RequestMalformed, Extension = pair });
            return;
        }

        var written = pair with { Seq = ++LatestSeq };
        _transaction.Prepare(
                "INSERT INTO message_extension (message_id, key, value, seq) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (message_id, key) DO UPDATE SET value = ?3, seq = ?4")
            .Bind(1, _messageId).Bind(2, written.Key).Bind(3, written.Value).Bind(4, written.Seq).Execute();
        Results.Add(new ExtensionResult { Extension = written });
        Written.Add(written);
        if (written.Value.Length == 0)
        {
            ForgetOldDeletions();
        }
    }

    /// <summary>Deleted keys stay, so that whoever knows them hears of it; only so many, or a message could grow for ever.</summary>
    private void ForgetOldDeletions()
    {
        if (Count(isDeleted: true) > MessageExtension.MaxPerMessage)
        {
            _transaction.Prepare(
                    "DELETE FROM message_extension WHERE message_id = ?1 AND seq = (SELECT min(seq) FROM message_extension WHERE message_id = ?1 AND value = '')")
                .Bind(1, _messageId).Execute();
        }
    }

    private MessageExtension? Read(string key)
    {
        var select = _transaction.Prepare("SELECT value, seq FROM message_extension WHERE message_id = ? AND key = ?").Bind(1, _messageId).Bind(2, key);
        var pair = select.Step() ? new MessageExtension { Key = key, Value = select.Text(0), Seq = select.Long(1) } : null;
        select.Reset();
        return pair;
    }

    private long Count(bool isDeleted)
    {
        var select = _transaction.Prepare("SELECT count(*) FROM message_extension WHERE message_id = ? AND (value = '') = ?").Bind(1, _messageId).Bind(2, isDeleted ? 1 : 0);
        select.Step();
        var count = select.Long(0);
        select.Reset();
        return count;
    }
}

/// <summary><c>openim_msg_ext_http_svc.get_key_values</c>: the pairs of a message behind a sequence.</summary>
internal sealed class GetExtensionsHandler(Dialogs dialogs, ChatStore store) : ICommandHandler<GetExtensions>
{
    public void Handle(CommandContext context, GetExtensions request)
    {
        if (!MessageKey.TryParse(request.MsgKey, out var key))
        {
            context.Fail(ErrorCodes.ExtensionUnknown, "MsgKey is not MsgSeq_MsgRandom_MsgTime");
        }
        else if (ExtensionTargets.TryFind(dialogs, context, request.From, request.To, out var sender, out var receiver))
        {
            var start = request.StartSeq ?? request.RestStartSeq ?? 0;
            var isReceiver = context is SocketCommandContext socket && socket.UserId != sender.UserId;
            if (store.Read(connection => Read(connection, DialogKey.Of(sender, receiver), sender, isReceiver, key, start)) is { } reply)
            {
                context.Reply(reply, MessagesJson.Default.ExtensionsReply);
            }
            else
            {
                context.Fail(ErrorCodes.ExtensionUnknown, "the message does not exist");
            }
        }
    }

    private static ExtensionsReply? Read(StoreConnection connection, DialogKey dialog, AccountInfo sender, bool isReceiver, MessageKey key, long start)
    {
        if (MessageQueries.DialogId(connection.Prepare, dialog) is not { } dialogId
            || MessageQueries.Find(connection.Prepare, (dialogId * 2) + dialog.SideOf(sender), key) is not { } message
            || (message.Flags & MessageFlags.Recalled) != 0 || (isReceiver && !DialogLog.IsShownToReceiver(message)))
        {
            return null;
        }

        return ExtensionQueries.Read(connection, message.MessageId, start);
    }
}

internal static class ExtensionQueries
{
    private const int PageSize = 200;

    /// <summary>The pairs of a message that were written since a sequence.</summary>
    public static ExtensionsReply Read(StoreConnection connection, long messageId, long start)
    {
        var state = connection.Prepare("SELECT latest_seq, clear_seq FROM message_extension_state WHERE message_id = ?").Bind(1, messageId);
        var (latest, cleared) = state.Step() ? (state.Long(0), state.Long(1)) : (0, 0);
        state.Reset();
        var pairs = new List<MessageExtension>();
        var select = connection.Prepare("SELECT key, value, seq FROM message_extension WHERE message_id = ? AND seq >= ? ORDER BY seq LIMIT ?")
            .Bind(1, messageId).Bind(2, start).Bind(3, PageSize + 1);
        while (select.Step())
        {
            pairs.Add(new MessageExtension { Key = select.Text(0), Value = select.Text(1), Seq = select.Long(2) });
        }

        select.Reset();
        return new ExtensionsReply
        {
            ExtensionList = [.. pairs.Take(PageSize)],
            CompleteFlag = pairs.Count <= PageSize ? 1 : 0,
            LatestSeq = latest,
            ClearSeq = cleared,
        };
    }
}
