using Akka.Actor;
using Chat.Actors.Events;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Push;
using Chat.Protocol.Sessions;

namespace Chat.Actors.Connection;

/// <summary>Messages of <see cref="ConnectionActor"/>.</summary>
internal static class ConnectionProtocol
{
    internal interface ICommand;

    internal interface IEvent;

    /// <summary>Logs in with a signature; the socket is opened if need be. Answered by <see cref="LoggedIn"/> or <see cref="LoginFailed"/>.</summary>
    internal sealed record LogIn(string UserId, string UserSig) : ICommand;

    /// <summary>Forgets the identity and closes the socket.</summary>
    internal sealed record Disconnect : ICommand
    {
        public static Disconnect Instance { get; } = new();
    }

    /// <summary>Calls a command; the answer is told to <see cref="ReplyTo"/> as a <see cref="Continuation"/>.</summary>
    internal abstract record Request(Command Command, byte[] Body, IActorRef ReplyTo) : ICommand
    {
        /// <summary>The answer for a reply's body or an error.</summary>
        public abstract Continuation Answer(ChatError? error, ReadOnlySpan<byte> body);
    }

    internal sealed record LoggedIn(LoginReply Reply, long ReceivedAt, bool IsAgain) : IEvent;

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
internal sealed record Continuation(Action Run);

internal static class Requests
{
    /// <summary>Calls a command; <paramref name="then"/> runs inside the actor <paramref name="self"/> with the reply or the error.</summary>
    public static void Call<TRequest, TReply>(
        this IActorRef connection, IActorRef self, Command<TRequest, TReply> command, TRequest request, Action<TReply?, ChatError?> then)
        where TReply : Reply =>
        connection.Tell(new TypedRequest<TRequest, TReply>(command, Wire.ToBytes(request, command.Request), self, then), self);

    private sealed record TypedRequest<TRequest, TReply>(
        Command<TRequest, TReply> Typed, byte[] Body, IActorRef ReplyTo, Action<TReply?, ChatError?> Then)
        : ConnectionProtocol.Request(Typed, Body, ReplyTo)
        where TReply : Reply
    {
        public override Continuation Answer(ChatError? error, ReadOnlySpan<byte> body)
        {
            if (error is not null)
            {
                return new Continuation(() => Then(null, error));
            }

            try
            {
                var reply = Wire.Read(body, Typed.Reply);
                return reply.ErrorCode == 0
                    ? new Continuation(() => Take(reply))
                    : new Continuation(() => Then(null, new ChatError(reply.ErrorCode, reply.ErrorInfo)));
            }
            catch (System.Text.Json.JsonException e)
            {
                var unexpected = new ChatError(ErrorCodes.UnexpectedReply, "unexpected reply: " + e.Message);
                return new Continuation(() => Then(null, unexpected));
            }
        }

        /// <summary>A reply with nulls where the contract has values fails its call, not the account.</summary>
        private void Take(TReply reply)
        {
            try
            {
                Then(reply, null);
            }
            catch (NullReferenceException)
            {
                Then(null, new ChatError(ErrorCodes.UnexpectedReply, "unexpected reply: a value is missing"));
            }
        }
    }
}
