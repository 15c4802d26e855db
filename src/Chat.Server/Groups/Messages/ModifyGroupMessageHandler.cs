using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Messages;
using Chat.Protocol.Push;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Messages;

namespace Chat.Server.Groups.Messages;

/// <summary>
/// <c>openim.modify_group_msg</c>: the sender, the owner or an administrator replaces body and custom data. A client names the version that it knows; if there is a
/// newer one nothing is changed and the reply has what is there.
/// </summary>
internal sealed class ModifyGroupMessageHandler(GroupDirectory groups) : ICommandHandler<ModifyGroupMessage>
{
    public void Handle(CommandContext context, ModifyGroupMessage request)
    {
        if (ModifyHandler.CheckContent(context.App.Settings, request.MsgBody, request.CloudCustomData) is { } error)
        {
            context.Fail(error);
            return;
        }

        var me = GroupDirectory.Caller(context);
        var hasConflict = false;
        StoredGroupMessage message = null!;
        groups.Run(
            context,
            request.GroupId,
            change =>
            {
                if (change.View(me, request.GroupId, request.TopicId, out var view) is { } denied)
                {
                    return denied;
                }

                if (view.Message(change.Transaction.Prepare, request.MsgSeq) is not { IsTip: false } found)
                {
                    return new ChatError(ErrorCodes.GroupMessageUnknown, "the message does not exist");
                }

                if (found.IsRecalled)
                {
                    return new ChatError(ErrorCodes.AlreadyRecalled, "the message is recalled");
                }

                if (found.SenderId != me.AccountId && !view.Member.IsAdmin)
                {
                    return GroupDirectory.Denied;
                }

                hasConflict = request.MsgVersion != found.Version;
                message = hasConflict ? found : Modified(found, request);
                if (!hasConflict)
                {
                    change.Transaction.Prepare("UPDATE group_message SET body = ?, cloud_custom_data = ?, version = ? WHERE message_id = ?")
                        .Bind(1, message.Content.Body).Bind(2, message.Content.CloudCustomData).Bind(3, message.Version).Bind(4, message.MessageId).Execute();
                    GroupLog.MarkChanged(change.Transaction, message.MessageId);
                    var frame = PushFrame.Build(Pushes.GroupMessagesModified, [Notification(view.Group, view.Topic, message, groups.Accounts.Find(message.SenderId))]);
                    change.TellViewers(view, message, frame, context.Session);
                }

                return null;
            },
            () => context.Reply(
                ModifyHandler.ReplyOf(hasConflict, message.Version, message.Content.Body, message.Content.CloudCustomData), MessagesJson.Default.ModifyMessageReply));
    }

    public static ModifiedGroupMessage Notification(GroupRow group, GroupTopic? topic, StoredGroupMessage message, AccountInfo? sender) => new()
    {
        GroupId = group.GroupId,
        TopicId = topic?.TopicId,
        From = sender?.UserId ?? "",
        MsgSeq = message.Sequence,
        MsgRandom = message.Content.Random,
        MsgTimeStamp = message.Place.Time,
        MsgVersion = message.Version,
        MsgBody = new RawJson(message.Content.Body),
        CloudCustomData = MessageNotifications.TextOf(message.Content.CloudCustomData),
    };

    /// <summary>What is not given stays.</summary>
    private static StoredGroupMessage Modified(StoredGroupMessage found, ModifyGroupMessage request) => found with
    {
        Version = found.Version + 1,
        Content = found.Content with
        {
            Body = request.MsgBody?.Utf8.ToArray() ?? found.Content.Body,
            CloudCustomData = request.CloudCustomData is { } text ? Wire.ToBytes(text, MessagesJson.Default.String) : found.Content.CloudCustomData,
        },
    };
}
