using Akka.Actor;
using Akka.Event;
using Chat.Actors.App;
using Chat.Actors.Conversations;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;

namespace Chat.Actors.Connection;

/// <summary>An actor that calls the server within a session: an answer that arrives after the session has ended belongs to nobody.</summary>
internal abstract class SessionActor(ClientContext client, IActorRef connection) : UntypedActor
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private HashSet<IActorRef> _former = [];

    /// <summary>The session that lasts now; children are given it too.</summary>
    protected SessionMark Session { get; private set; } = new();

    /// <summary>
    /// Ends the session for everything that belongs to it. Children leave after what they were told before, so that no call is lost on its way to one; by the mark they
    /// know not to do it any more.
    /// </summary>
    protected void EndSession()
    {
        Session.End();
        Session = new SessionMark();
        _former = [.. Context.GetChildren()];
        foreach (var child in _former)
        {
            child.Tell(PoisonPill.Instance, Self);
        }
    }

    /// <summary>True for what a child of a former session has still told.</summary>
    protected bool IsOfFormerSession() => _former.Contains(Sender);

    /// <summary>Does what a call asks; a defect, or an argument that nobody has thought of, fails that call only.</summary>
    protected void Guard(object call, Action<object> run)
    {
        try
        {
            run(call);
        }
        catch (Exception e) when (Faults.IsOfItsWork(e) && client.Calls.TryFail(call, new ChatError(ErrorCodes.InvalidOperation, "the call could not be made: " + e.Message)))
        {
            // Who called has been told.
        }
    }

    /// <summary>Takes something that was pushed: what a server has sent against the contract costs nobody anything but itself.</summary>
    protected void Guard(Action take)
    {
        try
        {
            take();
        }
        catch (Exception e) when (Faults.IsOfItsWork(e))
        {
            _log.Warning("Something of a push was dropped: {0}", e.Message);
        }
    }

    /// <summary>Calls the server; an error ends the promise.</summary>
    protected void Call<TRequest, TReply>(Command<TRequest, TReply> command, TRequest request, IPromise promise, Action<TReply> then)
        where TReply : Reply => Ask(Question.Of(command, request), promise, then);

    /// <inheritdoc cref="Call{TRequest,TReply}(Command{TRequest,TReply},TRequest,IPromise,Action{TReply})"/>
    protected void Ask<T>(Question<T> question, IPromise promise, Action<T> then) => Ask(question, (reply, error) =>
    {
        if (error is not null)
        {
            promise.Fail(error);
        }
        else
        {
            then(reply!);
        }
    });

    /// <summary>Calls the server; <paramref name="then"/> runs in this actor with the reply or the error, or both.</summary>
    protected void Call<TRequest, TReply>(Command<TRequest, TReply> command, TRequest request, Action<TReply?, ChatError?> then)
        where TReply : Reply => Ask(Question.Of(command, request), then);

    /// <inheritdoc cref="Call{TRequest,TReply}(Command{TRequest,TReply},TRequest,Action{TReply,ChatError})"/>
    protected void Ask<T>(Question<T> question, Action<T?, ChatError?> then)
    {
        var session = Session;
        question.Ask(connection, Self, (reply, error) =>
        {
            if (!session.IsOver)
            {
                then(reply, error);
            }
            else
            {
                then(default, error ?? new ChatError(ErrorCodes.NotReady, "the session has ended"));
            }
        });
    }
}

/// <summary>Tells those who belong to a session whether it still lasts.</summary>
internal sealed class SessionMark
{
    private volatile bool _isOver;

    public bool IsOver => _isOver;

    public void End() => _isOver = true;
}
