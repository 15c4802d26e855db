using Akka.Actor;
using Chat.Actors.App;
using Chat.Protocol.Push;

namespace Chat.Actors.Friends;

/// <summary>Messages of <see cref="FriendsActor"/>; each call carries the promise that answers it.</summary>
internal static class FriendsProtocol
{
    internal interface ICommand : INoSerializationVerificationNeeded;

    /// <summary>After a login: fetch the blacklist.</summary>
    internal sealed record Start(string UserId) : INoSerializationVerificationNeeded;

    /// <summary>After a login and after each reconnect: fetch the lists of friends.</summary>
    internal sealed record Sync : INoSerializationVerificationNeeded
    {
        public static Sync Instance { get; } = new();
    }

    /// <summary>After the end of a session: drop everything.</summary>
    internal sealed record Forget : INoSerializationVerificationNeeded
    {
        public static Forget Instance { get; } = new();
    }

    internal sealed record GetBlacklist(Promise<IReadOnlyList<string>> Promise) : ICommand;

    internal sealed record Block(IReadOnlyList<string> UserIds, Promise<IReadOnlyList<string>> Promise) : ICommand;

    internal sealed record Unblock(IReadOnlyList<string> UserIds, Promise<IReadOnlyList<string>> Promise) : ICommand;

    /// <summary>True for pushes about relations.</summary>
    public static bool Concerns(PushEvent pushed) => pushed.Key == Pushes.Relations.PayloadKey;
}
