using Akka.Actor;
using Chat.Actors.Connection;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;

namespace Chat.Actors.Conversations;

/// <summary>A command of a conversation, ready to be sent, with what its reply means to a conversation of any kind.</summary>
internal abstract class Question<T>
{
    /// <summary>Asks the server; <paramref name="then"/> runs inside the actor <paramref name="self"/>.</summary>
    public abstract void Ask(IActorRef connection, IActorRef self, Action<T?, ChatError?> then);
}

internal static class Question
{
    /// <summary>A question whose reply is read as it is; one with a code is passed on with its error.</summary>
    public static Question<TReply> Of<TRequest, TReply>(Command<TRequest, TReply> command, TRequest request)
        where TReply : Reply => new Typed<TRequest, TReply, TReply>(command, request, null);

    /// <summary>A question whose reply has a meaning of its own.</summary>
    public static Question<T> Of<TRequest, TReply, T>(Command<TRequest, TReply> command, TRequest request, Func<TReply, T> read)
        where TReply : Reply => new Typed<TRequest, TReply, T>(command, request, read);

    /// <summary>A question that needs no asking.</summary>
    public static Question<T> Known<T>(T answer) => new Answered<T>(answer, null);

    /// <summary>A question that the conversation does not allow.</summary>
    public static Question<T> Failed<T>(ChatError error) => new Answered<T>(default, error);

    private sealed class Answered<T>(T? answer, ChatError? error) : Question<T>
    {
        public override void Ask(IActorRef connection, IActorRef self, Action<T?, ChatError?> then) => then(answer, error);
    }

    private sealed class Typed<TRequest, TReply, T>(Command<TRequest, TReply> command, TRequest request, Func<TReply, T>? read) : Question<T>
        where TReply : Reply
    {
        public override void Ask(IActorRef connection, IActorRef self, Action<T?, ChatError?> then) =>
            connection.Call(self, command, request, (reply, error) => then(
                read is null ? (T?)(object?)reply : error is null ? read(reply!) : default,
                error));
    }
}
