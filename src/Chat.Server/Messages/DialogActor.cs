using Akka.Actor;
using Chat.Server.Entities;
using Chat.Server.Storage;

namespace Chat.Server.Messages;

/// <summary>
/// One one-to-one conversation: decides the order in which its messages and their changes go to the store, and recognizes repeated sends.
/// What is known for certain stands in the store; this actor may stop or crash at any time. Parent: the entity parent of dialogs.
/// </summary>
internal sealed class DialogActor : UntypedActor
{
    /// <summary>Sends that are remembered here; older repetitions are recognized by the store's unique index.</summary>
    private const int MaxRemembered = 128;

    private readonly ChatStore _store;
    private readonly TimeProvider _time;
    private readonly DialogLog _log;
    private readonly Dictionary<SendKey, SendOutcome> _recent = [];
    private readonly Queue<SendKey> _recentOrder = new();

    public DialogActor(DialogKey key, ChatStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
        _log = new DialogLog(key);
    }

    public static Props Props(DialogKey key, ChatStore store, TimeProvider time) =>
        Akka.Actor.Props.Create(() => new DialogActor(key, store, time));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case SendMessage send when (send.Flags & MessageFlags.OnlineOnly) != 0:
                OnSendToOnline(send);
                break;
            case SendMessage send:
                OnSend(send);
                break;
            case DialogOperation operation:
                operation.Accept(_log);
                _store.Writer.Enqueue(operation);
                break;
            case Passivate:
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnSend(SendMessage send)
    {
        var key = new SendKey(send.Side, send.MsgSeq, send.Random);
        if (_recent.TryGetValue(key, out var known) && !known.HasFailed)
        {
            known.Join(send);
            return;
        }

        var outcome = new SendOutcome();
        Remember(key, outcome);
        send.Accept(_log, outcome);
        _store.Writer.Enqueue(send);
    }

    /// <summary>Nothing is stored; a repetition within memory is still only delivered once.</summary>
    private void OnSendToOnline(SendMessage send)
    {
        var key = new SendKey(send.Side, send.MsgSeq, send.Random);
        if (_recent.TryGetValue(key, out var known))
        {
            known.Join(send);
            return;
        }

        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        var verdict = _store.Read((send, now), static (connection, call) =>
            SendRules.Check(connection.Prepare, call.send.Context.App, call.send.From, call.send.To, call.now));
        if (verdict.Refusal is { } refusal)
        {
            send.Context.Fail(refusal);
            return;
        }

        var outcome = new SendOutcome();
        outcome.Succeed(now, 0);
        Remember(key, outcome);
        send.Answer(now, 0);
        send.Push(new Appended(0, now, 0, send.Flags | (verdict.IsConcealed ? MessageFlags.Withheld | MessageFlags.Concealed : 0)));
    }

    private void Remember(SendKey key, SendOutcome outcome)
    {
        if (_recent.ContainsKey(key))
        {
            _recent[key] = outcome;
            return;
        }

        if (_recentOrder.Count == MaxRemembered)
        {
            _recent.Remove(_recentOrder.Dequeue());
        }

        _recent.Add(key, outcome);
        _recentOrder.Enqueue(key);
    }

    private readonly record struct SendKey(int Side, long MsgSeq, long Random);
}
