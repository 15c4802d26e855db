using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Rooms;
using Chat.Server.Commands;
using Chat.Server.Groups;
using Chat.Server.Sessions;

namespace Chat.Server.Rooms;

/// <summary><c>get_msg</c> of a user: answered when something happens, or after ten seconds. The key of a poll is the room's ID.</summary>
internal sealed class PollRoomHandler(GroupDirectory groups) : ICommandHandler<PollRoom>
{
    public void Handle(CommandContext context, PollRoom request) =>
        groups.Rooms.TellOrFail(groups, new RoomProtocol.Poll(
            GroupKey.Of(context.App.SdkAppId, request.Key), context, RoomVisitor.Of(context), request.StartSeq, request.DownsizeFlag == 1,
            context.App.Settings.OneRoomPerUser));
}

/// <summary><c>get_msg</c> of a guest: somebody who is not logged in.</summary>
internal sealed class PollRoomAnonymouslyHandler(GroupDirectory groups) : ICommandHandler<PollRoom>
{
    public void Handle(CommandContext context, PollRoom request)
    {
        if (RoomGuests.AppOf(context) is { } app)
        {
            groups.Rooms.TellOrFail(groups, new RoomProtocol.Poll(
                GroupKey.Of(app.SdkAppId, request.Key), context, RoomGuests.Visitor(context), request.StartSeq, request.DownsizeFlag == 1, HasOneRoom: false));
        }
    }
}

/// <summary><c>apply_join_group</c> of a guest: it may only listen, and always polls.</summary>
internal sealed class JoinRoomAnonymouslyHandler(GroupDirectory groups) : ICommandHandler<JoinGroup>
{
    public void Handle(CommandContext context, JoinGroup request)
    {
        if (RoomGuests.AppOf(context) is { } app)
        {
            groups.Rooms.TellOrFail(groups, new RoomProtocol.Join(
                GroupKey.Of(app.SdkAppId, request.GroupId), context, RoomGuests.Visitor(context), app.Settings, request.HugeGroupHistoryMsgFlag == 1));
        }
    }
}

/// <summary>Callers who are not logged in.</summary>
internal static class RoomGuests
{
    public static RoomVisitor Visitor(CommandContext context) => new(context.Session!, null, 0);

    /// <summary>The app that the caller names; if there is none, the call has been answered.</summary>
    public static Apps.ChatApp? AppOf(CommandContext context)
    {
        if (((SocketCommandContext)context).NamedApp is { } app)
        {
            return app;
        }

        context.Fail(ErrorCodes.SdkAppIdUnknown, "unknown SDKAppID");
        return null;
    }
}
