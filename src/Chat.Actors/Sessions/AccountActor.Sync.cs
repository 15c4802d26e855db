using Chat.Actors.App;
using Chat.Actors.Connection;
using Chat.Actors.Conversations;
using Chat.Actors.Friends;
using Chat.Actors.Groups;
using Chat.Actors.Media;
using Chat.Actors.Profiles;
using Chat.Protocol.Apps;

namespace Chat.Actors.Sessions;

/// <summary>What an account asks the server after a login (wire reference, core §4.2) and after a reconnect (§5.1), as the SDK asks it.</summary>
internal sealed partial class AccountActor
{
    /// <summary>The end of the calendar; a server's time stamp beyond it is none.</summary>
    private const long MaxTimeStamp = 253_402_300_800;

    /// <summary>Seconds after which the SDK asks for the feature bits.</summary>
    private const int PurchaseBitsDelay = 1;

    /// <summary>After a longer outage the SDK asks for the whole list of conversations, not for what has changed (wire reference, core §5.1).</summary>
    private static readonly TimeSpan LongOutage = TimeSpan.FromSeconds(300);

    private bool _purchaseBitsAsked;

    /// <summary>When the connection was lost; null while there is one.</summary>
    private long? _lostAt;

    private void Synchronize()
    {
        _purchaseBitsAsked = false;
        _lostAt = null;
        _profiles.Tell(new ProfilesProtocol.Start(_userId), Self);
        _friends.Tell(new FriendsProtocol.Start(_userId), Self);
        _conversations.Tell(new ConversationsProtocol.Start(_userId), Self);
        _groups.Tell(new GroupsProtocol.Start(_userId), Self);
        _friends.Tell(FriendsProtocol.Sync.Instance, Self);
        _connection.Call(Self, AppCommands.FetchConfig, new FetchConfig { SdkAppId = SdkAppId }, (reply, error) =>
        {
            if (error is null)
            {
                _client.MediaConfig = MediaConfig.Read(reply!.Config);
                _client.CloudConfig = CloudConfig.Read(reply.Config);
            }
        });
        _client.Wheel.WakeAfter(PurchaseBitsDelay, Self);
    }

    private void SynchronizeAgain()
    {
        var isLong = _lostAt is { } lost && _client.Options.Time.GetElapsedTime(lost) > LongOutage;
        _lostAt = null;
        _conversations.Tell(new ConversationsProtocol.SyncAgain(isLong), Self);
        _groups.Tell(GroupsProtocol.SyncAgain.Instance, Self);
        _friends.Tell(FriendsProtocol.Sync.Instance, Self);
    }

    private void OnTick()
    {
        if (!_purchaseBitsAsked)
        {
            _purchaseBitsAsked = true;
            _connection.Call(Self, AppCommands.FetchPurchaseBits, new FetchPurchaseBits { SdkAppId = SdkAppId }, (reply, error) =>
            {
                if (error is null && !string.IsNullOrEmpty(reply!.Bits))
                {
                    _client.PurchaseBits = reply.Bits;
                }
            });
        }
    }
}
