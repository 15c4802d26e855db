using System.Globalization;
using Akka.Actor;
using Chat.Actors.App;
using Chat.Actors.Connection;
using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;

namespace Chat.Actors.Conversations;

/// <summary>
/// An open conversation: its newest messages in memory and its history pages. Stops when nobody has used it for a while. Parent: the account's conversations.
/// </summary>
internal sealed class ConversationActor : UntypedActor
{
    private const int PageSize = 15;
    private static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(10);

    private readonly ClientContext _client;
    private readonly IActorRef _connection;
    private readonly string _me;
    private readonly string _peer;
    private readonly LinkedList<ChatMessage> _messages = new();

    public ConversationActor(ClientContext client, IActorRef connection, string me, string peer)
    {
        _client = client;
        _connection = connection;
        _me = me;
        _peer = peer;
        SetReceiveTimeout(IdleTime);
    }

    public static Props Props(ClientContext client, IActorRef connection, string me, string peer) =>
        Akka.Actor.Props.Create(() => new ConversationActor(client, connection, me, peer));

    protected override void PostStop()
    {
        foreach (var message in _messages)
        {
            _client.Messages.TryRemove(message.Id, out _);
        }
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Keep keep:
                OnKeep(keep.Message);
                break;
            case PeerRead read:
                OnPeerRead(read.Time);
                break;
            case ConversationsProtocol.GetPage get:
                OnGetPage(get);
                break;
            case ConversationsProtocol.GetHoppingPage get:
                OnGetHoppingPage(get);
                break;
            case Continuation continuation:
                continuation.Run();
                break;
            case ReceiveTimeout:
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnKeep(ChatMessage message)
    {
        if (_client.Messages.ContainsKey(message.Id))
        {
            for (var node = _messages.First; node is not null; node = node.Next)
            {
                if (node.Value.Id == message.Id)
                {
                    node.Value = message;
                    break;
                }
            }
        }
        else
        {
            _messages.AddLast(message);
            if (_messages.Count > _client.Options.MaxMessagesInMemory)
            {
                _client.Messages.TryRemove(_messages.First!.Value.Id, out _);
                _messages.RemoveFirst();
            }
        }

        _client.Messages[message.Id] = message;
    }

    private void OnPeerRead(long time)
    {
        var read = new List<ChatMessage>();
        for (var node = _messages.First; node is not null; node = node.Next)
        {
            if (node.Value is { Flow: MessageFlow.Out, IsPeerRead: false, Status: MessageStatus.Success, IsOnlineOnly: false } own && own.Time <= time)
            {
                node.Value = own with { IsPeerRead = true };
                _client.Messages[own.Id] = node.Value;
                read.Add(node.Value);
            }
        }

        if (read.Count > 0)
        {
            _client.Publish(new MessageReadByPeer(_client.Options.SdkAppId, _me, ConversationIds.OfUser(_peer), [.. read]));
        }
    }

    private void OnGetPage(ConversationsProtocol.GetPage get)
    {
        var request = new GetHistory { Peer = _peer, MaxCnt = PageSize };
        if (get.NextRequestMessageId.Length > 0)
        {
            if (ParseCursor(get.NextRequestMessageId) is not { } cursor)
            {
                get.Promise.TrySetException(new ChatException(ErrorCodes.NotAMessage, "unknown message ID"));
                return;
            }

            request = request with { LastMsgTime = cursor.Time, MsgKey = cursor.Key };
        }

        Fetch(request, get.Promise, (messages, reply) =>
        {
            var isCompleted = reply.Complete == 1 || messages.Count == 0;
            return new MessagePage(messages, isCompleted ? "" : WriteCursor(reply.LastMsgTime, reply.MsgKey), isCompleted);
        });
    }

    private void OnGetHoppingPage(ConversationsProtocol.GetHoppingPage get)
    {
        var hop = get.Request;
        var request = new GetHistory
        {
            Peer = _peer,
            MaxCnt = Math.Clamp(hop.Count, 1, HoppingRequest.MaxCount),
            LastMsgTime = hop.Time,
            GetDirection = hop.Newer ? GetHistory.Newer : GetHistory.Older,
        };
        Fetch(request, get.Promise, (messages, reply) => new HoppingPage(messages, reply.Complete == 1, reply.LastMsgTime));
    }

    private void Fetch<T>(GetHistory request, TaskCompletionSource<T> promise, Func<IReadOnlyList<ChatMessage>, HistoryReply, T> toPage) =>
        _connection.Call(Self, MessageCommands.GetHistory, request, (reply, error) =>
        {
            if (error is not null)
            {
                promise.TrySetException(new ChatException(error));
                return;
            }

            var messages = reply!.MsgList.Select(wire => MessageBody.ToMessage(wire, _me)).OfType<ChatMessage>().ToList();
            foreach (var message in messages)
            {
                if (_messages.Count < _client.Options.MaxMessagesInMemory && _client.Messages.TryAdd(message.Id, message))
                {
                    _messages.AddFirst(message);
                }
            }

            promise.TrySetResult(toPage(messages, reply));
        });

    /// <summary>A place in the history as text: the server's cursor with its time.</summary>
    private static string WriteCursor(long time, string key) => string.Create(CultureInfo.InvariantCulture, $"{time}:{key}");

    private static (long Time, string Key)? ParseCursor(string text) =>
        text.IndexOf(':', StringComparison.Ordinal) is var at and > 0
        && long.TryParse(text.AsSpan(0, at), NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            ? (time, text[(at + 1)..])
            : null;

    /// <summary>A message was sent or has arrived.</summary>
    internal sealed record Keep(ChatMessage Message);

    /// <summary>The peer has read up to a time, UNIX seconds.</summary>
    internal sealed record PeerRead(long Time);
}
