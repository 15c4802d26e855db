using Chat.Protocol.Friends;

namespace Chat.Server.Friends;

/// <summary>What an account is told of its relations: user IDs by what has become of them.</summary>
internal sealed class RelationNews
{
    public List<string> Blocked { get; } = [];

    public List<string> Unblocked { get; } = [];

    public List<string> Added { get; } = [];

    public List<string> Deleted { get; } = [];

    /// <summary>Elements of the push <c>FriendListMod</c>, one for each list that is not empty.</summary>
    public RelationsNotification[] ToArray()
    {
        var items = new List<RelationsNotification>(4);
        if (Blocked.Count > 0)
        {
            items.Add(new RelationsNotification { PushType = RelationsNotification.BlockedType, Blocked = [.. Blocked] });
        }

        if (Unblocked.Count > 0)
        {
            items.Add(new RelationsNotification { PushType = RelationsNotification.UnblockedType, Unblocked = [.. Unblocked] });
        }

        if (Added.Count > 0)
        {
            items.Add(new RelationsNotification { PushType = RelationsNotification.AddedType, Added = [.. Added] });
        }

        if (Deleted.Count > 0)
        {
            items.Add(new RelationsNotification { PushType = RelationsNotification.DeletedType, Deleted = [.. Deleted] });
        }

        return [.. items];
    }
}
