using Chat.Actors.Messages;

namespace Chat.Actors.Conversations;

/// <summary>What a message has become by an edit.</summary>
/// <param name="Key">The message.</param>
/// <param name="Elements">Its elements now; empty if they are as they were.</param>
/// <param name="CloudCustomData">Its custom data now.</param>
/// <param name="Version">Number of edits; nothing older than what is known counts.</param>
internal sealed record MessageEdit(
    (string From, long Sequence, long Random) Key, IReadOnlyList<MessageElement> Elements, string CloudCustomData, long Version)
{
    public bool IsNewsFor(ChatMessage message) => message.Key == Key && message.Version < Version;

    public ChatMessage ApplyTo(ChatMessage message) => IsNewsFor(message)
        ? (Elements.Count > 0 ? MessageBody.WithElements(message, Elements) : message) with { CloudCustomData = CloudCustomData, Version = Version }
        : message;
}
