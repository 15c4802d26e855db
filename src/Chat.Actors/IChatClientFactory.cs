namespace Chat.Actors;

/// <summary>Makes clients; the same arguments give the same client until it is destroyed.</summary>
public interface IChatClientFactory
{
    /// <summary>A client with the options that were given at registration.</summary>
    /// <param name="account">Name of the account's slot in this process; null for the app's only one.</param>
    /// <exception cref="ChatException">2000: none were given.</exception>
    ChatClient Create(string? account = null);

    /// <param name="options">Options of the app; those of the first call hold for a client.</param>
    /// <param name="account">Name of the account's slot in this process; null for the app's only one.</param>
    ChatClient Create(ChatOptions options, string? account = null);
}
