using System.Collections.Immutable;

namespace Chat.Actors.Events;

/// <summary><c>BLACKLIST_UPDATED</c>: all users whom the account has blocked, after they were fetched and when one is blocked or unblocked, here or on another device.</summary>
public sealed record BlacklistUpdated(uint SdkAppId, string UserId, ImmutableArray<string> UserIds) : ChatEvent(SdkAppId, UserId)
{
    public override string Name => ChatEvent.BlacklistUpdated;

    internal override bool IsState => true;
}
