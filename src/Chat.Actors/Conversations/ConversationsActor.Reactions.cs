using System.Collections.Immutable;
using Chat.Actors.App;
using Chat.Actors.Connection;
using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Actors.Profiles;
using Chat.Protocol.Messages;
using Chat.Protocol.Push;

namespace Chat.Actors.Conversations;

/// <summary>Reactions to messages. Where the server does not say whether this account has reacted, what was done here and on its other devices tells.</summary>
internal sealed partial class ConversationsActor
{
    private const int MaxMessagesWithReactions = 256;

    /// <summary>More than any server allows.</summary>
    private const int MaxReactionsPerMessage = 100;

    /// <summary>Pushed reactions that wait for profiles.</summary>
    private const int MaxReactionsToRaise = 1000;

    private RecentMap<string, KnownReactions>? _reactions;
    private Queue<ReactionsNotification>? _reactionsToRaise;

    private KnownReactions ReactionsOf(string messageId) =>
        (_reactions ??= new RecentMap<string, KnownReactions>(MaxMessagesWithReactions)).GetOrAdd(messageId);

    private void OnReact(ConversationsProtocol.React react)
    {
        var message = react.Message;
        var known = ReactionsOf(message.Id);
        var had = known.SetMine(react.ReactionId, react.IsAdding);
        Ask(ChannelOf(message.ConversationId).React(message, react.ReactionId, react.IsAdding), (_, error) =>
        {
            if (error is null)
            {
                react.Promise.TrySetResult(default);
                return;
            }

            known.SetMine(react.ReactionId, had);
            react.Promise.Fail(error);
        });
    }

    private void OnGetReactions(ConversationsProtocol.GetReactions get) =>
        Ask(ChannelOf(get.Messages[0].ConversationId).GetReactions(get.Messages, get.MaxUsers), get.Promise, results =>
            NameUsers(results.SelectMany(static one => UsersOf(one.Reactions)), profiles => get.Promise.TrySetResult(
                [.. results.Select(one => new MessageReactionList(one.MessageId, Describe(one.MessageId, one.Reactions, profiles)))])));

    private void OnGetReactionUsers(ConversationsProtocol.GetReactionUsers get) =>
        Ask(ChannelOf(get.Message.ConversationId).GetReactionUsers(get.Message, get.ReactionId, get.NextSeq, get.Count), get.Promise, reply =>
            NameUsers(reply.Users.Present(), profiles => get.Promise.TrySetResult(new ReactionUserPage(profiles, reply.NextSeq, reply.NextSeq == 0))));

    /// <summary>Events are raised in the order of the pushes although profiles are asked for in between.</summary>
    private void OnReactions(ReactionsNotification[] notifications)
    {
        var waiting = _reactionsToRaise ??= new Queue<ReactionsNotification>();
        var isIdle = waiting.Count == 0;
        foreach (var notification in notifications.Present().Where(static one => IdOf(one.C2CMsgInfo, one.GroupMsgInfo) is not null))
        {
            if (waiting.Count < MaxReactionsToRaise)
            {
                waiting.Enqueue(notification);
            }
        }

        if (isIdle)
        {
            RaiseReactions(waiting);
        }
    }

    private void RaiseReactions(Queue<ReactionsNotification> waiting)
    {
        if (waiting != _reactionsToRaise || !waiting.TryPeek(out var next))
        {
            // The session has ended, or all are raised.
            return;
        }

        NameUsers(UsersOf(next.MsgReactionSummary), profiles =>
        {
            waiting.Dequeue();
            if (waiting == _reactionsToRaise)
            {
                var id = IdOf(next.C2CMsgInfo, next.GroupMsgInfo)!;
                _client.Publish(new MessageReactionsUpdated(SdkAppId, _me, id, Describe(id, next.MsgReactionSummary, profiles)));
            }

            RaiseReactions(waiting);
        });
    }

    private void OnOwnReaction(OwnReactionNotification notification)
    {
        if (IdOf(notification.C2CMsgInfo, notification.GroupMsgInfo) is not { } id || notification.Reaction is not { } reactionId)
        {
            return;
        }

        var known = ReactionsOf(id);
        var isMine = notification.MsgOptType == OwnReactionNotification.Added;
        known.SetMine(reactionId, isMine);
        if (known.Shown.TryGetValue(reactionId, out var shown) && shown.ReactedByMyself != isMine)
        {
            known.Shown[reactionId] = shown with { ReactedByMyself = isMine };
            _client.Publish(new MessageReactionsUpdated(SdkAppId, _me, id, [known.Shown[reactionId]]));
        }
    }

    private static string? IdOf(MessageIdentity? ofUser, GroupMessageIdentity? ofGroup) =>
        ofUser is not null ? ChatMessage.IdOf(ofUser.TinyId, ofUser.MsgClientTime, ofUser.MsgRandom)
        : ofGroup is not null ? ChatMessage.IdOf(ofGroup.TinyId, ofGroup.MsgClientTime, ofGroup.MsgRandom)
        : null;

    private static IEnumerable<string> UsersOf(Reaction?[]? reactions) => reactions.Present().SelectMany(static one => one.Users.Present());

    private void NameUsers(IEnumerable<string> userIds, Action<IReadOnlyList<Profile>> then)
    {
        var ids = userIds.Distinct(StringComparer.Ordinal).ToList();
        if (ids.Count == 0)
        {
            then([]);
        }
        else
        {
            _profiles.Tell(new ProfilesProtocol.FetchAll(ids, then), Self);
        }
    }

    private ImmutableArray<MessageReaction> Describe(string messageId, Reaction?[]? reactions, IReadOnlyList<Profile> profiles)
    {
        var known = ReactionsOf(messageId);
        var described = ImmutableArray.CreateBuilder<MessageReaction>();
        foreach (var reaction in reactions.Present().Where(static one => one.Id is not null))
        {
            if (reaction.ReactedByMe is { } mine)
            {
                known.SetMine(reaction.Id, mine == 1);
            }

            var shown = new MessageReaction(
                reaction.Id,
                reaction.Users is null ? 0 : reaction.Count,
                [.. reaction.Users.Present().Select(user => profiles.FirstOrDefault(one => one.UserId == user)).OfType<Profile>()],
                known.IsMine(reaction.Id));
            known.Show(shown);
            described.Add(shown);
        }

        return described.ToImmutable();
    }

    /// <summary>Reactions to one message as far as they were seen.</summary>
    private sealed class KnownReactions
    {
        private readonly HashSet<string> _mine = new(StringComparer.Ordinal);

        public Dictionary<string, MessageReaction> Shown { get; } = new(StringComparer.Ordinal);

        public bool IsMine(string reactionId) => _mine.Contains(reactionId);

        /// <returns>Whether it was mine before.</returns>
        public bool SetMine(string reactionId, bool isMine)
        {
            var was = _mine.Contains(reactionId);
            if (!isMine)
            {
                _mine.Remove(reactionId);
            }
            else if (_mine.Count < MaxReactionsPerMessage)
            {
                _mine.Add(reactionId);
            }

            return was;
        }

        public void Show(MessageReaction reaction)
        {
            if (reaction.TotalUserCount == 0)
            {
                Shown.Remove(reaction.ReactionId);
            }
            else if (Shown.Count < MaxReactionsPerMessage || Shown.ContainsKey(reaction.ReactionId))
            {
                Shown[reaction.ReactionId] = reaction;
            }
        }
    }
}
