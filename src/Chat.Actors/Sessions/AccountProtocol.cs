using Akka.Actor;
using Chat.Actors.App;

namespace Chat.Actors.Sessions;

/// <summary>Messages of <see cref="AccountActor"/>; each call carries the promise that answers it.</summary>
internal static class AccountProtocol
{
    internal interface ICommand : INoSerializationVerificationNeeded;

    internal sealed record LogIn(string UserId, string UserSig, Promise<LoginResult> Promise) : ICommand;

    /// <summary>After a restart: log in with what the account was logged in with, if that still holds.</summary>
    internal sealed record LogInAgain(Credentials Credentials) : INoSerializationVerificationNeeded;

    internal sealed record LogOut(Promise<Done> Promise) : ICommand;
}

/// <summary>Outcome of a login.</summary>
/// <param name="UserId">The account.</param>
/// <param name="TinyId">Its numeric ID, part of message IDs.</param>
/// <param name="InstanceId">Number of this instance.</param>
/// <param name="RepeatLogin">True if the account was logged in already; nothing has been sent.</param>
public sealed record LoginResult(string UserId, string TinyId, uint InstanceId, bool RepeatLogin);
