using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Rooms;
using Chat.Server.Apps;
using Chat.Server.Commands;
using Chat.Server.Groups;
using Chat.Server.Sessions;

namespace Chat.Server.Rooms;

/// <summary><c>get_msg</c> of a user: answered when something happens, or after ten seconds.</summary>
internal sealed class PollRoomHandler(GroupDirectory groups) : ICommandHandler<PollRoom>
{
    public void Handle(CommandContext context, PollRoom request) =>
        RoomPolls.Start(groups, context.App, context, RoomVisitor.Of(context), request, context.App.Settings.OneRoomPerUser);
}

/// <summary><c>get_msg</c> of a guest: somebody who is not logged in.</summary>
internal sealed class PollRoomAnonymouslyHandler(GroupDirectory groups) : ICommandHandler<PollRoom>
{
    public void Handle(CommandContext context, PollRoom request)
    {
        if (RoomGuests.AppOf(context) is { } app)
        {
            RoomPolls.Start(groups, app, context, RoomGuests.Visitor(context), request, hasOneRoom: false);
        }
    }
}

/// <summary><c>apply_join_group</c> of a guest: it may only listen, and always polls.</summary>
internal sealed class JoinRoomAnonymouslyHandler(GroupDirectory groups) : ICommandHandler<JoinGroup>
{
    public void Handle(CommandContext context, JoinGroup request)
    {
        if (RoomGuests.AppOf(context) is not { } app)
        {
            return;
        }

        if (GroupLimits.CheckGroupId(request.GroupId) is { } invalid)
        {
            context.Fail(invalid);
            return;
        }

        groups.Rooms.TellOrFail(groups, new RoomProtocol.Join(
            new GroupKey(app.SdkAppId, request.GroupId), context, RoomGuests.Visitor(context), app, request.HugeGroupHistoryMsgFlag == 1));
    }
}

/// <summary>What polls of users and guests share.</summary>
internal static class RoomPolls
{
    public static void Start(GroupDirectory groups, ChatApp app, CommandContext context, RoomVisitor visitor, PollRoom request, bool hasOneRoom)
    {
        var id = RoomKeys.GroupOf(request.Key);
        if (GroupLimits.CheckGroupId(id) is { } invalid)
        {
            context.Fail(invalid);
            return;
        }

        groups.Rooms.TellOrFail(groups, new RoomProtocol.Poll(
            new GroupKey(app.SdkAppId, id), context, visitor, request.Key, RoomKeys.PositionOf(app, request.Key), request.StartSeq, request.DownsizeFlag == 1, hasOneRoom));
    }
}

/// <summary>Callers who need not be logged in.</summary>
internal static class RoomGuests
{
    public static RoomVisitor Visitor(CommandContext context) => new(context.Session!, null, 0);

    /// <summary>The app that the caller names; if there is none, the call has been answered.</summary>
    public static ChatApp? AppOf(CommandContext context)
    {
        if (((SocketCommandContext)context).NamedApp is { } app)
        {
            return app;
        }

        context.Fail(ErrorCodes.SdkAppIdUnknown, "unknown SDKAppID");
        return null;
    }
}
