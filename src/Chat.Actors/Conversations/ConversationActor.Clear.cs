using Akka.Actor;

namespace Chat.Actors.Conversations;

/// <summary>Forgetting the messages of a conversation.</summary>
internal sealed partial class ConversationActor
{
    private void OnClear()
    {
        Forget();
        _hopped = (false, -1, "");
        _unreadInOlderPages = 0;
    }

    private void Forget()
    {
        foreach (var message in _messages)
        {
            _client.Messages.TryRemove(KeyValuePair.Create(message.Id, message));
        }

        _messages.Clear();
    }

    /// <summary>The conversation was deleted, or its history.</summary>
    internal sealed record Clear : INoSerializationVerificationNeeded
    {
        public static Clear Instance { get; } = new();
    }
}
