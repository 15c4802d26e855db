using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Commands;

namespace Chat.Server.Groups.Attributes;

/// <summary><c>get_group_counter</c>: the counters that are named, or all, for members.</summary>
internal sealed class GetCountersHandler(GroupDirectory groups) : ICommandHandler<GetGroupCounters>
{
    public void Handle(CommandContext context, GetGroupCounters request)
    {
        if (request.GroupCounterKeys.Length > GroupLimits.MaxCounters)
        {
            context.Fail(ErrorCodes.TooManyCounters, $"more than {GroupLimits.MaxCounters} counters");
            return;
        }

        groups.Answer(
            context,
            request.GroupId,
            (connection, row) => new GroupCountersReply
            {
                GroupCounter =
                [
                    .. GroupCounters.Of(connection.Prepare, row.Key)
                        .Where(counter => request.GroupCounterKeys.Length == 0 || request.GroupCounterKeys.Contains(counter.Key)),
                ],
                GroupCounterSeq = row.CounterSeq,
            },
            GroupsJson.Default.GroupCountersReply);
    }
}
