using Chat.Server.Commands;
using Chat.Server.Groups;

namespace Chat.Server.Rooms;

/// <summary>
/// Takes a command to a live room, or on to the handler of the other groups; without one they answer 10007. Rooms have no topics: an ID that names one is refused
/// with 10015, as other groups do.
/// </summary>
/// <param name="groups">What handlers of groups share.</param>
/// <param name="groupOf">The ID in the body.</param>
/// <param name="call">What the command does in a room.</param>
/// <param name="others">The handler of other groups.</param>
internal sealed class RoomRoute<TRequest>(
    GroupDirectory groups, Func<TRequest, string> groupOf, Action<RoomCall, TRequest> call, ICommandHandler<TRequest>? others = null) : ICommandHandler<TRequest>
{
    public void Handle(CommandContext context, TRequest request)
    {
        var id = groupOf(request);
        var key = GroupKey.Of(context.App.SdkAppId, id);
        var row = groups.Store.Read(key, static (connection, key) => GroupDirectory.Find(connection, key.SdkAppId, key.GroupId));
        var isRoom = row is { Rules.IsRoom: true };
        if (!isRoom && others is not null)
        {
            others.Handle(context, request);
        }
        else if (GroupLimits.CheckGroupId(id) is { } invalid)
        {
            context.Fail(invalid);
        }
        else if (isRoom)
        {
            call(new RoomCall(groups, key, context), request);
        }
        else
        {
            context.Fail(row is null ? GroupDirectory.Unknown : GroupDirectory.Denied);
        }
    }
}
