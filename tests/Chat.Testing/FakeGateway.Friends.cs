using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Friends;
using Chat.Protocol.Push;

namespace Chat.Testing;

/// <summary>Relations as the server tells them.</summary>
public sealed partial class FakeGateway
{
    private readonly Dictionary<string, List<string>> _blacklists = new(StringComparer.Ordinal);

    /// <summary>Blocked users in a page of the list.</summary>
    public int BlacklistPageSize { get; set; } = GetBlacklist.MaxLimit;

    /// <summary>Changes of relations come without a push, only in their replies.</summary>
    public bool KeepsRelationsToItself { get; set; }

    /// <summary>Whom a user has blocked.</summary>
    public List<string> BlacklistOf(string user) => _blacklists.TryGetValue(user, out var list) ? list : _blacklists[user] = [];

    /// <summary>Another device of the user has blocked or unblocked somebody.</summary>
    public void BlockElsewhere(string user, string peer, bool isBlocked = true)
    {
        Block(user, peer, isBlocked);
        PushBlacklist(user, [peer], isBlocked);
    }

    /// <summary>Tells all devices of a user.</summary>
    public void PushRelations(string user, params RelationsNotification[] news) => Raw(user, PushFrame.Build(Protocol.Push.Pushes.Relations, news));

    private void PushBlacklist(string user, string[] peers, bool areBlocked) => PushRelations(user, areBlocked
        ? new RelationsNotification { PushType = RelationsNotification.BlockedType, Blocked = peers }
        : new RelationsNotification { PushType = RelationsNotification.UnblockedType, Unblocked = peers });

    private bool Block(string user, string peer, bool isBlocked)
    {
        var list = BlacklistOf(user);
        var isKnown = list.Contains(peer);
        if (isBlocked && !isKnown)
        {
            list.Add(peer);
        }
        else if (!isBlocked)
        {
            list.Remove(peer);
        }

        return isKnown != isBlocked;
    }

    private byte[]? AnswerFriends(Connection connection, FakeRequest request)
    {
        var body = request.Body.Utf8.Span;
        return request.Command switch
        {
            "sns.black_list_get" => OnGetBlacklist(connection.User, Wire.Read(body, FriendsJson.Default.GetBlacklist)),
            "sns.black_list_add" => OnChangeBlacklist(connection.User, Wire.Read(body, FriendsJson.Default.ChangeBlacklist), areBlocked: true),
            "sns.black_list_delete" => OnChangeBlacklist(connection.User, Wire.Read(body, FriendsJson.Default.ChangeBlacklist), areBlocked: false),
            _ => null,
        };
    }

    private byte[] OnGetBlacklist(string user, GetBlacklist get)
    {
        var list = BlacklistOf(user);
        var page = list.Skip((int)get.StartIndex).Take(BlacklistPageSize).ToList();
        var next = get.StartIndex + page.Count;
        return Bytes(
            new BlacklistReply
            {
                BlackListItem = [.. page.Select(one => new BlacklistItem { User = one, AddBlackTimeStamp = Now })],
                StartIndex = next < list.Count ? next : 0,
            },
            FriendsJson.Default.BlacklistReply);
    }

    private byte[] OnChangeBlacklist(string user, ChangeBlacklist change, bool areBlocked)
    {
        var known = change.Users.OfType<string>().Where(_model.Exists).ToList();
        var changed = known.Where(peer => Block(user, peer, areBlocked)).ToArray();
        if (changed.Length > 0 && !KeepsRelationsToItself)
        {
            PushBlacklist(user, changed, areBlocked);
        }

        return Bytes(
            new RelationResultsReply
            {
                ResultItem =
                [
                    .. change.Users.OfType<string>().Select(peer => new RelationResult { User = peer, ResultCode = known.Contains(peer) ? 0 : ErrorCodes.FriendUserUnknown }),
                ],
            },
            FriendsJson.Default.RelationResultsReply);
    }
}
