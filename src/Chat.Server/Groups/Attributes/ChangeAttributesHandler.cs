using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Accounts;
using Chat.Server.Commands;

namespace Chat.Server.Groups.Attributes;

/// <summary>
/// <c>set_group_attr</c>, <c>modify_group_attr</c>, <c>delete_group_attr</c> and <c>clear_group_attr</c>: any member may; who is to is up to the app
/// (as the SDK documents it). A change raises the version of all attributes together by one; a caller who did not know the newest is refused if it asked
/// for that.
/// </summary>
/// <param name="groups">What handlers of groups share.</param>
/// <param name="kind">One of the operations of <see cref="GroupAttributeChange"/>.</param>
internal sealed class ChangeAttributesHandler(GroupDirectory groups, int kind) : ICommandHandler<ChangeGroupAttributes>
{
    public void Handle(CommandContext context, ChangeGroupAttributes request)
    {
        var attributes = kind == GroupAttributeChange.Cleared ? [] : request.GroupAttr ?? [];
        var takesNone = kind is GroupAttributeChange.Set or GroupAttributeChange.Cleared;
        if (GroupLimits.CheckGroupId(request.GroupId) is { } invalid)
        {
            context.Fail(invalid);
            return;
        }

        if (attributes.Length == 0 && !takesNone)
        {
            context.Fail(ErrorCodes.GroupParameter, "GroupAttr is empty");
            return;
        }

        if (GroupAttributes.Check(attributes, needsValues: kind is GroupAttributeChange.Set or GroupAttributeChange.Modified) is { } error)
        {
            context.Fail(error);
            return;
        }

        var me = GroupDirectory.Caller(context);
        var mostPerSecond = context.App.Settings.GroupAttributeWritesPerSecond;
        var sequence = 0L;
        groups.Run(
            context,
            request.GroupId,
            change => Check(change, me, request) ?? Apply(change, attributes, mostPerSecond, out sequence) ?? Tell(change, me, attributes, sequence),
            () => context.Reply(
                new GroupAttributesReply
                {
                    AttrMainSeq = sequence,
                    GroupAttrAry = kind == GroupAttributeChange.Deleted ? [] : Array.ConvertAll(attributes, one => new GroupAttribute { Key = one.Key, Sequence = sequence }),
                },
                GroupsJson.Default.GroupAttributesReply));
    }

    private static ChatError? Check(GroupChange change, AccountInfo me, ChangeGroupAttributes request)
    {
        if (change.Member(me) is null)
        {
            return GroupDirectory.NotMember;
        }

        return request.AttrControl?.Contains(ChangeGroupAttributes.RaceConflict) == true && request.AttrMainSeq != change.Row.AttributeSeq
            ? new ChatError(ErrorCodes.AttributeConflict, $"the version of the attributes is {change.Row.AttributeSeq}, not {request.AttrMainSeq}")
            : null;
    }

    private ChatError? Apply(GroupChange change, GroupAttribute[] attributes, int mostPerSecond, out long sequence)
    {
        var (transaction, key) = (change.Transaction, change.Row.Key);
        var present = GroupAttributes.Of(transaction.Prepare, key).ToDictionary(static one => one.Key, StringComparer.Ordinal);
        sequence = change.Row.AttributeSeq + 1;
        if (kind == GroupAttributeChange.Deleted && Array.Exists(attributes, one => !present.ContainsKey(one.Key)))
        {
            return new ChatError(ErrorCodes.AttributeUnknown, "there is no such attribute");
        }

        if (kind is GroupAttributeChange.Set or GroupAttributeChange.Modified)
        {
            var kept = kind == GroupAttributeChange.Set ? [] : present.Values.ExceptBy(attributes.Select(static one => one.Key), static one => one.Key, StringComparer.Ordinal);
            if (GroupAttributes.CheckTotal(kept.Concat(attributes)) is { } error)
            {
                return error;
            }
        }

        if (!change.State.AttributeWrites.TryCount(change.Now, mostPerSecond))
        {
            return new ChatError(ErrorCodes.AttributeTooFrequent, $"more than {mostPerSecond} changes of the attributes in a second");
        }

        if (kind is GroupAttributeChange.Set or GroupAttributeChange.Cleared)
        {
            GroupAttributes.Clear(transaction, key);
        }

        foreach (var attribute in attributes)
        {
            if (kind == GroupAttributeChange.Deleted)
            {
                GroupAttributes.Delete(transaction, key, attribute.Key);
            }
            else
            {
                GroupAttributes.Put(transaction, key, attribute, sequence);
            }
        }

        change.Update(change.Row with { AttributeSeq = sequence });
        return null;
    }

    /// <summary>The caller is told, too: its other devices need it.</summary>
    private ChatError? Tell(GroupChange change, AccountInfo me, GroupAttribute[] attributes, long sequence)
    {
        var isDeletion = kind == GroupAttributeChange.Deleted;
        change.OnlineTip(me, new GroupTipBody
        {
            MsgGroupNewInfo = new GroupProfileChange
            {
                GroupAttrOption = new GroupAttributeChange
                {
                    OpType = kind,
                    GroupAttrSeq = sequence,
                    PushChangedAttrValFlag = 1,
                    GroupAttrInfo = Array.ConvertAll(
                        attributes, one => new ChangedAttribute { Key = one.Key, Val = isDeletion ? null : one.Value, SubKeySeq = sequence }),
                },
            },
        });
        return null;
    }
}
