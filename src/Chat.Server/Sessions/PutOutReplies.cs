using System.Collections.Frozen;
using Chat.Protocol.Commands;
using Chat.Protocol.Conversations;
using Chat.Protocol.Friends;
using Chat.Protocol.Messages;

namespace Chat.Server.Sessions;

/// <summary>
/// What an instance that was put out gets for the sync that the official SDK runs on every re-login: nothing, but without an error, because errors
/// there are rejections that nobody awaits and that end a Node process.
/// </summary>
internal static class PutOutReplies
{
    private static readonly FrozenDictionary<Command, byte[]> Bodies = new Dictionary<Command, byte[]>
    {
        [ConversationCommands.GetPage] = Body(ConversationCommands.GetPage, new ConversationPageReply { CompleteFlag = 1 }),
        [ConversationCommands.GetGroups] = Body(ConversationCommands.GetGroups, new ConversationGroupsReply { CompleteFlag = 1 }),
        [MessageCommands.GetMissed] = Body(MessageCommands.GetMissed, new MissedMessagesReply { Cookie = "1", SyncFlag = MissedMessagesReply.End }),
        [MessageCommands.GetHistory] = Body(MessageCommands.GetHistory, new HistoryReply { Complete = 1 }),
        [FriendCommands.GetFriends] = Body(FriendCommands.GetFriends, new FriendsReply { CompleteFlag = 1 }),
        [FriendCommands.GetGroups] = Body(FriendCommands.GetGroups, new FriendGroupsReply()),
        [FriendCommands.GetApplications] = Body(FriendCommands.GetApplications, new FriendApplicationsReply()),
    }.ToFrozenDictionary();

    public static bool TryGet(Command command, out byte[] body) => Bodies.TryGetValue(command, out body!);

    private static byte[] Body<TRequest, TReply>(Command<TRequest, TReply> command, TReply reply)
        where TReply : Reply => Wire.ToBytes(reply, command.Reply);
}
