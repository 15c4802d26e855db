using System.Globalization;
using Chat.Actors.App;
using Chat.Actors.Events;
using Chat.Actors.Groups;
using Chat.Actors.Messages;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;

namespace Chat.Actors.Conversations;

/// <summary>Messages on their way in and out, holes, and the calls about one conversation.</summary>
internal sealed partial class ConversationsActor
{
    private const int MaxOwnIds = 256;

    /// <summary>Own messages under way, and those of which it is not known whether they arrived.</summary>
    private List<string>? _ownIds;

    /// <summary>What the server has made of those.</summary>
    private Dictionary<string, ChatMessage>? _changedUnderWay;

    private void TakeOrWait(WireMessage message)
    {
        if (_isListed)
        {
            Take(message);
        }
        else if ((_waiting ??= []).Count < MaxWaiting)
        {
            _waiting.Add(message);
        }
        else if (message.MsgOrder == 0)
        {
            // With an order it is found again as a hole.
            RaiseGap("messages arrived faster than the conversation list");
        }
    }

    private void TakeWaiting()
    {
        var waiting = _waiting;
        _waiting = null;
        foreach (var message in waiting ?? [])
        {
            Take(message);
        }

        MakeWaitingChanges();
    }

    private void Take(WireMessage wire)
    {
        if (MessageBody.ToMessage(wire, _me) is { } message && !TakeChangedEcho(message, wire.MsgModifiedFlag))
        {
            Take(message, isFromHistory: false);
        }
    }

    /// <summary>The echo of an own message that the server has changed takes the place of what was sent (wire reference, messages §2, group messages §2).</summary>
    /// <returns>True if it was that.</returns>
    private bool TakeChangedEcho(ChatMessage message, int? modified)
    {
        if (modified != 1 || message.Flow != MessageFlow.Out)
        {
            return false;
        }

        if (_client.Messages.GetValueOrDefault(message.Id) is { Status: MessageStatus.Success })
        {
            Edit(message.ConversationId, MessageEdit.OfEcho(message), message.Time);
            return true;
        }

        if (_ownIds?.Contains(message.Id) != true)
        {
            return false;
        }

        // The echo was faster than the reply.
        (_changedUnderWay ??= new Dictionary<string, ChatMessage>(StringComparer.Ordinal))[message.Id] = message;
        return true;
    }

    private void Take(ChatMessage message, bool isFromHistory)
    {
        var entry = Known(message.ConversationId);
        Take(entry, message, isFromHistory && IsNotAnnounced(entry, message));
    }

    /// <summary>Puts a message into its place: raises it, drops it as known, or keeps it behind a hole that is being filled.</summary>
    private void Take(ConversationEntry entry, ChatMessage message, bool isQuiet = false)
    {
        if (message.Order > 0 && entry is { Order.Newest: 0, Channel: GroupChannel })
        {
            // The first message of a group that was not there at the login: nothing before it was for this account.
            entry.Order.Begin(message.Order - 1);
        }

        if (message.Order == 0)
        {
            if (entry.IsNew(message.Key))
            {
                Raise(entry, message, isQuiet);
            }

            return;
        }

        var hadHole = entry.Order.HasHole;
        if (entry.Order.TryTake(message))
        {
            Raise(entry, message, isQuiet);
        }
        else if (!hadHole && entry.Order.HasHole)
        {
            Fill(entry);
        }
    }

    /// <summary>Fetches what is missing before the messages that wait. What the server does not have there was never for this account.</summary>
    private void Fill(ConversationEntry entry)
    {
        entry.Order.Asking();
        var newest = entry.Order.Newest;
        if (entry.Channel is GroupChannel && entry.Order.AskedUpTo - newest >= MaxGap)
        {
            // As in the SDK, which fetches no more than a user would read.
            GiveUp(entry, ErrorCodes.UnexpectedReply);
            return;
        }

        // Of a conversation that was not there at the login nothing older than the login is missing.
        Ask(entry.Channel.GetNewer(newest, newest > 0 ? entry.LastTime : _loginTime), (page, error) => OnFilled(entry, page, error));
    }

    private void OnFilled(ConversationEntry entry, HistoryPage? page, ChatError? error)
    {
        if (!entry.Order.HasHole)
        {
            return;
        }

        if (error is not null)
        {
            if (_me.Length == 0 || error.Code is ErrorCodes.NotReady or ErrorCodes.LoggedOut)
            {
                return;
            }

            if (error.Code == ErrorCodes.RequestTimeout && !_client.IsConnected)
            {
                // Nobody was there to answer; it is asked again when the connection is back.
                entry.WaitsForConnection = true;
                return;
            }

            if (error.Code is ErrorCodes.ClientRateLimit or ErrorCodes.NetworkError)
            {
                // The engine itself has refused to ask, so often or so much at a time.
                entry.WaitsForLimit = true;
                _client.Wheel.WakeAfter(1, Self);
                return;
            }

            GiveUp(entry, error.Code);
            return;
        }

        var ordered = page!.Messages.FindAll(static message => message.Order > 0);
        RaiseTogether(() =>
        {
            foreach (var message in entry.Order.Supply(ordered, page.CompleteUpTo))
            {
                Raise(entry, message, IsNotAnnounced(entry, message));
            }
        });

        entry.ForgetAhead();

        if (!entry.Order.HasHole)
        {
            return;
        }

        if ((ordered.Count == 0 && page.CompleteUpTo == 0) || entry.Order.IsTooLong)
        {
            GiveUp(entry, ErrorCodes.UnexpectedReply);
        }
        else
        {
            Fill(entry);
        }
    }

    /// <summary>Asks again for holes that could not be asked for.</summary>
    private void FillAgain(Func<ConversationEntry, bool> waits)
    {
        foreach (var entry in _entries.Values.Where(waits).ToList())
        {
            entry.WaitsForConnection = false;
            entry.WaitsForLimit = false;
            if (entry.Order.HasHole)
            {
                Fill(entry);
            }
        }
    }

    private void GiveUp(ConversationEntry entry, int code)
    {
        var newest = entry.Order.Newest;
        var released = entry.Order.GiveUp(out var missing);
        RaiseGap(string.Create(CultureInfo.InvariantCulture, $"{missing} messages of {entry.ConversationId} behind {newest} could not be fetched: {code}"));
        RaiseTogether(() => released.ForEach(message => Raise(entry, message)));

        entry.ForgetAhead();
    }

    /// <summary>Fetches the messages since a time, inclusive; those that are known are recognized.</summary>
    private void CatchUp(ConversationEntry entry, C2CChannel channel, long since) => Ask(channel.GetSince(since), (page, error) =>
    {
        if (error is { Code: ErrorCodes.NotReady or ErrorCodes.LoggedOut or ErrorCodes.NotLoggedIn })
        {
            // The session has ended: the next one begins with the list.
            return;
        }

        if (error is not null)
        {
            RaiseGap(string.Create(CultureInfo.InvariantCulture, $"messages of {entry.ConversationId} since {since} could not be fetched: {error.Code}"));
            return;
        }

        foreach (var message in page!.Messages)
        {
            Take(message, isFromHistory: true);
        }

        if (!page.IsComplete && page.NextTime > since)
        {
            CatchUp(entry, channel, page.NextTime);
        }
    });

    /// <param name="isQuiet">Nobody is told: see <see cref="IsNotAnnounced"/>.</param>
    private void Raise(ConversationEntry entry, ChatMessage arrived, bool isQuiet = false)
    {
        if (entry.CatchUp(arrived) is not { } message)
        {
            // Deleted before it was there.
            return;
        }

        if (message.IsInvisible)
        {
            return;
        }

        if (message.IsWithheld)
        {
            OpenChild(entry.ConversationId)?.Tell(new ConversationActor.Keep(message), Self);
            return;
        }

        if (!message.IsOnlineOnly || entry.Channel is C2CChannel)
        {
            _present?.Add(entry.ConversationId);
            AskAgain(entry);
            Appear(entry);
        }

        entry.IsUsed = true;
        entry.Show(message);
        Open(entry.ConversationId).Tell(new ConversationActor.Keep(message), Self);
        ReadWithOwn(entry, message);
        if (_ownIds?.Contains(message.Id) != true)
        {
            if (isQuiet && entry.Channel is C2CChannel)
            {
                // Whether it counts depends on what the account received when it was sent.
                CountAgain(entry);
            }
            else if (message.CountsAsUnread)
            {
                entry.Unread.Add(message.Order);
                ReadIfDiscarded(entry);
            }

            if (!isQuiet)
            {
                Announce(message);
            }
        }

        ListHasChanged();
    }

    /// <summary>The account receives nothing of this peer or group, or only what mentions it, so what else is found in the history is no news. Tips always are.</summary>
    private bool IsNotAnnounced(ConversationEntry entry, ChatMessage message) => message.Flow == MessageFlow.In && message.Type != MessageTypes.GroupTip
        && (entry.RemindType == RemindType.Discard
            || (entry.RemindType == RemindType.NotReceiveExceptAt && !message.AtUserList.Any(user => user == _me || user == Protocol.Groups.GroupIds.AtAll)));

    private void RaiseGap(string what) => _client.Publish(new ChatErrorRaised(SdkAppId, _me, ErrorCodes.UnexpectedReply, "gap: " + what));

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

    /// <summary>
    /// The conversation's own actor answers; what is not known yet is asked for as well, as the SDK does: when the peer has read, where a group's newest
    /// message is.
    /// </summary>
    private void OnGetHistory(ConversationsProtocol.IHistoryCall call)
    {
        var entry = _entries.GetValueOrDefault(call.ConversationId);
        switch (ChannelOf(call.ConversationId))
        {
            case C2CChannel channel:
                Fetch(call, entry, entry?.Order.Newest ?? 0);
                if (entry is null || entry.PeerReadTime == 0)
                {
                    AskPeerReadTime(channel.Target);
                }

                break;
            case GroupChannel { Type: ConversationType.Group } channel when entry?.IsRoom == true || _client.Groups.GetValueOrDefault(channel.GroupId)?.IsRoom == true:
                call.AnswerEmpty();
                break;
            case GroupChannel { Type: ConversationType.Group } when call.NeedsNewest && (entry?.Order.Newest ?? 0) == 0:
                entry ??= Known(call.ConversationId);
                AskNewest(entry, (newest, error) =>
                {
                    if (error is not null)
                    {
                        call.Fail(error);
                    }
                    else
                    {
                        Fetch(call, entry, newest);
                    }
                });
                break;
            default:
                Fetch(call, entry, entry?.Order.Newest ?? 0);
                break;
        }
    }

    private void Fetch(ConversationsProtocol.IHistoryCall call, ConversationEntry? entry, long newest)
    {
        if (entry is not null)
        {
            entry.IsUsed = true;
        }

        Open(call.ConversationId).Tell(new ConversationActor.Fetch(call, entry?.Unread.Value ?? 0, newest, entry?.Order.HasHole == false), Self);
    }
}
