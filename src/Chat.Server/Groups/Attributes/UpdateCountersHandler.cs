using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Accounts;
using Chat.Server.Commands;

namespace Chat.Server.Groups.Attributes;

/// <summary>
/// <c>update_group_counter</c>: any member sets counters, or adds to them; a counter that is not there starts at 0. All counters of a request change, or
/// none. The new values are computed where nothing else can change them, so that no addition is ever lost.
/// </summary>
internal sealed class UpdateCountersHandler(GroupDirectory groups) : ICommandHandler<UpdateGroupCounter>
{
    public void Handle(CommandContext context, UpdateGroupCounter request)
    {
        if (GroupLimits.CheckGroupId(request.GroupId) is { } invalid)
        {
            context.Fail(invalid);
            return;
        }

        if (Check(request) is { } error)
        {
            context.Fail(error);
            return;
        }

        var me = GroupDirectory.Caller(context);
        GroupCounter[] changed = [];
        groups.Run(
            context,
            request.GroupId,
            change => Apply(change, me, request, out changed),
            () => context.Reply(new GroupCountersReply { GroupCounter = changed }, GroupsJson.Default.GroupCountersReply));
    }

    private static ChatError? Check(UpdateGroupCounter request)
    {
        if (request.Mode is not (UpdateGroupCounter.Set or UpdateGroupCounter.Increase or UpdateGroupCounter.Decrease))
        {
            return new ChatError(ErrorCodes.GroupParameter, "Mode must be Set, Increase or Decrease");
        }

        if (request.GroupCounter.Length > GroupLimits.MaxCounters)
        {
            return TooMany;
        }

        var keys = new HashSet<string>(StringComparer.Ordinal);
        return request.GroupCounter.Length > 0
            && Array.TrueForAll(
                request.GroupCounter, counter => !string.IsNullOrEmpty(counter?.Key) && GroupLimits.Fits(counter.Key, GroupLimits.MaxCounterKey) && keys.Add(counter.Key))
            ? null
            : new ChatError(ErrorCodes.GroupParameter, $"there must be counters with different keys of 1 to {GroupLimits.MaxCounterKey} bytes");
    }

    private static ChatError? Apply(GroupChange change, AccountInfo me, UpdateGroupCounter request, out GroupCounter[] changed)
    {
        changed = [];
        var (transaction, row) = (change.Transaction, change.Row);
        if (change.Member(me) is null)
        {
            return GroupDirectory.NotMember;
        }

        var values = GroupCounters.Of(transaction.Prepare, row.Key).ToDictionary(static one => one.Key, static one => one.Value, StringComparer.Ordinal);
        var results = new GroupCounter[request.GroupCounter.Length];
        for (var i = 0; i < results.Length; i++)
        {
            var (key, value) = (request.GroupCounter[i].Key, request.GroupCounter[i].Value);
            if (Result(values.GetValueOrDefault(key), value, request.Mode) is not { } result)
            {
                return new ChatError(ErrorCodes.GroupParameter, "a counter would leave the range of 64-bit numbers");
            }

            values[key] = result;
            results[i] = new GroupCounter { Key = key, Value = result };
        }

        if (values.Count > GroupLimits.MaxCounters)
        {
            return TooMany;
        }

        var sequence = row.CounterSeq + 1;
        Array.ForEach(results, counter => GroupCounters.Put(transaction, row.Key, counter));
        change.Update(row with { CounterSeq = sequence });
        change.OnlineTip(me, new GroupTipBody
        {
            GroupCounterInfo = [new GroupCounterChange { Type = GroupCounterChange.Updated, GroupCounterSeq = sequence, GroupCounter = results }],
        });
        changed = results;
        return null;
    }

    /// <summary>Null for a number that 64 bits do not hold.</summary>
    private static long? Result(long present, long value, string mode)
    {
        var result = mode switch
        {
            UpdateGroupCounter.Increase => (Int128)present + value,
            UpdateGroupCounter.Decrease => (Int128)present - value,
            _ => value,
        };
        return result >= long.MinValue && result <= long.MaxValue ? (long)result : null;
    }

    private static ChatError TooMany => new(ErrorCodes.TooManyCounters, $"more than {GroupLimits.MaxCounters} counters");
}
