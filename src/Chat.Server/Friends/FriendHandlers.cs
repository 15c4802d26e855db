using Chat.Protocol.Friends;
using Chat.Server.Commands;

namespace Chat.Server.Friends;

/// <summary>The lists of friends at login. Nobody can have friends yet, so they are complete and empty.</summary>
internal sealed class GetFriendsHandler : ICommandHandler<GetFriends>
{
    public void Handle(CommandContext context, GetFriends request) =>
        context.Reply(new FriendsReply { CompleteFlag = 1 }, FriendsJson.Default.FriendsReply);
}

/// <inheritdoc cref="GetFriendsHandler"/>
internal sealed class GetFriendGroupsHandler : ICommandHandler<GetFriendGroups>
{
    public void Handle(CommandContext context, GetFriendGroups request) =>
        context.Reply(new FriendGroupsReply(), FriendsJson.Default.FriendGroupsReply);
}

/// <inheritdoc cref="GetFriendsHandler"/>
internal sealed class GetFriendApplicationsHandler : ICommandHandler<GetFriendApplications>
{
    public void Handle(CommandContext context, GetFriendApplications request) =>
        context.Reply(new FriendApplicationsReply(), FriendsJson.Default.FriendApplicationsReply);
}
