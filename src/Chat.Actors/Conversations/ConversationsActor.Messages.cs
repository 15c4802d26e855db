using System.Globalization;
using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;

namespace Chat.Actors.Conversations;

/// <summary>Messages on their way in, and holes among them.</summary>
internal sealed partial class ConversationsActor
{
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
}
