using Akka.Actor;
using Akka.Configuration;
using Chat.Actors.App;

namespace Chat.Actors;

/// <summary>The way in for programs without an actor system of their own.</summary>
public static class TencentCloudChat
{
    /// <summary>The version of the web SDK whose API and protocol this engine follows.</summary>
    public const string Version = "3.6.6";

    private static readonly Lazy<ActorSystem> System = new(() => ActorSystem.Create(
        "chat-actors", ConfigurationFactory.ParseString("akka { loglevel = WARNING, log-dead-letters = off, coordinated-shutdown.exit-clr = off }")));

    /// <summary>A client on an actor system that the engine starts for itself; the same for the same SDKAppID and account.</summary>
    public static ChatClient Create(ChatOptions options, string? account = null) => ChatEngine.Of(System.Value).Create(options, account);
}
