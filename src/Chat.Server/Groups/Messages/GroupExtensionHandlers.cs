using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Messages;
using Chat.Protocol.Push;
using Chat.Server.Commands;
using Chat.Server.Messages;

namespace Chat.Server.Groups.Messages;

/// <summary>The rows of extensions and reactions of messages of groups: their keys are below zero, those of one-to-one messages above.</summary>
internal static class GroupExtensionKeys
{
    public static long Of(StoredGroupMessage message) => -message.MessageId;
}

/// <summary><c>openim_msg_ext_http_svc.group_set_key_values</c>: writes, deletes or clears the pairs of a message.</summary>
internal sealed class SetGroupExtensionsHandler(GroupDirectory groups) : ICommandHandler<SetGroupExtensions>
{
    public void Handle(CommandContext context, SetGroupExtensions request)
    {
        if (ExtensionWrites.Check(request.OperateType, request.ExtensionList) is { } error)
        {
            context.Fail(error);
            return;
        }

        var me = GroupDirectory.Caller(context);
        ExtensionWrites writes = null!;
        groups.Run(
            context,
            request.GroupId,
            change =>
            {
                if (change.View(me, request.GroupId, request.TopicId, out var view) is { } denied)
                {
                    return denied;
                }

                if (view.Message(change.Transaction.Prepare, request.MsgSeq) is not { IsTip: false, IsRecalled: false } message)
                {
                    return new ChatError(ErrorCodes.ExtensionUnknown, "the message does not exist");
                }

                if ((message.Flags & GroupMessageFlags.SupportsExtension) == 0)
                {
                    return new ChatError(ErrorCodes.ExtensionNotSupported, "the message was sent without extension support");
                }

                writes = new ExtensionWrites(change.Transaction, GroupExtensionKeys.Of(message));
                if (writes.Apply(request.OperateType, request.ExtensionList, mustKnow: true) is { } refusal)
                {
                    return refusal;
                }

                if (writes.HasChanged(request.OperateType))
                {
                    var notification = writes.Notification(request.OperateType, groups.Accounts.Find(message.SenderId)?.TinyId ?? "0") with
                    {
                        ExtensionGroupMsgInfo = new GroupExtensionTarget
                        {
                            GroupId = view.ConversationId,
                            MsgClientTime = message.Content.ClientTime,
                            MsgRandom = message.Content.Random,
                            MsgSeq = message.Sequence,
                        },
                    };
                    var frame = PushFrame.Build(Pushes.Extensions, notification);
                    change.TellViewers(view, message, frame, context.Session);
                }

                return null;
            },
            () => context.Reply(new SetExtensionsReply { ExtensionList = [.. writes.Results], Seq = writes.LatestSeq }, MessagesJson.Default.SetExtensionsReply));
    }
}

/// <summary><c>openim_msg_ext_http_svc.group_get_key_values</c>: the pairs of a message behind a sequence.</summary>
internal sealed class GetGroupExtensionsHandler(GroupDirectory groups) : ICommandHandler<GetGroupExtensions>
{
    public void Handle(CommandContext context, GetGroupExtensions request)
    {
        var me = GroupDirectory.Caller(context);
        var (error, reply) = groups.Store.Read(connection =>
        {
            if (GroupView.Find(connection, me, request.GroupId, request.TopicId, out var view) is { } denied)
            {
                return (denied, null!);
            }

            return view.Message(connection.Prepare, request.MsgSeq) is { IsRecalled: false } message
                ? ((ChatError?)null, ExtensionQueries.Read(connection, GroupExtensionKeys.Of(message), request.StartSeq ?? request.RestStartSeq ?? 0))
                : (new ChatError(ErrorCodes.ExtensionUnknown, "the message does not exist"), null!);
        });
        if (error is not null)
        {
            context.Fail(error);
        }
        else
        {
            context.Reply(reply, MessagesJson.Default.ExtensionsReply);
        }
    }
}
