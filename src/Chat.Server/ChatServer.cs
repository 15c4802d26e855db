using Akka.Actor;
using Chat.Protocol.Accounts;
using Chat.Protocol.Apps;
using Chat.Protocol.Conversations;
using Chat.Protocol.Friends;
using Chat.Protocol.Groups;
using Chat.Protocol.Media;
using Chat.Protocol.Messages;
using Chat.Protocol.Profiles;
using Chat.Protocol.Sessions;
using Chat.Server.Accounts;
using Chat.Server.Apps;
using Chat.Server.Commands;
using Chat.Server.Conversations;
using Chat.Server.Entities;
using Chat.Server.Friends;
using Chat.Server.Groups;
using Chat.Server.Media;
using Chat.Server.Messages;
using Chat.Server.Profiles;
using Chat.Server.Sessions;
using Chat.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Chat.Server;

/// <summary>The server put together: store, entities and the table of commands. Doors (sockets, REST) hand it what they receive.</summary>
public sealed class ChatServer
{
    public ChatServer(ActorSystem system, ChatStore store, IBlobStore blobs, AppDirectory apps, TimeProvider time, ILoggerFactory loggers)
    {
        Apps = apps;
        var blobLocks = new BlobLocks();
        Media = new MediaLibrary(store, blobs, blobLocks, time);
        MediaExpiry = new MediaExpiry(store, blobs, blobLocks, time);
        var accounts = new AccountDirectory(store);
        var sessions = new SessionDirectory();
        var accountActors = system.ActorOf(
            EntityParent<long>.Props(id => AccountActor.Props(id, store, sessions, accounts, time)), "accounts");
        var dialogs = system.ActorOf(
            EntityParent<DialogKey>.Props(key => DialogActor.Props(key, store.Writer, time)), "dialogs");

        var signatures = new SignatureVerifier(apps, time);
        var login = new LoginHandler(apps, accounts, store, accountActors, signatures, new LoginLimiter(time), time);
        Commands = new CommandTableBuilder()
            .Add(SessionCommands.Login, login)
            .Add(SessionCommands.PushAck, new PushAckHandler())
            .Add(SessionCommands.Heartbeat, CommandAccess.Anyone, new AcknowledgeHandler())
            .Add(SessionCommands.Report, CommandAccess.Anyone, new AcknowledgeHandler())
            .Add(SessionCommands.Hello, CommandAccess.User, new AcknowledgeHandler())
            .Add(SessionCommands.Logout, new LogoutHandler(login, accountActors))
            .Add(AppCommands.FetchConfig, CommandAccess.User, new FetchConfigHandler())
            .Add(AppCommands.FetchPurchaseBits, CommandAccess.User, new FetchPurchaseBitsHandler())
            .Add(ProfileCommands.GetAll, CommandAccess.User, new GetProfilesHandler(accounts))
            .Add(FriendCommands.GetBlacklist, CommandAccess.User, new GetBlacklistHandler())
            .Add(FriendCommands.GetFriends, CommandAccess.User, new GetFriendsHandler())
            .Add(FriendCommands.GetGroups, CommandAccess.User, new GetFriendGroupsHandler())
            .Add(FriendCommands.GetApplications, CommandAccess.User, new GetFriendApplicationsHandler())
            .Add(GroupCommands.GetJoined, CommandAccess.User, new GetJoinedGroupsHandler())
            .Add(GroupCommands.GetJoinedCommunities, CommandAccess.User, new GetJoinedGroupsHandler())
            .Add(ConversationCommands.GetPage, CommandAccess.User, new GetConversationPageHandler(accounts, store, time))
            .Add(ConversationCommands.GetGroups, CommandAccess.User, new GetConversationGroupsHandler())
            .Add(ConversationCommands.SearchGroups, CommandAccess.User, new SearchConversationGroupsHandler())
            .Add(MessageCommands.Send, CommandAccess.User, new SendC2CHandler(accounts, sessions, dialogs, time))
            .Add(MessageCommands.GetHistory, CommandAccess.User, new GetHistoryHandler(accounts, store))
            .Add(MessageCommands.GetMissed, CommandAccess.User, new GetMissedHandler(accounts, store, time))
            .Add(MessageCommands.ReportRead, CommandAccess.User, new ReportReadHandler(accounts, sessions, dialogs))
            .Add(MessageCommands.GetPeerReadTime, CommandAccess.User, new GetPeerReadTimeHandler(accounts, store))
            .Add(MessageCommands.GetPeerMute, CommandAccess.User, new GetPeerMuteHandler())
            .Add(MediaCommands.SignUpload, CommandAccess.User, new SignUploadHandler(Media))
            .Add(MediaCommands.SignSimpleUpload, CommandAccess.User, new SignSimpleUploadHandler(Media))
            .Add(MediaCommands.GetImageInfo, CommandAccess.User, new GetImageInfoHandler(Media))
            .Add(MediaCommands.GetFinalIp, CommandAccess.User, new GetFinalIpHandler())
            .Add(MediaCommands.GetVideoCover, CommandAccess.User, new GetVideoCoverHandler())
            .Add(MessageCommands.Send, CommandAccess.Administrator, new RestSendHandler(accounts, sessions, dialogs, time))
            .Add(AccountCommands.Import, CommandAccess.Administrator, new ImportAccountHandler(accounts, accountActors))
            .Add(AccountCommands.Kick, CommandAccess.Administrator, new KickAccountHandler(accounts, accountActors, time))
            .Add(AccountCommands.QueryOnlineStatus, CommandAccess.Administrator, new QueryOnlineStatusHandler(accounts, sessions))
            .Add(AccountCommands.QueryState, CommandAccess.Administrator, new QueryOnlineStatusHandler(accounts, sessions))
            .Build(loggers.CreateLogger<CommandTable>());
        Frames = new FrameDispatcher(Commands, login, signatures, accounts, accountActors, time);
    }

    public AppDirectory Apps { get; }

    public CommandTable Commands { get; }

    /// <summary>Where HTTP uploads and downloads go.</summary>
    public MediaLibrary Media { get; }

    /// <summary>To be called from time to time.</summary>
    public MediaExpiry MediaExpiry { get; }

    /// <summary>Where sockets hand their frames.</summary>
    public FrameDispatcher Frames { get; }
}
