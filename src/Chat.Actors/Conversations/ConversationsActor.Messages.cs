using System.Globalization;
using Chat.Actors.App;
using Chat.Actors.Connection;
using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;

namespace Chat.Actors.Conversations;

/// <summary>Messages on their way in and out, holes, and the calls about one conversation.</summary>
internal sealed partial class ConversationsActor
{
    private const int MaxOwnKeys = 256;
    private const int FillPage = 15;

    /// <summary>The SDK's figure, by which a server may know that a client repairs an outage by time.</summary>
    private const int RecoveryPage = 16;

    /// <summary>Own messages under way, and those of which it is not known whether they arrived.</summary>
    private List<(string From, long Sequence, long Random)>? _ownKeys;

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

    private void Take(WireMessage wire, bool isFromHistory = false)
    {
        if (MessageBody.ToMessage(wire, _me) is { } message)
        {
            var entry = Known(message.Flow == MessageFlow.In ? message.From : message.To);
            Take(entry, message, isFromHistory && IsNotAnnounced(entry, message));
        }
    }

    /// <summary>Puts a message into its place: raises it, drops it as known, or keeps it behind a hole that is being filled.</summary>
    private void Take(ConversationEntry entry, ChatMessage message, bool isQuiet = false)
    {
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
        var request = new GetHistory
        {
            Peer = entry.Peer,
            MaxCnt = FillPage,

            // Of a conversation that was not there at the login nothing older than the login is missing.
            LastMsgTime = newest > 0 ? entry.LastTime : _loginTime,
            MsgKey = newest > 0 ? newest.ToString(CultureInfo.InvariantCulture) : "",
            GetDirection = GetHistory.Newer,
        };
        Call(MessageCommands.GetHistory, request, (reply, error) => OnFilled(entry, reply, error));
    }

    private void OnFilled(ConversationEntry entry, HistoryReply? reply, ChatError? error)
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

            GiveUp(entry, error.Code);
            return;
        }

        var page = reply!.MsgList.Present().Select(wire => MessageBody.ToMessage(wire, _me)).OfType<ChatMessage>().Where(message => message.Order > 0).ToList();
        var isDone = reply.Complete == 1;
        foreach (var message in entry.Order.Supply(page, isDone))
        {
            Raise(entry, message, IsNotAnnounced(entry, message));
        }

        entry.ForgetAhead();

        if (!entry.Order.HasHole)
        {
            return;
        }

        if ((page.Count == 0 && !isDone) || entry.Order.IsTooLong)
        {
            GiveUp(entry, ErrorCodes.UnexpectedReply);
        }
        else
        {
            Fill(entry);
        }
    }

    private void GiveUp(ConversationEntry entry, int code)
    {
        var newest = entry.Order.Newest;
        var released = entry.Order.GiveUp(out var missing);
        RaiseGap(string.Create(CultureInfo.InvariantCulture, $"{missing} messages of {entry.ConversationId} behind {newest} could not be fetched: {code}"));
        foreach (var message in released)
        {
            Raise(entry, message);
        }

        entry.ForgetAhead();
    }

    /// <summary>Fetches the messages since a time, inclusive; those that are known are recognized.</summary>
    private void CatchUp(ConversationEntry entry, long since) => Call(
        MessageCommands.GetHistory,
        new GetHistory { Peer = entry.Peer, MaxCnt = RecoveryPage, LastMsgTime = since, GetDirection = GetHistory.Newer },
        (reply, error) =>
        {
            if (error is not null)
            {
                RaiseGap(string.Create(CultureInfo.InvariantCulture, $"messages of {entry.ConversationId} since {since} could not be fetched: {error.Code}"));
                return;
            }

            foreach (var message in reply!.MsgList.Present())
            {
                Take(message, isFromHistory: true);
            }

            if (reply.Complete != 1 && reply.LastMsgTime > since)
            {
                CatchUp(entry, reply.LastMsgTime);
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

        if (message.IsWithheld)
        {
            OpenChild(entry.Peer)?.Tell(new ConversationActor.Keep(message), Self);
            return;
        }

        _present?.Add(entry.Peer);
        Appear(entry);
        entry.Show(message);
        Open(entry.Peer).Tell(new ConversationActor.Keep(message), Self);
        if (_ownKeys?.Contains(message.Key) != true)
        {
            if (isQuiet)
            {
                // Whether it counts depends on what the account received when it was sent.
                CountAgain();
            }
            else
            {
                if (message.CountsAsUnread)
                {
                    entry.Unread.Add(message.Order);
                }

                _client.Publish(new MessageReceived(SdkAppId, _me, [message]));
            }
        }

        ListHasChanged();
    }

    /// <summary>The account receives nothing of this peer, so what is found in the history is no news.</summary>
    private static bool IsNotAnnounced(ConversationEntry entry, ChatMessage message) =>
        entry.RemindType == RemindType.Discard && message.Flow == MessageFlow.In;

    private void RaiseGap(string what) => _client.Publish(new ChatErrorRaised(SdkAppId, _me, ErrorCodes.UnexpectedReply, "gap: " + what));

    private void OnSend(ConversationsProtocol.Send send)
    {
        var merger = send.Message.Payload as MergerPayload;
        if (Write(send.Promise, () => (Request: ToRequest(send.Message, send.Options), IsTooLong: merger is not null && MergerBody.IsTooLong(merger))) is not { } written)
        {
            return;
        }

        RememberOwn(send.Message.Key);
        if (!written.IsTooLong)
        {
            Send(send, written.Request);
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
                Send(send, ToKeptRequest(written.Request, MergerBody.WriteKept(merger!, saved!)));
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
        catch (Exception e) when (e is NullReferenceException or ArgumentNullException or NotSupportedException)
        {
            promise.Fail(new ChatError(ErrorCodes.InvalidOperation, "the message lacks something: " + e.Message));
            return null;
        }
    }

    private void Send(ConversationsProtocol.Send send, SendC2CMessage request) => Call(MessageCommands.Send, request, (reply, error) =>
    {
        if (error is not null)
        {
            OnNotSent(send, error);
            return;
        }

        var sent = WithOptions(send) with { Status = MessageStatus.Success, Time = reply!.MsgTime, Order = reply.MsgOrder };
        OnSent(sent, () => send.Promise.TrySetResult(sent));
    });

    private void OnNotSent(ConversationsProtocol.Send send, ChatError error)
    {
        var failed = WithOptions(send) with { Status = MessageStatus.Fail };
        if (!failed.IsOnlineOnly && !IsOfHook(error.Code) && failed.From == _me)
        {
            Open(failed.To).Tell(new ConversationActor.Keep(failed, () => send.Promise.Fail(error)), Self);
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

    /// <summary>As the SDK sends a message whose list the server keeps.</summary>
    private static SendC2CMessage ToKeptRequest(SendC2CMessage request, RelayContent content) => request with
    {
        FromNick = "",
        FromAvatar = "",
        MsgBody = MergerBody.ToBody(content),
        IsNeedReadReceipt = 0,
        CustomModerationConfigID = null,
        ForbidCallbackControl = null,
    };

    private SendC2CMessage ToRequest(ChatMessage message, SendOptions options) => new()
    {
        From = _me,
        To = message.To,
        FromNick = message.Nick,
        FromAvatar = message.Avatar,
        MsgSeq = message.Sequence,
        MsgRandom = message.Random,
        MsgClientTime = message.ClientTime,
        MsgBody = MessageBody.Write(message.Elements),
        CloudCustomData = message.CloudCustomData,
        MsgLifeTime = options.OnlineUserOnly ? 0 : null,
        SendMsgControl = options.ToControl(),
        IsNeedReadReceipt = message.NeedReadReceipt ? 1 : 0,
        SupportMessageExtension = message.IsSupportExtension ? 1 : 0,
        IsRelayMsg = message.IsRelayed ? 1 : 0,
        CustomModerationConfigID = message.ModerationConfigurationId is { Length: > 0 } configuration ? configuration : null,
        ForbidCallbackControl = options.ToForbiddenHooks(),
        OfflinePushInfo = options.ToPushInfo(),
    };

    /// <summary>Codes of the app's own hooks; a message that one of them refused is not kept, as in the SDK.</summary>
    private static bool IsOfHook(int code) => code is (>= 10100 and <= 10200) or (>= 120001 and <= 130000);

    private void OnSent(ChatMessage sent, Action completed)
    {
        if (sent.IsOnlineOnly)
        {
            ForgetOwn(sent.Key);
            completed();
            return;
        }

        var entry = Entry(sent.To);
        _present?.Add(entry.Peer);
        entry.Show(sent);
        Take(entry, sent);
        Open(sent.To).Tell(new ConversationActor.Keep(sent, completed), Self);
        if (sent.Order == 0 || entry.Order.Newest >= sent.Order)
        {
            // From here on its order, or its key among the recent ones, tells it.
            ForgetOwn(sent.Key);
        }

        ListHasChanged();
    }

    private void RememberOwn((string From, long Sequence, long Random) key)
    {
        _ownKeys ??= [];
        if (!_ownKeys.Contains(key))
        {
            _ownKeys.Add(key);
            if (_ownKeys.Count > Math.Max(MaxOwnKeys, _client.Options.MaxPendingRequests))
            {
                _ownKeys.RemoveAt(0);
            }
        }
    }

    private void ForgetOwn((string From, long Sequence, long Random) key)
    {
        if (_ownKeys?.Remove(key) == true && _ownKeys.Count == 0)
        {
            _ownKeys = null;
        }
    }

    /// <summary>The conversation's own actor answers; a read time that is not known yet is asked for as well, as the SDK does.</summary>
    private void OnGetHistory(ConversationsProtocol.IHistoryCall call)
    {
        var isKnown = _entries.TryGetValue(call.Peer, out var entry);
        Open(call.Peer).Tell(new ConversationActor.Fetch(call, entry?.Unread.Value ?? 0), Self);
        if (!isKnown || entry!.PeerReadTime == 0)
        {
            AskPeerReadTime(call.Peer);
        }
    }
}
