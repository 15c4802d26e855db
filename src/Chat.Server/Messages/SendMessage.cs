using Chat.Protocol.Errors;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Entities;
using Chat.Server.Sessions;
using Chat.Server.Storage;
using Chat.Server.Telemetry;

namespace Chat.Server.Messages;

/// <summary>Key of a conversation: the row keys of its two accounts, the lower first.</summary>
internal readonly record struct DialogKey(uint SdkAppId, long LowId, long HighId)
{
    public static DialogKey Of(AccountInfo one, AccountInfo other) =>
        new(one.SdkAppId, Math.Min(one.AccountId, other.AccountId), Math.Max(one.AccountId, other.AccountId));

    /// <summary>An account that talks to itself; it is side 0.</summary>
    public bool IsWithOneself => LowId == HighId;

    public int SideOf(AccountInfo account) => account.AccountId == LowId ? 0 : 1;

    public long AccountOf(int side) => side == 0 ? LowId : HighId;
}

/// <summary>
/// A message on its way: told to the conversation's actor, then carried by the store's writer, then answered and pushed. One object from end
/// to end, so the path allocates nothing per stage.
/// </summary>
internal sealed class SendMessage(CommandContext context, SessionDirectory sessions) : WriteOperation, IEntityMessage<DialogKey>
{
    private SendOutcome? _outcome;
    private DialogLog? _log;
    private ChatError? _refusal;
    private Appended _stored;

    /// <summary>The sender as the directory knows it now.</summary>
    public required AccountInfo From { get; init; }

    public required AccountInfo To { get; init; }

    public required long MsgSeq { get; init; }

    public required long Random { get; init; }

    public required long ClientTime { get; init; }

    public required MessageFlags Flags { get; init; }

    /// <summary><c>MsgBody</c> as JSON text.</summary>
    public required byte[] Body { get; init; }

    /// <summary><c>CloudCustomData</c> as a JSON string; empty for none.</summary>
    public required byte[] CloudCustomData { get; init; }

    /// <summary><c>OfflinePushInfo</c> as a JSON object; empty for none.</summary>
    public required byte[] PushInfo { get; init; }

    public CommandContext Context => context;

    public DialogKey EntityKey => DialogKey.Of(From, To);

    /// <summary>Side of the sender in the conversation.</summary>
    public int Side => EntityKey.SideOf(From);

    /// <summary>Called by the conversation's actor when it takes the message on.</summary>
    public void Accept(DialogLog log, SendOutcome outcome)
    {
        _log = log;
        _outcome = outcome;
    }

    /// <summary>What was stored already is answered like the first time, whatever the rules say by now.</summary>
    public override void Execute(WriteTransaction transaction)
    {
        var verdict = SendRules.Check(transaction.Prepare, context.App, From, To, transaction.UnixSeconds);
        _refusal = null;
        if (verdict.Refusal is not { } refusal)
        {
            _stored = _log!.Append(transaction, Side, this, verdict.IsConcealed);
        }
        else if (_log!.FindSent(transaction, Side, this) is { } sent)
        {
            _stored = sent;
        }
        else
        {
            _refusal = refusal;
        }
    }

    public override void RolledBack() => _log!.RolledBack();

    public override void Completed()
    {
        if (_refusal is { } refusal)
        {
            Failed(refusal);
            return;
        }

        _outcome!.Succeed(_stored.Time, _stored.Sequence);
        Answer(_stored.Time, _stored.Sequence);
        if (_stored.Position == 0)
        {
            ServerTelemetry.DuplicateSends.Add(1);
            return;
        }

        ServerTelemetry.MessagesStored.Add(1);
        Push(_stored);
    }

    public override void Failed(ChatError error)
    {
        _outcome!.Fail(error);
        context.Fail(error);
    }

    public void Answer(long time, long order) => SendReply.Answer(context, this, time, order);

    /// <summary>Sends the message to the receiver's sockets and to the sender's others: one text for all of them.</summary>
    public void Push(Appended stored)
    {
        var receivers = (stored.Flags & MessageFlags.Withheld) == 0 ? sessions.Of(To.AccountId) : [];
        var devices = (Flags & MessageFlags.HiddenFromSender) == 0 && From.AccountId != To.AccountId ? sessions.Of(From.AccountId) : [];
        if (receivers.Length + devices.Length == 0)
        {
            return;
        }

        byte[]? text = null;
        foreach (var receiver in receivers)
        {
            PushTo(receiver);
        }

        foreach (var device in devices)
        {
            PushTo(device);
        }

        void PushTo(Session session)
        {
            if (session != context.Session)
            {
                text ??= C2CMessageJson.Build(new MessageHeader(From, To, MsgSeq, Random, stored.Time, ClientTime, stored.Sequence, Flags) { PushInfo = PushInfo }, Body, CloudCustomData);
                session.Push(text, stored.Position);
                ServerTelemetry.Pushes.Add(1);
            }
        }
    }
}

/// <summary>What became of a send; repetitions that arrive meanwhile wait for it.</summary>
internal sealed class SendOutcome
{
    private readonly Lock _gate = new();
    private List<SendMessage>? _waiting;
    private ChatError? _error;
    private long _time;
    private long _order;
    private bool _done;

    public bool HasFailed
    {
        get
        {
            lock (_gate)
            {
                return _error is not null;
            }
        }
    }

    public void Succeed(long time, long order)
    {
        List<SendMessage>? waiting;
        lock (_gate)
        {
            (_time, _order, _done) = (time, order, true);
            waiting = _waiting;
            _waiting = null;
        }

        waiting?.ForEach(repetition => repetition.Answer(time, order));
    }

    public void Fail(ChatError error)
    {
        List<SendMessage>? waiting;
        lock (_gate)
        {
            (_error, _done) = (error, true);
            waiting = _waiting;
            _waiting = null;
        }

        waiting?.ForEach(repetition => repetition.Context.Fail(error));
    }

    /// <summary>Answers a repetition like the original, now or when that is known.</summary>
    public void Join(SendMessage repetition)
    {
        lock (_gate)
        {
            if (!_done)
            {
                (_waiting ??= []).Add(repetition);
                return;
            }
        }

        if (_error is { } error)
        {
            repetition.Context.Fail(error);
        }
        else
        {
            repetition.Answer(_time, _order);
        }
    }
}
