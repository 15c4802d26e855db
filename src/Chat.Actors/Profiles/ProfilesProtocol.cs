using Akka.Actor;
using Chat.Actors.App;
using Chat.Protocol.Errors;

namespace Chat.Actors.Profiles;

/// <summary>Messages of <see cref="ProfilesActor"/>.</summary>
internal static class ProfilesProtocol
{
    internal interface ICommand : INoSerializationVerificationNeeded;

    /// <summary>After a login: asks the server for the account's own profile.</summary>
    internal sealed record Start(string UserId) : ICommand;

    internal sealed record GetOwn(Promise<Profile> Promise) : ICommand;

    /// <summary>Asks for other users' profiles; unknown users are left out.</summary>
    internal sealed record GetOthers(IReadOnlyList<string> UserIds, Promise<IReadOnlyList<Profile>> Promise) : ICommand;

    /// <summary>Asks for another user's profile; answered to the sender with <see cref="Found"/>.</summary>
    internal sealed record Fetch(string UserId) : ICommand;

    /// <summary>Asks for the profiles of any users; <paramref name="Then"/> runs inside the sender with those that could be found.</summary>
    internal sealed record FetchAll(IReadOnlyList<string> UserIds, Action<IReadOnlyList<Profile>> Then) : ICommand;

    internal sealed record Forget : ICommand
    {
        public static Forget Instance { get; } = new();
    }

    /// <param name="UserId">Who was asked for.</param>
    /// <param name="Profile">Null for an unknown user.</param>
    /// <param name="Error">Why the question failed.</param>
    internal sealed record Found(string UserId, Profile? Profile, ChatError? Error) : INoSerializationVerificationNeeded;
}
