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
    /// <summary>A hook of the app has changed it before it was stored; that is told once (wire reference, messages §2).</summary>
    public bool IsByServer { get; init; }

    /// <summary>Moderation has found something; null if it says nothing.</summary>
    public bool? HasRiskContent { get; init; }

    /// <summary>What the server made of an own message, told by its echo.</summary>
    public static MessageEdit OfEcho(ChatMessage echo) =>
        new(echo.Key, echo.Elements, echo.CloudCustomData, echo.Version) { IsByServer = true, HasRiskContent = echo.HasRiskContent };

    public bool IsNewsFor(ChatMessage message) => message.Key == Key && (IsByServer ? !message.IsModified : message.Version < Version);

    public ChatMessage ApplyTo(ChatMessage message) => IsNewsFor(message)
        ? (Elements.Count > 0 ? MessageBody.WithElements(message, Elements) : message) with
        {
            CloudCustomData = CloudCustomData,
            Version = Version,
            IsChangedByServer = message.IsChangedByServer || IsByServer,
            HasRiskContent = HasRiskContent ?? message.HasRiskContent,
        }
        : message;
}
