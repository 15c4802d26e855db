using Akka.Actor;
using Chat.Actors.App;
using Chat.Actors.Events;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Push;
using Chat.Protocol.Sessions;

namespace Chat.Actors.Connection;

/// <summary>Messages of <see cref="ConnectionActor"/>.</summary>
internal static class ConnectionProtocol
{
    internal interface ICommand : INoSerializationVerificationNeeded;

    internal interface IEvent : INoSerializationVerificationNeeded;

    /// <summary>A request of the connection itself; it belongs to its socket and is answered inside the actor.</summary>
    internal interface IOwnRequest
    {
        void Run(ChatError? error, ReadOnlySpan<byte> body, Action<string>? dropped);
    }

    /// <summary>
    /// Logs in with a signature on a new socket. Answered by <see cref="LoggedIn"/> or <see cref="LoginFailed"/>. Pushes go straight to
    /// <paramref name="Pushes"/>, what concerns groups to <paramref name="Groups"/> and relations to <paramref name="Friends"/>, as replies do to whoever asked,
    /// so that they keep the server's order.
    /// </summary>
    internal sealed record LogIn(string UserId, string UserSig, IActorRef Pushes, IActorRef Groups, IActorRef Friends) : ICommand;

    /// <summary>Opens a socket without an identity, if there is none; answered by <see cref="OnlineAnonymously"/>, also after each reconnect.</summary>
    internal sealed record OpenAnonymously : ICommand
    {
        public static OpenAnonymously Instance { get; } = new();
    }

    /// <summary>Forgets the identity and closes the socket.</summary>
    internal sealed record Disconnect : ICommand
    {
        public static Disconnect Instance { get; } = new();
    }

    /// <summary>Calls a command; the answer is told to <see cref="ReplyTo"/> as a <see cref="Continuation"/>.</summary>
    internal abstract record Request(Command Command, byte[] Body, IActorRef ReplyTo) : ICommand
    {
        /// <summary>The answer for a reply's body or an error.</summary>
        /// <param name="error">Null for none.</param>
        /// <param name="body">The body if there is no error.</param>
        /// <param name="dropped">As of <see cref="ListItems.Read"/>.</param>
        public abstract Continuation Answer(ChatError? error, ReadOnlySpan<byte> body, Action<string>? dropped = null);
    }

    internal sealed record LoggedIn(LoginReply Reply, bool IsAgain) : IEvent;

    internal sealed record OnlineAnonymously : IEvent
    {
        public static OnlineAnonymously Instance { get; } = new();
    }

    internal sealed record LoginFailed(ChatError Error) : IEvent;

    /// <summary>The server ended the session: by a push, or by the answer to a command.</summary>
    internal sealed record SessionEnded(SessionEndReason Reason) : IEvent;

    internal sealed record NetStateChanged(NetState State) : IEvent;

    internal sealed record Pushed(PushEvent Event) : IEvent;

    /// <summary>A push asked for <c>openim.getmsg</c>.</summary>
    internal sealed record SyncAsked : IEvent
    {
        public static SyncAsked Instance { get; } = new();
    }
}

/// <summary>Why the server ended a session.</summary>
internal enum SessionEndReason
{
    MultipleAccount = KickType.MultipleAccount,
    MultipleDevice = KickType.MultipleDevice,
    RestApi = KickType.RestApi,
    SignatureExpired,
}

/// <summary>Something to do inside the actor that asked for it.</summary>
internal sealed record Continuation(Action Run) : INoSerializationVerificationNeeded;

internal static class Requests
{
    /// <summary>
    /// Calls a command; <paramref name="then"/> runs inside the actor <paramref name="self"/> with the reply or the error. A reply with a code is both: some
    /// refusals say what holds.
    /// </summary>
    public static void Call<TRequest, TReply>(
        this IActorRef connection, IActorRef self, Command<TRequest, TReply> command, TRequest request, Action<TReply?, ChatError?> then)
        where TReply : Reply =>
        connection.Tell(new TypedRequest<TRequest, TReply>(command, Wire.ToBytes(request, command.Request), self, then), self);

    /// <summary>Reads a reply; one that does not have the declared shape is an error, one with a code is both.</summary>
    public static (TReply? Reply, ChatError? Error) Read<TRequest, TReply>(
        Command<TRequest, TReply> command, ChatError? error, ReadOnlySpan<byte> body, Action<string>? dropped)
        where TReply : Reply
    {
        if (error is not null)
        {
            return (null, error);
        }

        try
        {
            var reply = ListItems.Read(body, command.Reply, dropped);
            return (reply, reply.ErrorCode == 0 ? null : new ChatError(reply.ErrorCode, reply.ErrorInfo ?? ""));
        }
        catch (System.Text.Json.JsonException e)
        {
            return (null, new ChatError(ErrorCodes.UnexpectedReply, "unexpected reply: " + e.Message));
        }
    }

    /// <summary>The elements of an array that a server may have left out or filled with nulls.</summary>
    public static IEnumerable<T> Present<T>(this T?[]? items)
        where T : class => items?.OfType<T>() ?? [];

    private sealed record TypedRequest<TRequest, TReply>(
        Command<TRequest, TReply> Typed, byte[] Body, IActorRef ReplyTo, Action<TReply?, ChatError?> Then)
        : ConnectionProtocol.Request(Typed, Body, ReplyTo)
        where TReply : Reply
    {
        public override Continuation Answer(ChatError? error, ReadOnlySpan<byte> body, Action<string>? dropped = null)
        {
            var (reply, failure) = Read(Typed, error, body, dropped);
            return failure is null ? new Continuation(() => Take(reply!)) : new Continuation(() => Then(reply, failure));
        }

        /// <summary>A reply with nulls where the contract has values, or with other values than it allows, fails its call, not the account.</summary>
        private void Take(TReply reply)
        {
            try
            {
                Then(reply, null);
            }
            catch (Exception e) when (Faults.IsOfItsWork(e))
            {
                Then(null, new ChatError(ErrorCodes.UnexpectedReply, "unexpected reply: " + e.Message));
            }
        }
    }
}
