using Chat.Actors.Connection;
using Chat.Actors.Profiles;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;

namespace Chat.Actors.Conversations;

/// <summary>What is asked about a peer that the list does not know yet.</summary>
internal sealed partial class ConversationsActor
{
    /// <summary>Calls that wait for a profile.</summary>
    private List<ConversationsProtocol.GetProfile>? _profileCalls;

    /// <summary>What the SDK asks about a peer it meets for the first time (wire reference, conversations §1.1).</summary>
    private void Introduce(ConversationEntry entry)
    {
        switch (entry.Channel)
        {
            case C2CChannel:
                IntroduceUser(entry);
                break;
            case GroupChannel:
                IntroduceGroup(entry);
                break;
        }
    }

    private void IntroduceUser(ConversationEntry entry)
    {
        AskPeerReadTime(entry.Channel.Target);
        Call(MessageCommands.GetPeerMute, new GetPeerMute { Account = _me, Peers = [entry.Channel.Target] }, (reply, _) =>
        {
            foreach (var mute in reply?.MuteNotificationsList.Present() ?? [])
            {
                SetRemindType(mute.Peer, (RemindType)mute.MuteNotifications);
            }
        });
        SearchGroups(entry);
        if (!entry.HasProfile)
        {
            _profiles.Tell(new ProfilesProtocol.Fetch(entry.Channel.Target), Self);
        }
    }

    private void AskPeerReadTime(string peer) => Call(MessageCommands.GetPeerReadTime, new GetPeerReadTime { Peers = [peer] }, (reply, _) =>
    {
        if (reply?.ReadTime is [var time, ..] && _entries.TryGetValue(ConversationIds.OfUser(peer), out var entry))
        {
            PeerHasRead(entry, time);
        }
    });

    private void OnGetProfile(ConversationsProtocol.GetProfile get)
    {
        if (ConversationIds.PeerIn(get.ConversationId) is not { } peer)
        {
            if (get.ConversationId == ConversationIds.System)
            {
                get.Promise.TrySetResult(Known(get.ConversationId).ToConversation());
            }
            else
            {
                OnGetGroupProfile(get);
            }

            return;
        }

        if (Listed(get.ConversationId) is { HasProfile: true } known)
        {
            get.Promise.TrySetResult(known.ToConversation());
            return;
        }

        (_profileCalls ??= []).Add(get);
        _profiles.Tell(new ProfilesProtocol.Fetch(peer), Self);
    }

    private void OnProfile(ProfilesProtocol.Found found)
    {
        if (found.Profile is { } profile && _entries.TryGetValue(ConversationIds.OfUser(found.UserId), out var known))
        {
            known.SetProfile(profile.Nick, profile.Avatar);
            ListHasChanged();
        }

        foreach (var call in TakeProfileCalls(found.UserId))
        {
            if (found.Profile is null)
            {
                call.Promise.Fail(found.Error ?? new ChatError(ErrorCodes.UserOrGroupNotFound, "the user does not exist"));
                continue;
            }

            var entry = KnownUser(found.UserId);
            entry.SetProfile(found.Profile.Nick, found.Profile.Avatar);
            Appear(entry);
            ListHasChanged();
            call.Promise.TrySetResult(entry.ToConversation());
        }
    }

    private List<ConversationsProtocol.GetProfile> TakeProfileCalls(string userId)
    {
        var conversationId = ConversationIds.OfUser(userId);
        var calls = _profileCalls?.FindAll(call => call.ConversationId == conversationId) ?? [];
        _profileCalls = _profileCalls?.Count > calls.Count ? _profileCalls.FindAll(call => call.ConversationId != conversationId) : null;
        return calls;
    }

    private void ForgetProfileCalls()
    {
        foreach (var call in _profileCalls ?? [])
        {
            call.Promise.Fail(new ChatError(ErrorCodes.NotReady, "the session has ended"));
        }

        _profileCalls = null;
    }
}
