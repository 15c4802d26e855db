using Chat.Actors.Messages;

namespace Chat.Actors.Conversations;

/// <summary>Recalls, edits and deletions, as far as the list shows them.</summary>
internal sealed partial class ConversationEntry
{
    /// <summary>Changes that are kept for messages behind a hole; the history knows of those beyond.</summary>
    private const int MaxAhead = 1000;

    private List<Func<ChatMessage, ChatMessage?>>? _ahead;

    /// <summary>In groups the sequence says it all.</summary>
    public bool IsLast(string from, long sequence, long time) =>
        Last is { } last && last.Sequence == sequence && (Channel is GroupChannel || (last.From, last.Time) == (from, time));

    public void Recall(Revocation? revocation)
    {
        Last = Last! with { IsRevoked = true, Revoker = revocation?.UserId ?? "" };
    }

    public void Edit(MessageEdit edit, long time)
    {
        if (IsLast(edit.Key.From, edit.Key.Sequence, time) && (Last!.Version < edit.Version || (edit.IsByServer && Last.Version == 0)))
        {
            Last = Last with { CloudCustomData = edit.CloudCustomData, Version = edit.Version };
            if (edit.Elements is [var first, ..])
            {
                Last = Last with { Type = first.Type, Payload = first.Payload };
            }
        }
    }

    /// <summary>The last message is gone; what is shown instead, null for nothing.</summary>
    public void Replace(LastMessage gone, ChatMessage? instead)
    {
        if (IsLast(gone.From, gone.Sequence, gone.Time))
        {
            Last = instead is null || !IsOnList(instead) ? null : ToLast(instead);
        }
    }

    /// <summary>A change of a message that may still wait behind a hole; it is made when the message comes out.</summary>
    /// <param name="change">Gives the message itself if it is about another one, null if the message is gone.</param>
    public void Ahead(Func<ChatMessage, ChatMessage?> change)
    {
        if (Order.HasHole && (_ahead ??= []).Count < MaxAhead)
        {
            _ahead.Add(change);
        }
    }

    /// <summary>The message as it is by now; null if it is gone.</summary>
    public ChatMessage? CatchUp(ChatMessage message)
    {
        if (_ahead is null)
        {
            return message;
        }

        ChatMessage? now = message;
        foreach (var change in _ahead)
        {
            now = now is null ? null : change(now);
        }

        return now;
    }

    /// <summary>Once the hole is closed nothing is ahead.</summary>
    public void ForgetAhead()
    {
        if (!Order.HasHole)
        {
            _ahead = null;
        }
    }

    private LastMessage ToLast(ChatMessage message) => new(
        message.From, message.Time, message.Sequence, message.Type, message.Payload, message.CloudCustomData,
        Channel is C2CChannel && IsReadByPeer(message.Flow == MessageFlow.Out, message.Time))
    {
        Nick = Channel is GroupChannel ? message.Nick : "",
        NameCard = message.NameCard,
        IsRevoked = message.IsRevoked,
        Revoker = message.Revocation?.UserId ?? "",
        Version = message.Version,
        Order = message.Order,
    };
}
