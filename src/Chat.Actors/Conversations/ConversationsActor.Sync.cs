using Akka.Event;
using Chat.Actors.Connection;
using Chat.Actors.Groups;
using Chat.Protocol.Conversations;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Protocol.Push;

namespace Chat.Actors.Conversations;

/// <summary>Synchronizing with the server: the list, missed messages, unread counts, pushes.</summary>
internal sealed partial class ConversationsActor
{
    /// <summary>Messages that may arrive before the list; what comes beyond is found again as a hole.</summary>
    private const int MaxWaiting = 10_000;

    private List<WireMessage>? _waiting;
    private Dictionary<string, long>? _expected;

    /// <summary>While the whole list is being fetched: what is in it, and what has come meanwhile.</summary>
    private HashSet<string>? _present;

    private string _cookie = "";
    private GetConversationPage _position = new();
    private long _loginTime;
    private long _retryAt;
    private bool _isListed;

    /// <summary>The missed messages of the login are there, to the last page.</summary>
    private bool _isCaughtUp;

    private bool _retryList;
    private bool _retryMissed;
    private int _syncsUnderWay;

    private void BeginSync()
    {
        _retryList = false;
        _retryMissed = false;
        _syncsUnderWay = 2;
        DistrustExtensions();
        GetList();
        GetMissed(online: false);
    }

    private void ForgetSync()
    {
        _waiting = null;
        _expected = null;
        _present = null;
        _cookie = "";
        _position = new GetConversationPage();
        _isListed = false;
        _isCaughtUp = false;
        _retryList = false;
        _retryMissed = false;
        _syncsUnderWay = 0;
        ForgetChanges();
    }

    /// <summary>The list, page by page; after the first time only what has changed since. A list from the very beginning is the whole truth.</summary>
    private void GetList()
    {
        if (_position == new GetConversationPage())
        {
            _present = new HashSet<string>(StringComparer.Ordinal);
        }

        Call(ConversationCommands.GetPage, _position with { Account = _me }, OnPage);
    }

    private void OnPage(ConversationPageReply? reply, ChatError? error)
    {
        if (error is not null)
        {
            _retryList = RetryLater("The conversation list", error);
            return;
        }

        AddGroups(reply!.GroupItem);
        foreach (var item in reply.SessionItem.Present())
        {
            OnListed(item);
        }

        _position = new GetConversationPage
        {
            TimeStamp = reply.TimeStamp,
            StartIndex = reply.StartIndex,
            TopTimeStamp = reply.TopTimeStamp,
            TopStartIndex = reply.TopStartIndex,
        };
        ListHasChanged();
        if (reply.CompleteFlag != 1)
        {
            GetList();
            return;
        }

        DropAbsent();
        Context.Parent.Tell(new ConversationsProtocol.ListSynced(!_isListed), Self);
        GetGroups(static () => { });
        if (!_isListed)
        {
            EnterListed();
        }
        else
        {
            AskRecalls();
            AskGroups();
        }

        SyncHasEnded();
    }

    /// <summary>Asks for one conversation that has come into the list without a message; what the list says of it is older than every push that follows.</summary>
    /// <param name="conversationId">The conversation.</param>
    /// <param name="notFound">Called if the list has nothing new of it.</param>
    private void Refresh(string conversationId, Action? notFound = null) => Call(ConversationCommands.GetPage, _position with { Account = _me }, (reply, _) =>
    {
        if ((reply?.SessionItem).Present().FirstOrDefault(item => IdOf(item) == conversationId) is { } item && Listed(conversationId) is { } entry)
        {
            AddGroups(reply!.GroupItem);
            if (entry.Channel is GroupChannel)
            {
                OnGroupListed(entry, item);
            }
            else if (entry.Order.Newest == 0)
            {
                entry.Order.Begin(item.MsgOrder);
            }

            entry.Replace(item, GroupNameOf);
            ListHasChanged();
        }
        else
        {
            notFound?.Invoke();
        }
    });

    private void DropAbsent()
    {
        var present = _present;
        _present = null;
        foreach (var entry in _entries.Values.Where(entry => entry.IsListed && present?.Contains(entry.ConversationId) == false))
        {
            Disappear(entry);
        }
    }

    private void OnListed(WireConversation item)
    {
        if (IdOf(item) is not { } conversationId)
        {
            return;
        }

        var entry = Known(conversationId);
        _present?.Add(conversationId);
        if (entry.Channel is GroupChannel)
        {
            entry.SetGroup(item.GroupNick, item.GroupImage, item.GroupType);

            // A list of changes has it also because the group itself has changed.
            if (_isListed && (_present is null || ConversationEntry.NewestOf(item) > entry.Order.Newest))
            {
                (_outdated ??= []).Add(entry.Channel.Target);
            }

            OnGroupListed(entry, item);
        }
        else if (!_isListed)
        {
            entry.Order.Begin(item.MsgOrder);
        }
        else if (item.MsgOrder > entry.Order.Newest)
        {
            (_expected ??= [])[conversationId] = item.MsgOrder;
        }
        else if (item.MsgOrder == 0 && item.LastTime > entry.LastTime && entry.LastTime > 0 && entry.Channel is C2CChannel channel && OpenChild(conversationId) is not null)
        {
            // The cloud numbers nothing: what is newer than the newest known is asked for by its time.
            CatchUp(entry, channel, entry.LastTime);
        }

        entry.Replace(item, GroupNameOf);
    }

    private static string? IdOf(WireConversation item) => IdOf(item.Type, item.Peer, item.GroupId);

    private void GetMissed(bool online)
    {
        var session = BeginCount();
        Call(MessageCommands.GetMissed, new GetMissedMessages { Cookie = _cookie, IsOnlineSync = online ? 1 : 0 }, (reply, error) =>
        {
            var isStale = _countIsStale;
            OnMissed(reply, error, online);
            EndCount(session, isStale);
        });
    }

    private void OnMissed(MissedMessagesReply? reply, ChatError? error, bool online)
    {
        if (error is not null || string.IsNullOrEmpty(reply!.Cookie))
        {
            _retryMissed = RetryLater("Missed messages", error ?? new ChatError(ErrorCodes.UnexpectedReply, "no cookie"));
            return;
        }

        var isFirst = !_isCaughtUp;
        var isStuck = _cookie == reply.Cookie && !reply.MsgList.Present().Any();
        _cookie = reply.Cookie;
        foreach (var message in reply.MsgList.Present())
        {
            if (message.EventArray is { } events)
            {
                OnMissedEvents(events, isFirst);
            }
            else if (!isFirst)
            {
                // At login the list is new anyway; what is in it was not missed by anybody.
                TakeOrWait(message);
            }
        }

        var hasNotices = OnMissedEvents(reply.EventArray, isFirst);

        foreach (var count in reply.C2CPairUnreadCount.Present().Where(count => !string.IsNullOrEmpty(count.Peer)))
        {
            var unread = count.Count - count.Recalled;
            var entry = unread > 0 ? Entry(ConversationIds.OfUser(count.Peer)) : KnownUser(count.Peer);
            if (isFirst)
            {
                entry.Order.Begin(count.MsgOrder);
            }

            entry.Unread.Set(unread, count.MsgOrder);
        }

        ListHasChanged();
        if (reply.SyncFlag != MissedMessagesReply.End && !isStuck)
        {
            GetMissed(online);
            return;
        }

        _isCaughtUp = true;
        if (!online)
        {
            if (hasNotices)
            {
                DeleteHandledNotices();
            }

            SyncHasEnded();
        }
    }

    /// <summary>When both halves of a sync are there: whatever the list knows of and nobody has brought is a hole.</summary>
    private void SyncHasEnded()
    {
        _syncsUnderWay = Math.Max(0, _syncsUnderWay - 1);
        if (_syncsUnderWay > 0)
        {
            return;
        }

        foreach (var (conversationId, order) in _expected ?? [])
        {
            if (_entries.TryGetValue(conversationId, out var entry) && entry.Order.ExpectUpTo(order))
            {
                Fill(entry);
            }
        }

        _expected = null;
        FillAgain(static entry => entry.WaitsForConnection);
    }

    /// <summary>Half a sync is no sync: it is tried again while the session lasts.</summary>
    private bool RetryLater(string what, ChatError error)
    {
        if (_me.Length == 0 || error.Code is ErrorCodes.LoggedOut or ErrorCodes.NotReady or ErrorCodes.NotLoggedIn)
        {
            return false;
        }

        _log.Warning("{0} could not be fetched: {1}", what, error.Code);
        _retryAt = _client.Options.Time.GetTimestamp();
        _client.Wheel.WakeAfter((int)RetryInterval.TotalSeconds, Self);
        return true;
    }

    private void RetrySync()
    {
        if ((!_retryList && !_retryMissed) || _client.Options.Time.GetElapsedTime(_retryAt) < RetryInterval)
        {
            return;
        }

        if (_retryList)
        {
            _retryList = false;
            GetList();
        }

        if (_retryMissed)
        {
            _retryMissed = false;
            GetMissed(online: false);
        }
    }

    private void OnPush(PushEvent pushed, bool isMissed) => Guard(() =>
    {
        if (pushed.Is(Pushes.C2CMessages, out var messages))
        {
            RaiseTogether(() => Each(messages, TakeOrWait));
        }
        else if (pushed.Is(Pushes.C2CNotifications, out var notifications))
        {
            Each(notifications, OnNotification);
        }
        else if (!OnGroupPush(pushed, isMissed))
        {
            OnMessageChange(pushed);
            OnListPush(pushed);
        }
    });

    private void OnNotification(C2CNotification notification)
    {
        if (notification.WithdrawC2cMsgNotify is { } recalled)
        {
            OnRecalled(recalled);
        }

        if (notification.C2cReadedReceipt is { Reader: { } reader } receipt && _entries.TryGetValue(ConversationIds.OfUser(reader), out var read))
        {
            foreach (var time in receipt.UinPairReadArray.Present())
            {
                PeerHasRead(read, time.LastReadTime);
            }
        }

        OnMuted(notification.MuteNotificationsSync);
        foreach (var time in notification.ReadC2cMsgNotify?.UinPairReadArray.Present() ?? [])
        {
            if (time.Peer is { } peer && _entries.TryGetValue(ConversationIds.OfUser(peer), out var entry))
            {
                if (time.MsgOrder == 0 && time.LastReadTime < entry.LastTime)
                {
                    // Read up to somewhere before the newest message: without orders only the server knows how many are left.
                    GetMissed(online: true);
                }
                else
                {
                    OnReadUpTo(entry, time.MsgOrder == 0 ? entry.Order.Newest : time.MsgOrder, time.LastReadTime);
                }
            }
        }
    }

    private void PeerHasRead(ConversationEntry entry, long time)
    {
        if (time > entry.PeerReadTime)
        {
            entry.PeerHasRead(time);
            OpenChild(entry.ConversationId)?.Tell(new ConversationActor.PeerRead(time), Self);
            ListHasChanged();
        }
    }

    private void OnReadUpTo(ConversationEntry entry, long order, long time)
    {
        if (!entry.Unread.ReadUpTo(order))
        {
            if (entry.Channel is GroupChannel)
            {
                CountAgain(entry);
            }
            else
            {
                GetMissed(online: true);
            }
        }

        TellTopic(entry, topicId => new GroupsProtocol.TopicRead(topicId, order));
        OpenChild(entry.ConversationId)?.Tell(new ConversationActor.OwnRead(order, time), Self);
        ListHasChanged();
    }
}
