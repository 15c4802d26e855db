using Akka.Actor;
using Chat.Protocol.Accounts;
using Chat.Protocol.Apps;
using Chat.Protocol.Conversations;
using Chat.Protocol.Friends;
using Chat.Protocol.Groups;
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
using Chat.Server.Messages;
using Chat.Server.Profiles;
using Chat.Server.Sessions;
using Chat.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Chat.Server;

/// <summary>The server put together: store, entities and the table of commands. Doors (sockets, REST) hand it what they receive.</summary>
public sealed class ChatServer
{
    public ChatServer(ActorSystem system, ChatStore store, AppDirectory apps, TimeProvider time, ILoggerFactory loggers)
    {
        Apps = apps;
        var accounts = new AccountDirectory(store);
        var sessions = new SessionDirectory();
        var accountActors = system.ActorOf(
            EntityParent<long>.Props(id => AccountActor.Props(id, store, sessions, accounts, time)), "accounts");
        var dialogs = system.ActorOf(
            EntityParent<DialogKey>.Props(key => DialogActor.Props(key, store.Writer, time)), "dialogs");

        var login = new LoginHandler(apps, accounts, store, accountActors, new LoginLimiter(time), time);
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
            .Add(MessageCommands.Send, CommandAccess.Administrator, new RestSendHandler(accounts, sessions, dialogs, time))
            .Add(AccountCommands.Import, CommandAccess.Administrator, new ImportAccountHandler(accounts, accountActors))
            .Add(AccountCommands.Kick, CommandAccess.Administrator, new KickAccountHandler(accounts, accountActors, time))
            .Add(AccountCommands.QueryOnlineStatus, CommandAccess.Administrator, new QueryOnlineStatusHandler(accounts, sessions))
            .Add(AccountCommands.QueryState, CommandAccess.Administrator, new QueryOnlineStatusHandler(accounts, sessions))
            .Build(loggers.CreateLogger<CommandTable>());
        Frames = new FrameDispatcher(Commands, login, accountActors, time);
    }

    public AppDirectory Apps { get; }

    public CommandTable Commands { get; }

    /// <summary>Where sockets hand their frames.</summary>
    public FrameDispatcher Frames { get; }
}
