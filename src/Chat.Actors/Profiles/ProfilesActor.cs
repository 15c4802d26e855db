using Akka.Actor;
using Chat.Actors.App;
using Chat.Actors.Connection;
using Chat.Protocol.Errors;
using Chat.Protocol.Profiles;

namespace Chat.Actors.Profiles;

/// <summary>The account's own profile, and those of others for as long as the SDK believes them. Parent: the account. One state.</summary>
internal sealed class ProfilesActor : UntypedActor
{
    private const int MaxKept = 256;
    private const int MaxPerRequest = 100;
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(600);

    private readonly ClientContext _client;
    private readonly IActorRef _connection;
    private Dictionary<string, (Profile Profile, long At)>? _others;
    private List<Promise<Profile>>? _waiting;
    private string _me = "";

    public ProfilesActor(ClientContext client, IActorRef connection)
    {
        _client = client;
        _connection = connection;
    }

    public static Props Props(ClientContext client, IActorRef connection) => Akka.Actor.Props.Create(() => new ProfilesActor(client, connection));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ProfilesProtocol.Start start:
                _me = start.UserId;
                FetchOwn();
                break;
            case ProfilesProtocol.GetOwn get:
                OnGetOwn(get);
                break;
            case ProfilesProtocol.GetOthers get:
                OnGetOthers(get);
                break;
            case ProfilesProtocol.FetchAll fetch:
                OnFetchAll(fetch, Sender);
                break;
            case ProfilesProtocol.Fetch fetch:
                OnFetch(fetch.UserId, Sender);
                break;
            case ProfilesProtocol.Forget:
                _client.OwnProfile = null;
                _others = null;
                break;
            case Continuation continuation:
                continuation.Run();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnGetOwn(ProfilesProtocol.GetOwn get)
    {
        if (_client.OwnProfile is { } own)
        {
            get.Promise.TrySetResult(own);
            return;
        }

        (_waiting ??= []).Add(get.Promise);
        FetchOwn();
    }

    private void FetchOwn()
    {
        var me = _me;
        Ask([me], (profiles, error) =>
        {
            if (me != _me)
            {
                return;
            }

            var own = profiles.FirstOrDefault();
            _client.OwnProfile = own ?? _client.OwnProfile;
            var waiting = _waiting;
            _waiting = null;
            foreach (var promise in waiting ?? [])
            {
                if (own is not null)
                {
                    promise.TrySetResult(own);
                }
                else
                {
                    promise.Fail(error ?? new ChatError(ErrorCodes.UserOrGroupNotFound, "no profile"));
                }
            }
        });
    }

    private void OnGetOthers(ProfilesProtocol.GetOthers get) => Find(get.UserIds, (found, failure) =>
    {
        // As in the SDK a part of the answer is an answer.
        if (failure is not null && found.Count == 0)
        {
            get.Promise.Fail(failure);
        }
        else
        {
            get.Promise.TrySetResult(found);
        }
    });

    private void OnFetchAll(ProfilesProtocol.FetchAll fetch, IActorRef asker) =>
        Find(fetch.UserIds, (found, _) => asker.Tell(new Continuation(() => fetch.Then(found)), Self));

    /// <summary>Takes profiles from memory as long as they are believed, the others from the server.</summary>
    private void Find(IReadOnlyList<string> userIds, Action<List<Profile>, ChatError?> then)
    {
        var found = new List<Profile>(userIds.Count);
        var unknown = new List<string>();
        foreach (var userId in userIds.Distinct(StringComparer.Ordinal))
        {
            if (userId == _me && _client.OwnProfile is { } own)
            {
                found.Add(own);
            }
            else if (Kept(userId) is { } known)
            {
                found.Add(known);
            }
            else
            {
                unknown.Add(userId);
            }
        }

        var left = unknown.Chunk(MaxPerRequest).ToList();
        if (left.Count == 0)
        {
            then(found, null);
            return;
        }

        var open = left.Count;
        ChatError? failure = null;
        foreach (var chunk in left)
        {
            Ask(chunk, (profiles, error) =>
            {
                profiles.ForEach(Keep);
                found.AddRange(profiles);
                failure ??= error;
                if (--open == 0)
                {
                    then(found, failure);
                }
            });
        }
    }

    private void OnFetch(string userId, IActorRef asker)
    {
        if (Kept(userId) is { } known)
        {
            asker.Tell(new ProfilesProtocol.Found(userId, known, null), Self);
            return;
        }

        Ask([userId], (profiles, error) =>
        {
            profiles.ForEach(Keep);
            asker.Tell(new ProfilesProtocol.Found(userId, profiles.FirstOrDefault(), error), Self);
        });
    }

    /// <summary>A profile that is believed without asking; null if there is none.</summary>
    private Profile? Kept(string userId) =>
        _others is { } kept && kept.TryGetValue(userId, out var known) && _client.Options.Time.GetElapsedTime(known.At) < KeptFor ? known.Profile : null;

    private void Keep(Profile profile)
    {
        _others ??= new Dictionary<string, (Profile, long)>(StringComparer.Ordinal);
        if (_others.Count >= MaxKept && !_others.ContainsKey(profile.UserId))
        {
            _others.Remove(_others.MinBy(static one => one.Value.At).Key);
        }

        _others[profile.UserId] = (profile, _client.Options.Time.GetTimestamp());
    }

    private void Ask(string[] userIds, Action<List<Profile>, ChatError?> then) => _connection.Call(
        Self,
        ProfileCommands.GetAll,
        new GetProfiles { Account = _me, UserItem = [.. userIds.Select(static userId => new ProfileQuery { User = userId })] },
        (reply, error) => then(
            [.. (reply?.UserProfileItem).Present().Where(item => userIds.Contains(item.User, StringComparer.Ordinal)).Select(ToProfile)],
            error));

    private static Profile ToProfile(UserProfile profile)
    {
        string Text(string tag) =>
            profile.ProfileItem.Present().FirstOrDefault(field => field.Tag == tag) is { } field ? JsonText.Of(field.Value) ?? "" : "";
        return new Profile(profile.User, Text(ProfileTags.Nick), Text(ProfileTags.Avatar));
    }
}
