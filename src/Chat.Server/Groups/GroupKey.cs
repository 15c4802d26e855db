using Chat.Protocol.Groups;

namespace Chat.Server.Groups;

/// <summary>Key of a group: its ID in its app.</summary>
internal readonly record struct GroupKey(uint SdkAppId, string GroupId)
{
    /// <summary>The group that an ID names; of a topic its community.</summary>
    public static GroupKey Of(uint sdkAppId, string id) => new(sdkAppId, GroupIds.CommunityOf(id));
}
