using Akka.Actor;
using Chat.Protocol.Accounts;
using Chat.Protocol.Apps;
using Chat.Protocol.Conversations;
using Chat.Protocol.Friends;
using Chat.Protocol.Groups;
using Chat.Protocol.Media;
using Chat.Protocol.Messages;
using Chat.Protocol.Profiles;
using Chat.Protocol.Rooms;
using Chat.Protocol.Sessions;
using Chat.Protocol.Topics;
using Chat.Server.Accounts;
using Chat.Server.Apps;
using Chat.Server.Commands;
using Chat.Server.Conversations;
using Chat.Server.Entities;
using Chat.Server.Friends;
using Chat.Server.Groups;
using Chat.Server.Groups.Applications;
using Chat.Server.Groups.Attributes;
using Chat.Server.Groups.Members;
using Chat.Server.Groups.Messages;
using Chat.Server.Media;
using Chat.Server.Messages;
using Chat.Server.Profiles;
using Chat.Server.Retention;
using Chat.Server.Rooms;
using Chat.Server.Sessions;
using Chat.Server.Storage;
using Chat.Server.Topics;
using Microsoft.Extensions.Logging;

namespace Chat.Server;

/// <summary>The server put together: store, entities and the table of commands. Doors (sockets, REST) hand it what they receive.</summary>
public sealed class ChatServer
{
    public ChatServer(
        ActorSystem system, ChatStore store, IBlobStore blobs, AppDirectory apps, ITranslator translator, TimeProvider time, ILoggerFactory loggers)
    {
        Apps = apps;
        var blobLocks = new BlobLocks();
        Media = new MediaLibrary(store, blobs, blobLocks, time);
        MediaExpiry = new MediaExpiry(store, blobs, blobLocks, time);
        var accounts = new AccountDirectory(store);
        var sessions = new SessionDirectory();
        var groupActors = system.ActorOf(EntityParent<GroupKey>.Props(key => GroupActor.Props(key, store.Writer)), "groups");
        var groups = new GroupDirectory(accounts, sessions, store, groupActors);
        groups.LogRemoval.Resume();
        groups.Dismissals.Resume();
        var groupMessages = new GroupMessages(accounts);
        var groupReads = new GroupReads(groups);
        var groupSync = new GroupSync(accounts);
        groups.Rooms.Start(system, groups, time);
        groups.Rooms.Resume(groups, apps);
        var accountActors = system.ActorOf(
            EntityParent<long>.Props(id => AccountActor.Props(id, store, sessions, accounts, groups.Audiences, time)), "accounts");
        var dialogActors = system.ActorOf(
            EntityParent<DialogKey>.Props(key => DialogActor.Props(key, store, time)), "dialogs");
        var dialogs = new Dialogs(accounts, sessions, dialogActors);
        var relations = new Relations(accounts, sessions, store);
        var readReports = new ReadReports(dialogs);
        var recalls = new Recalls(dialogs, new RecallPushes(sessions));
        var relayed = new RelayedMessages(accounts);
        var translations = new TranslationCalls(time);
        var conversations = new ConversationBatch(accounts, dialogs, groups);
        var conversationGroups = new ConversationGroupWrites(conversations, store);

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
            .Add(BlacklistCommands.Get, CommandAccess.User, new GetBlacklistHandler(relations))
            .Add(BlacklistCommands.Get, CommandAccess.Administrator, new GetBlacklistHandler(relations))
            .Add(BlacklistCommands.Add, CommandAccess.User, new ChangeBlacklistHandler(relations, isAddition: true))
            .Add(BlacklistCommands.Add, CommandAccess.Administrator, new ChangeBlacklistHandler(relations, isAddition: true))
            .Add(BlacklistCommands.Delete, CommandAccess.User, new ChangeBlacklistHandler(relations, isAddition: false))
            .Add(BlacklistCommands.Delete, CommandAccess.Administrator, new ChangeBlacklistHandler(relations, isAddition: false))
            .Add(BlacklistCommands.Check, CommandAccess.Administrator, new CheckBlacklistHandler(relations))
            .Add(FriendCommands.GetFriends, CommandAccess.User, new GetFriendsHandler(relations))
            .Add(FriendCommands.GetFriends, CommandAccess.Administrator, new GetFriendsHandler(relations))
            .Add(FriendCommands.GetSpecified, CommandAccess.User, new GetSpecifiedFriendsHandler(relations))
            .Add(FriendCommands.Import, CommandAccess.Administrator, new ImportFriendsHandler(relations))
            .Add(FriendCommands.Delete, CommandAccess.User, new DeleteFriendsHandler(relations))
            .Add(FriendCommands.Delete, CommandAccess.Administrator, new DeleteFriendsHandler(relations))
            .Add(FriendCommands.DeleteAll, CommandAccess.Administrator, new DeleteAllFriendsHandler(relations))
            .Add(FriendCommands.Check, CommandAccess.User, new CheckFriendsHandler(relations))
            .Add(FriendCommands.Check, CommandAccess.Administrator, new CheckFriendsHandler(relations))
            .Add(FriendCommands.GetGroups, CommandAccess.User, new GetFriendGroupsHandler())
            .Add(FriendCommands.GetApplications, CommandAccess.User, new GetFriendApplicationsHandler())
            .Add(GroupCommands.GetJoined.Ordinary, CommandAccess.User, new GetJoinedGroupsHandler(groups, ofCommunities: false))
            .Add(GroupCommands.GetJoined.Community, CommandAccess.User, new GetJoinedGroupsHandler(groups, ofCommunities: true))
            .Add(GroupCommands.GetProfiles, CommandAccess.User, new GetGroupProfilesHandler(groups))
            .Add(GroupCommands.Create, CommandAccess.User, new CreateGroupHandler(groups))
            .Add(GroupCommands.Modify, CommandAccess.User, new ModifyGroupHandler(groups))
            .Add(GroupCommands.GetPublicInfo, CommandAccess.User, new GetPublicGroupInfoHandler(groups))
            .Add(GroupCommands.ChangeOwner, CommandAccess.User, new ChangeGroupOwnerHandler(groups))
            .Add(GroupMemberCommands.GetPage, CommandAccess.User, new GetGroupMembersHandler(groups))
            .Add(GroupMemberCommands.GetSpecified, CommandAccess.User, new GetSpecifiedGroupMembersHandler(groups))
            .Add(GroupMemberCommands.Add, CommandAccess.User, new AddGroupMembersHandler(groups))
            .Add(GroupMemberCommands.Delete, CommandAccess.User, new DeleteGroupMembersHandler(groups))
            .Add(GroupMemberCommands.Modify, CommandAccess.User, new ModifyGroupMemberHandler(groups))
            .Add(GroupApplicationCommands.GetPage.Ordinary, CommandAccess.User, new GetGroupApplicationsHandler(groups, ofCommunities: false))
            .Add(GroupApplicationCommands.GetPage.Community, CommandAccess.User, new GetGroupApplicationsHandler(groups, ofCommunities: true))
            .Add(GroupApplicationCommands.HandleJoin, CommandAccess.User, new HandleJoinApplicationHandler(groups))
            .Add(GroupApplicationCommands.HandleInvite, CommandAccess.User, new HandleInviteApplicationHandler(groups))
            .Add(GroupApplicationCommands.HandleInvitation, CommandAccess.User, new HandleInvitationHandler(groups))
            .Add(GroupApplicationCommands.DeleteNotices, CommandAccess.User, new DeleteNoticesHandler(groups))
            .Add(GroupAttributeCommands.Set, CommandAccess.User, new ChangeAttributesHandler(groups, GroupAttributeChange.Set))
            .Add(GroupAttributeCommands.Modify, CommandAccess.User, new ChangeAttributesHandler(groups, GroupAttributeChange.Modified))
            .Add(GroupAttributeCommands.Delete, CommandAccess.User, new ChangeAttributesHandler(groups, GroupAttributeChange.Deleted))
            .Add(GroupAttributeCommands.Clear, CommandAccess.User, new ChangeAttributesHandler(groups, GroupAttributeChange.Cleared))
            .Add(GroupAttributeCommands.Get, CommandAccess.User, new GetAttributesHandler(groups))
            .Add(GroupAttributeCommands.GetOfCommunity, CommandAccess.User, new GetAttributesHandler(groups))
            .Add(GroupAttributeCommands.UpdateCounters, CommandAccess.User, new UpdateCountersHandler(groups))
            .Add(GroupAttributeCommands.GetCounters, CommandAccess.User, new GetCountersHandler(groups))
            .Add(TopicCommands.Create, CommandAccess.User, new CreateTopicHandler(groups))
            .Add(TopicCommands.Modify, CommandAccess.User, new ModifyTopicHandler(groups))
            .Add(TopicCommands.Destroy, CommandAccess.User, new DestroyTopicsHandler(groups))
            .Add(TopicCommands.Get, CommandAccess.User, new GetTopicsHandler(groups, time))
            .Add(GroupMessageCommands.Send, CommandAccess.User, new SendGroupMessageHandler(groups, relayed, time))
            .Add(GroupMessageCommands.GetHistory, CommandAccess.User, new GetGroupHistoryHandler(groups, groupMessages))
            .Add(GroupMessageCommands.GetRecalls, CommandAccess.User, new GetGroupRecallsHandler(groups))
            .Add(GroupMessageCommands.Delete, CommandAccess.User, new DeleteGroupMessagesHandler(groups))
            .Add(GroupMessageCommands.Modify, CommandAccess.User, new ModifyGroupMessageHandler(groups))
            .Add(GroupMessageCommands.SendReceipts, CommandAccess.User, new SendGroupReceiptsHandler(groups))
            .Add(GroupMessageCommands.GetReceipts, CommandAccess.User, new GetGroupReceiptsHandler(groups))
            .Add(GroupMessageCommands.GetReceiptMembers, CommandAccess.User, new GetGroupReceiptMembersHandler(groups))
            .Add(GroupMessageCommands.GetReceiptsByUsers, CommandAccess.User, new GetGroupReceiptsByUsersHandler(groups))
            .Add(GroupMessageCommands.SetExtensions, CommandAccess.User, new SetGroupExtensionsHandler(groups))
            .Add(GroupMessageCommands.GetExtensions, CommandAccess.User, new GetGroupExtensionsHandler(groups))
            .Add(GroupMessageCommands.AddReaction, CommandAccess.User, new ChangeGroupReactionHandler(groups, isAddition: true))
            .Add(GroupMessageCommands.RemoveReaction, CommandAccess.User, new ChangeGroupReactionHandler(groups, isAddition: false))
            .Add(GroupMessageCommands.GetReactions, CommandAccess.User, new GetGroupReactionsHandler(groups))
            .Add(GroupMessageCommands.GetReactionUsers, CommandAccess.User, new GetGroupReactionUsersHandler(groups))
            .Add(GroupMessageCommands.Pin, CommandAccess.User, new PinGroupMessageHandler(groups, groupMessages, isPin: true))
            .Add(GroupMessageCommands.Unpin, CommandAccess.User, new PinGroupMessageHandler(groups, groupMessages, isPin: false))
            .Add(GroupMessageCommands.GetPinned, CommandAccess.User, new GetPinnedGroupMessagesHandler(groups))
            .Add(GroupMessageCommands.ReportRead, CommandAccess.User, new ReportGroupReadHandler(groupReads))
            .Add(ConversationCommands.GetPage, CommandAccess.User, new GetConversationPageHandler(accounts, store, groupMessages, groupSync))
            .Add(GroupCommands.Join, CommandAccess.User, new RoomRoute<JoinGroup>(groups, RoomCalls.GroupOf, RoomCalls.Join, new JoinGroupHandler(groups)))
            .Add(GroupCommands.Quit, CommandAccess.User, new RoomRoute<QuitGroup>(groups, RoomCalls.GroupOf, RoomCalls.Quit, new QuitGroupHandler(groups)))
            .Add(GroupCommands.Destroy, CommandAccess.User, new RoomRoute<DestroyGroup>(groups, RoomCalls.GroupOf, RoomCalls.Dismiss, new DestroyGroupHandler(groups)))
            .Add(GroupCommands.GetOnlineMemberCount, CommandAccess.User, new RoomRoute<GetOnlineMemberCount>(groups, RoomCalls.GroupOf, RoomCalls.Count, new GetOnlineMemberCountHandler(groups)))
            .Add(GroupMemberCommands.Ban, CommandAccess.User, new RoomRoute<BanGroupMembers>(groups, RoomCalls.GroupOf, RoomCalls.Ban))
            .Add(GroupMessageCommands.Recall, CommandAccess.User, new RoomRoute<RecallGroupMessages>(
                groups, RoomCalls.GroupOf, RoomCalls.Recall, new RecallGroupMessagesHandler(groups, new GroupRecallPushes(groups))))
            .Add(RoomCommands.JoinAnonymously, CommandAccess.Anyone, new JoinRoomAnonymouslyHandler(groups))
            .Add(RoomCommands.Poll, CommandAccess.User, new PollRoomHandler(groups))
            .Add(RoomCommands.PollAnonymously, CommandAccess.Anyone, new PollRoomAnonymouslyHandler(groups))
            .Add(RoomCommands.GetMembers, CommandAccess.User, new RoomRoute<GetRoomMembers>(groups, RoomCalls.GroupOf, RoomCalls.ListMembers))
            .Add(RoomCommands.MarkMembers, CommandAccess.User, new RoomRoute<MarkRoomMembers>(groups, RoomCalls.GroupOf, RoomCalls.MarkMembers))
            .Add(RoomCommands.GetHistory, CommandAccess.User, new RoomRoute<GetRoomHistory>(groups, RoomCalls.GroupOf, RoomCalls.ReadHistory))
            .Add(ConversationCommands.Pin, CommandAccess.User, new PinHandler(conversations, dialogs))
            .Add(ConversationCommands.Mark, CommandAccess.User, new MarkHandler(conversations, dialogs))
            .Add(ConversationCommands.Delete, CommandAccess.User, new DeleteConversationsHandler(conversations, dialogs))
            .Add(ConversationCommands.ClearHistory, CommandAccess.User, new ClearHistoryHandler(conversations, dialogs))
            .Add(ConversationCommands.CreateGroups, CommandAccess.User, new CreateConversationGroupsHandler(conversationGroups, dialogs))
            .Add(ConversationCommands.DeleteGroups, CommandAccess.User, new DeleteConversationGroupsHandler(conversationGroups, dialogs))
            .Add(ConversationCommands.UpdateGroup, CommandAccess.User, new UpdateConversationGroupHandler(conversationGroups, dialogs))
            .Add(ConversationCommands.GetGroups, CommandAccess.User, new GetConversationGroupsHandler(accounts, store))
            .Add(ConversationCommands.SearchGroups, CommandAccess.User, new SearchConversationGroupsHandler(conversations, store))
            .Add(MessageCommands.Send, CommandAccess.User, new SendC2CHandler(accounts, sessions, dialogActors, relayed, time))
            .Add(RoomCommands.SendBroadcast, CommandAccess.Administrator, new SendRoomBroadcastHandler(groups, relayed, time))
            .Add(MessageCommands.Send, CommandAccess.Administrator, new RestSendHandler(accounts, sessions, dialogActors, relayed, time))
            .Add(MessageCommands.GetHistory, CommandAccess.User, new GetHistoryHandler(accounts, store))
            .Add(MessageCommands.GetMissed, CommandAccess.User, new GetMissedHandler(accounts, store, groupSync, time))
            .Add(MessageCommands.ReportRead, CommandAccess.User, new ReportReadHandler(dialogs, readReports))
            .Add(MessageCommands.ReadAll, CommandAccess.User, new ReadAllHandler(accounts, store, dialogs, readReports, groupReads))
            .Add(MessageCommands.GetPeerReadTime, CommandAccess.User, new GetPeerReadTimeHandler(accounts, store))
            .Add(MessageCommands.GetPeerMute, CommandAccess.User, new GetPeerMuteHandler(store, accounts))
            .Add(MessageCommands.SetPeerMute, CommandAccess.User, new SetPeerMuteHandler(accounts, dialogs))
            .Add(MessageCommands.GetDoNotDisturb, CommandAccess.User, new GetDoNotDisturbHandler(store))
            .Add(MessageCommands.SetDoNotDisturb, CommandAccess.User, new SetDoNotDisturbHandler(store, dialogs))
            .Add(MessageCommands.Recall, CommandAccess.User, new RecallHandler(dialogs, recalls))
            .Add(MessageCommands.AdministratorRecall, CommandAccess.Administrator, new AdministratorRecallHandler(accounts, recalls))
            .Add(MessageCommands.Modify, CommandAccess.User, new ModifyHandler(dialogs))
            .Add(MessageCommands.Modify, CommandAccess.Administrator, new ModifyHandler(dialogs))
            .Add(MessageCommands.Delete, CommandAccess.User, new DeleteHandler(dialogs))
            .Add(MessageCommands.Delete, CommandAccess.Administrator, new DeleteHandler(dialogs))
            .Add(MessageCommands.SendReadReceipts, CommandAccess.User, new ReadReceiptHandler(dialogs))
            .Add(MessageCommands.SendReadReceipts, CommandAccess.Administrator, new ReadReceiptHandler(dialogs))
            .Add(MessageExtensionCommands.Set, CommandAccess.User, new SetExtensionsHandler(dialogs))
            .Add(MessageExtensionCommands.Set, CommandAccess.Administrator, new SetExtensionsHandler(dialogs))
            .Add(MessageExtensionCommands.Get, CommandAccess.User, new GetExtensionsHandler(dialogs, store))
            .Add(MessageExtensionCommands.Get, CommandAccess.Administrator, new GetExtensionsHandler(dialogs, store))
            .Add(MessageReactionCommands.Add, CommandAccess.User, new ChangeReactionHandler(accounts, dialogs, isAddition: true))
            .Add(MessageReactionCommands.Remove, CommandAccess.User, new ChangeReactionHandler(accounts, dialogs, isAddition: false))
            .Add(MessageReactionCommands.GetSummaries, CommandAccess.User, new GetReactionsHandler(accounts, dialogs, store))
            .Add(MessageReactionCommands.GetUsers, CommandAccess.User, new GetReactionUsersHandler(accounts, dialogs, store))
            .Add(LongMessageCommands.Save, CommandAccess.User, new SaveRelayedMessagesHandler(relayed, store))
            .Add(LongMessageCommands.Get, CommandAccess.User, new GetRelayedMessagesHandler(store))
            .Add(TranslationCommands.Translate, CommandAccess.User, new TranslateHandler(translator, translations))
            .Add(TranslationCommands.Recognize, CommandAccess.User, new RecognizeHandler(translator, translations))
            .Add(MediaCommands.SignUpload, CommandAccess.User, new SignUploadHandler(Media))
            .Add(MediaCommands.SignSimpleUpload, CommandAccess.User, new SignSimpleUploadHandler(Media))
            .Add(MediaCommands.GetImageInfo, CommandAccess.User, new GetImageInfoHandler(Media))
            .Add(MediaCommands.GetFinalIp, CommandAccess.User, new GetFinalIpHandler())
            .Add(MediaCommands.GetVideoCover, CommandAccess.User, new GetVideoCoverHandler())
            .Add(MediaCommands.GetCosToken, CommandAccess.User, new GetCosTokenHandler())
            .Add(AccountCommands.Import, CommandAccess.Administrator, new ImportAccountHandler(accounts, accountActors))
            .Add(AccountCommands.Kick, CommandAccess.Administrator, new KickAccountHandler(accounts, accountActors, time))
            .Add(AccountCommands.QueryOnlineStatus, CommandAccess.Administrator, new QueryOnlineStatusHandler(accounts, sessions))
            .Add(AccountCommands.QueryState, CommandAccess.Administrator, new QueryOnlineStatusHandler(accounts, sessions))
            .Add(MuteCommands.Set, CommandAccess.Administrator, new SetMuteHandler(accounts, time))
            .Add(MuteCommands.Get, CommandAccess.Administrator, new GetMuteHandler(accounts, time))
            .Build(loggers.CreateLogger<CommandTable>());
        Retention = new MessageRetention(store, apps, dialogActors, groups, time);
        Frames = new FrameDispatcher(Commands, apps, login, signatures, accounts, accountActors, time);
    }

    public AppDirectory Apps { get; }

    public CommandTable Commands { get; }

    /// <summary>Removes messages that apps do not keep any longer.</summary>
    public MessageRetention Retention { get; }

    /// <summary>Where HTTP uploads and downloads go.</summary>
    public MediaLibrary Media { get; }

    /// <summary>Removes files that apps do not keep any longer.</summary>
    public MediaExpiry MediaExpiry { get; }

    /// <summary>Where sockets hand their frames.</summary>
    public FrameDispatcher Frames { get; }
}
