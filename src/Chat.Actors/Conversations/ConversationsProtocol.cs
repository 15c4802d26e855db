using Akka.Actor;
using Chat.Actors.App;
using Chat.Actors.Connection;
using Chat.Actors.Messages;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;

namespace Chat.Actors.Conversations;

/// <summary>Messages of <see cref="ConversationsActor"/>; each call carries the promise that answers it.</summary>
internal static partial class ConversationsProtocol
{
    internal interface ICommand : INoSerializationVerificationNeeded;

    /// <summary>A call that the conversation's own actor answers.</summary>
    internal interface IHistoryCall : ICommand
    {
        string ConversationId { get; }

        /// <summary>It begins at the newest message.</summary>
        bool NeedsNewest { get; }

        /// <summary>There is no history.</summary>
        void AnswerEmpty();

        void Fail(ChatError error);
    }

    /// <summary>After a login: fetch the list and the unread counts.</summary>
    internal sealed record Start(string UserId) : INoSerializationVerificationNeeded;

    /// <summary>After a reconnect: fetch what was missed.</summary>
    /// <param name="FromTheBeginning">The whole list, because the outage was long.</param>
    internal sealed record SyncAgain(bool FromTheBeginning) : INoSerializationVerificationNeeded;

    /// <summary>After the end of a session: drop everything.</summary>
    internal sealed record Forget : INoSerializationVerificationNeeded
    {
        public static Forget Instance { get; } = new();
    }

    /// <summary>Told to the parent when the list of a login or reconnect is complete.</summary>
    internal sealed record ListSynced(bool IsFirst) : INoSerializationVerificationNeeded;

    internal sealed record Send(ChatMessage Message, SendOptions Options, Promise<ChatMessage> Promise) : ICommand;

    /// <summary>The file of a message could not be uploaded: the message is kept as failed, and its call answered.</summary>
    internal sealed record NotSent(Send Send, ChatError Error) : ICommand;

    internal sealed record GetList(Func<Conversation, bool> Accepts, Promise<IReadOnlyList<Conversation>> Promise) : ICommand;

    internal sealed record GetProfile(string ConversationId, Promise<Conversation> Promise) : ICommand;

    internal sealed record MarkRead(string ConversationId, Promise<Done> Promise) : ICommand;

    internal sealed record GetPage(string ConversationId, string NextRequestMessageId, Promise<MessagePage> Promise) : IHistoryCall
    {
        public bool NeedsNewest => NextRequestMessageId.Length == 0;

        public void AnswerEmpty() => Promise.TrySetResult(new MessagePage([], "", IsCompleted: true));

        public void Fail(ChatError error) => Promise.Fail(error);
    }

    /// <summary>A call about messages that exist.</summary>
    internal interface IMessageCall : ICommand;

    internal sealed record Revoke(ChatMessage Message, Promise<ChatMessage> Promise) : IMessageCall;

    internal sealed record Modify(ChatMessage Message, Promise<ChatMessage> Promise) : IMessageCall;

    /// <param name="Messages">Of one conversation, sent, not more than the server takes.</param>
    internal sealed record Delete(string ConversationId, IReadOnlyList<ChatMessage> Messages, Promise<IReadOnlyList<ChatMessage>> Promise) : IMessageCall;

    /// <summary>Sets, deletes or clears key-value pairs; a null list clears.</summary>
    internal sealed record ChangeExtensions(
        ChatMessage Message, int Operation, IReadOnlyList<KeyValuePair<string, string>>? Pairs, Promise<IReadOnlyList<MessageExtensionResult>> Promise) : IMessageCall;

    /// <param name="Keys">Null for all.</param>
    internal sealed record GetExtensions(ChatMessage Message, IReadOnlyList<string>? Keys, Promise<IReadOnlyDictionary<string, string>> Promise) : IMessageCall;

    internal sealed record React(ChatMessage Message, string ReactionId, bool IsAdding, Promise<Done> Promise) : IMessageCall;

    internal sealed record GetReactions(IReadOnlyList<ChatMessage> Messages, int MaxUsers, Promise<IReadOnlyList<MessageReactionList>> Promise) : IMessageCall;

    internal sealed record GetReactionUsers(ChatMessage Message, string ReactionId, long NextSeq, int Count, Promise<ReactionUserPage> Promise) : IMessageCall;

    /// <summary>The list of a merged message has been fetched.</summary>
    internal sealed record Fetched(ChatMessage Message) : IMessageCall;

    /// <summary>A command whose reply is all that is wanted.</summary>
    internal abstract record ServerCall : IMessageCall
    {
        public abstract void Run(IActorRef connection, IActorRef self);
    }

    internal sealed record ServerCall<TRequest, TReply>(Command<TRequest, TReply> Command, TRequest Request, Promise<TReply> Promise) : ServerCall
        where TReply : Reply
    {
        public override void Run(IActorRef connection, IActorRef self) => connection.Call(self, Command, Request, (reply, error) =>
        {
            if (error is not null)
            {
                Promise.Fail(error);
            }
            else
            {
                Promise.TrySetResult(reply!);
            }
        });
    }

    internal sealed record GetHoppingPage(string ConversationId, HoppingRequest Request, Promise<HoppingPage> Promise) : IHistoryCall
    {
        public bool NeedsNewest => Request is { Sequence: 0, Newer: false };

        public void AnswerEmpty() => Promise.TrySetResult(new HoppingPage([], IsCompleted: true, 0));

        public void Fail(ChatError error) => Promise.Fail(error);
    }
}

/// <summary>From where and in which direction to read a conversation.</summary>
public sealed record HoppingRequest
{
    public const int MaxCount = 15;

    /// <summary>With users: UNIX seconds; 0 for the newest.</summary>
    public long Time { get; init; }

    /// <summary>In groups and topics: the message to begin with; 0 for the newest.</summary>
    public long Sequence { get; init; }

    /// <summary>True for newer messages than the position, false for older.</summary>
    public bool Newer { get; init; }

    /// <summary>1 to 15.</summary>
    public int Count { get; init; } = MaxCount;
}
