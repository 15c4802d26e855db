namespace Chat.Actors.Conversations;

/// <summary>Calls for messages of one conversation.</summary>
internal sealed partial class ConversationsActor
{
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
