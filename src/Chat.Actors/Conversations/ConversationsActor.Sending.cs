using Chat.Actors.App;
using Chat.Actors.Groups;
using Chat.Actors.Messages;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;

namespace Chat.Actors.Conversations;

/// <summary>Messages on their way out.</summary>
internal sealed partial class ConversationsActor
{
    private const int MaxOwnIds = 256;

    /// <summary>Own messages under way, and those of which it is not known whether they arrived.</summary>
    private List<string>? _ownIds;

    /// <summary>What the server has made of those.</summary>
    private Dictionary<string, ChatMessage>? _changedUnderWay;

    private void OnSend(ConversationsProtocol.Send send)
    {
        var channel = ChannelOf(send.Message.ConversationId);
        if (channel is not GroupChannel group)
        {
            Send(send, channel);
            return;
        }

        WhenSendable(group, error =>
        {
            if (error is { Code: ErrorCodes.RoomNotJoined or ErrorCodes.CommunityTakesNoMessages })
            {
                send.Promise.Fail(error);
            }
            else if (error is not null)
            {
                OnNotSent(send, error);
            }
            else if (send.Message.ReceiverList is { Count: > 0 } && !_client.Has(PurchaseBit.ReceiversInGroup))
            {
                OnNotSent(send, new ChatError(ErrorCodes.FeatureNotPurchased, "the app has no messages to some members of a group"));
            }
            else
            {
                // Live rooms know neither receipts nor messages for those who are online.
                var known = _client.Groups.GetValueOrDefault(group.GroupId);
                var named = send with { Message = send.Message with { NameCard = known?.SelfInfo.NameCard ?? "" } };
                Send(
                    known?.IsRoom == true ? named with { Message = named.Message with { NeedReadReceipt = false }, Options = send.Options with { OnlineUserOnly = false } } : named,
                    channel);
            }
        });
    }

    private void Send(ConversationsProtocol.Send send, Channel channel)
    {
        var merger = send.Message.Payload as MergerPayload;
        if (Write(send.Promise, () => (Question: channel.Send(send.Message, send.Options), IsTooLong: merger is not null && MergerBody.IsTooLong(merger))) is not { } written)
        {
            return;
        }

        RememberOwn(send.Message.Id);
        if (!written.IsTooLong)
        {
            Send(send, written.Question);
            return;
        }

        Call(LongMessageCommands.Save, MergerBody.WriteList(merger!), (saved, error) =>
        {
            if (error is not null)
            {
                OnNotSent(send, error);
            }
            else
            {
                Send(send, channel.Send(send.Message, send.Options, MergerBody.WriteKept(merger!, saved!)));
            }
        });
    }

    /// <summary>Writes what an application has filled in; a null where a value belongs, or a payload of its own kind, fails its call only.</summary>
    private static T? Write<T>(Promise<ChatMessage> promise, Func<T> write)
        where T : struct
    {
        try
        {
            return write();
        }
        catch (Exception e) when (Faults.IsOfItsWork(e))
        {
            promise.Fail(new ChatError(ErrorCodes.InvalidOperation, "the message lacks something: " + e.Message));
            return null;
        }
    }

    private void Send(ConversationsProtocol.Send send, Question<SentMessage> question) => Ask(question, (reply, error) =>
    {
        if (error is not null)
        {
            OnNotSent(send, error);
            return;
        }

        var sent = WithOptions(send) with
        {
            Status = MessageStatus.Success, Time = reply!.Time, Sequence = reply.Sequence, Order = reply.Order, NameCard = reply.NameCard ?? send.Message.NameCard,
        };
        OnSent(sent, () => send.Promise.TrySetResult(sent));
    });

    private void OnNotSent(ConversationsProtocol.Send send, ChatError error)
    {
        var isRefused = error.Code is ErrorCodes.TextRefused or ErrorCodes.PictureRefused;
        var failed = WithOptions(send) with { Status = MessageStatus.Fail, HasRiskContent = send.Message.HasRiskContent || isRefused };
        if (!failed.IsOnlineOnly && !IsOfHook(error.Code) && failed.From == _me)
        {
            Open(failed.ConversationId).Tell(new ConversationActor.Keep(failed, () => send.Promise.Fail(error)), Self);
        }
        else
        {
            send.Promise.Fail(error);
        }
    }

    private static ChatMessage WithOptions(ConversationsProtocol.Send send) => send.Message with
    {
        IsOnlineOnly = send.Options.OnlineUserOnly,
        IsExcludedFromUnreadCount = send.Options.ExcludedFromUnreadCount,
        IsExcludedFromLastMessage = send.Options.ExcludedFromLastMessage,
    };

    /// <summary>Codes of the app's own hooks; a message that one of them refused is not kept, as in the SDK.</summary>
    private static bool IsOfHook(int code) => code is (>= 10100 and <= 10200) or (>= 120001 and <= 130000);

    private void OnSent(ChatMessage sent, Action completed)
    {
        if (sent.IsOnlineOnly)
        {
            ForgetOwn(sent.Id);
            completed();
            return;
        }

        var entry = Entry(sent.ConversationId);
        _present?.Add(entry.ConversationId);
        entry.IsUsed = true;
        entry.Show(sent);
        if (!entry.IsRoom && _client.Groups.GetValueOrDefault(entry.Channel.Target)?.IsRoom != true)
        {
            Take(entry, sent);
        }

        TellTopic(entry, topicId => new GroupsProtocol.TopicSent(topicId, entry.Last, sent.Sequence));
        if (entry.Channel.Type == ConversationType.Group)
        {
            Context.Parent.Tell(new GroupsProtocol.Advanced(entry.Channel.Target, sent.Sequence, sent.Time), Self);
        }

        Open(sent.ConversationId).Tell(new ConversationActor.Keep(sent, completed), Self);
        if (_changedUnderWay?.Remove(sent.Id, out var echo) == true)
        {
            Edit(sent.ConversationId, MessageEdit.OfEcho(echo), sent.Time);
        }

        if (sent.Order == 0 || entry.Order.Newest >= sent.Order)
        {
            // From here on its order, or its key among the recent ones, tells it.
            ForgetOwn(sent.Id);
        }

        ListHasChanged();
    }

    private void RememberOwn(string id)
    {
        _ownIds ??= [];
        if (!_ownIds.Contains(id))
        {
            _ownIds.Add(id);
            if (_ownIds.Count > Math.Max(MaxOwnIds, _client.Options.MaxPendingRequests))
            {
                _changedUnderWay?.Remove(_ownIds[0]);
                _ownIds.RemoveAt(0);
            }
        }
    }

    private void ForgetOwn(string id)
    {
        _changedUnderWay?.Remove(id);
        if (_ownIds?.Remove(id) == true && _ownIds.Count == 0)
        {
            _ownIds = null;
        }
    }
}
