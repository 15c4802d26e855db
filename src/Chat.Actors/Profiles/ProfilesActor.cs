using System.Text.Json;
using Akka.Actor;
using Chat.Actors.App;
using Chat.Actors.Connection;
using Chat.Protocol.Errors;
using Chat.Protocol.Profiles;

namespace Chat.Actors.Profiles;

/// <summary>The visible part of a user.</summary>
public sealed record Profile(string UserId, string Nick, string Avatar);

/// <summary>Messages of <see cref="ProfilesActor"/>.</summary>
internal static class ProfilesProtocol
{
    internal interface ICommand;

    /// <summary>Asks the server for the account's own profile.</summary>
    internal sealed record FetchOwn : ICommand
    {
        public static FetchOwn Instance { get; } = new();
    }

    internal sealed record GetOwn(TaskCompletionSource<Profile> Promise) : ICommand;

    /// <summary>Asks for another user's profile; answered to the sender with <see cref="Found"/>.</summary>
    internal sealed record Fetch(string UserId) : ICommand;

    internal sealed record Forget : ICommand
    {
        public static Forget Instance { get; } = new();
    }

    /// <param name="UserId">Who was asked for.</param>
    /// <param name="Profile">Null for an unknown user.</param>
    /// <param name="Error">Why the question failed.</param>
    internal sealed record Found(string UserId, Profile? Profile, ChatError? Error);
}

/// <summary>The account's own profile and, on their way to whoever asked, those of others. Parent: the account.</summary>
internal sealed class ProfilesActor : UntypedActor
{
    private readonly ClientContext _client;
    private readonly IActorRef _connection;
    private readonly List<TaskCompletionSource<Profile>> _waiting = [];
    private Profile? _own;

    public ProfilesActor(ClientContext client, IActorRef connection)
    {
        _client = client;
        _connection = connection;
    }

    private string Me => _client.Snapshot.UserId;

    public static Props Props(ClientContext client, IActorRef connection) => Akka.Actor.Props.Create(() => new ProfilesActor(client, connection));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ProfilesProtocol.FetchOwn:
                FetchOwn();
                break;
            case ProfilesProtocol.GetOwn { Promise: var promise } when _own is { } own:
                promise.TrySetResult(own);
                break;
            case ProfilesProtocol.GetOwn get:
                _waiting.Add(get.Promise);
                FetchOwn();
                break;
            case ProfilesProtocol.Fetch fetch:
                var asker = Sender;
                Ask(fetch.UserId, (profile, error) => asker.Tell(new ProfilesProtocol.Found(fetch.UserId, profile, error)));
                break;
            case ProfilesProtocol.Forget:
                _own = null;
                break;
            case Continuation continuation:
                continuation.Run();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void FetchOwn() => Ask(Me, (profile, error) =>
    {
        _own = profile ?? _own;
        foreach (var promise in _waiting)
        {
            if (profile is not null)
            {
                promise.TrySetResult(profile);
            }
            else
            {
                promise.TrySetException(new ChatException(error ?? new ChatError(ErrorCodes.UserOrGroupNotFound, "no profile")));
            }
        }

        _waiting.Clear();
    });

    private void Ask(string userId, Action<Profile?, ChatError?> then) => _connection.Call(
        Self,
        ProfileCommands.GetAll,
        new GetProfiles { Account = Me, UserItem = [new ProfileQuery { User = userId }] },
        (reply, error) => then(reply?.UserProfileItem.FirstOrDefault(item => item.User == userId) is { } found ? ToProfile(found) : null, error));

    private static Profile ToProfile(UserProfile profile)
    {
        string Text(string tag) => profile.ProfileItem.FirstOrDefault(field => field.Tag == tag) is { Value.ValueKind: JsonValueKind.String } field
            ? field.Value.GetString()!
            : "";
        return new Profile(profile.User, Text(ProfileTags.Nick), Text(ProfileTags.Avatar));
    }
}
