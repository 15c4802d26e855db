using System.Globalization;
using System.Text;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Messages;
using Chat.Protocol.Push;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Messages;
using Chat.Server.Storage;

namespace Chat.Server.Groups.Messages;

/// <summary><c>openim_msg_ext_http_svc.group_reaction_add</c> and <c>group_reaction_del</c>.</summary>
internal sealed class ChangeGroupReactionHandler(GroupDirectory groups, bool isAddition) : ICommandHandler<ChangeGroupReaction>
{
    public void Handle(CommandContext context, ChangeGroupReaction request)
    {
        if (request.Reaction.Length == 0 || Encoding.UTF8.GetByteCount(request.Reaction) > ChangeReaction.MaxIdBytes)
        {
            context.Fail(ErrorCodes.RequestMalformed, $"Reaction must hold 1 to {ChangeReaction.MaxIdBytes} bytes");
            return;
        }

        var me = GroupDirectory.Caller(context);
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

                if (ReactionQueries.Change(change.Transaction, GroupExtensionKeys.Of(message), request.Reaction, me, isAddition, out var reactions) is { } refusal)
                {
                    return refusal;
                }

                Tell(change, view, message, me, request.Reaction, reactions, context);
                return null;
            });
    }

    private void Tell(GroupChange change, GroupView view, StoredGroupMessage message, AccountInfo me, string reaction, List<ReactionUsers> reactions, CommandContext context)
    {
        var identity = new GroupMessageIdentity
        {
            GroupId = view.ConversationId,
            TinyId = groups.Accounts.Find(message.SenderId)?.TinyId ?? "0",
            MsgClientTime = message.Content.ClientTime,
            MsgRandom = message.Content.Random,
            MsgSeq = message.Sequence,
        };
        var all = PushFrame.Build(Pushes.Reactions, [new ReactionsNotification
        {
            GroupMsgInfo = identity,
            MsgReactionSummary = [.. reactions.Select(one => one.ToReaction(groups.Accounts, null, ReactionUsers.NamedInPushes))],
        }]);
        change.TellViewers(view, message, all, null);
        change.After(() => groups.Notify(me.AccountId, Pushes.OwnReaction, new OwnReactionNotification
        {
            GroupMsgInfo = identity,
            Reaction = reaction,
            MsgOptType = isAddition ? OwnReactionNotification.Added : OwnReactionNotification.Removed,
        }, context.Session));
    }
}

/// <summary><c>openim_msg_ext_http_svc.group_reaction_multi_stat</c>: the reactions of several messages of one group or topic.</summary>
internal sealed class GetGroupReactionsHandler(GroupDirectory groups) : ICommandHandler<GetGroupReactions>
{
    public void Handle(CommandContext context, GetGroupReactions request)
    {
        if (request.MsgSeqList.Length is 0 or > GetReactions.MaxMessages || request.Count is < 0 or > GetReactionUsers.MaxCount)
        {
            context.Fail(ErrorCodes.RequestMalformed, $"MsgSeqList must have 1 to {GetReactions.MaxMessages} messages, Count at most {GetReactionUsers.MaxCount}");
            return;
        }

        var me = GroupDirectory.Caller(context);
        var (error, results) = groups.Store.Read(connection => GroupView.Find(connection, me, request.GroupId, request.TopicId, out var view) is { } denied
            ? (denied, [])
            : ((ChatError?)null, Array.ConvertAll(request.MsgSeqList, sequence => new ReactionsOfGroupMessage
            {
                MsgSeq = sequence,
                MsgReactionSummary = Summary(connection, view, sequence, me, request.Count),
            })));
        if (error is not null)
        {
            context.Fail(error);
        }
        else
        {
            context.Reply(new GroupReactionsReply { Results = results }, GroupsJson.Default.GroupReactionsReply);
        }
    }

    private Reaction[] Summary(StoreConnection connection, GroupView view, long sequence, AccountInfo me, int named) =>
        view.Message(connection.Prepare, sequence) is { IsRecalled: false } message
            ? [.. ReactionQueries.Of(connection.Prepare, GroupExtensionKeys.Of(message)).Select(one => one.ToReaction(groups.Accounts, me, named))]
            : [];
}

/// <summary><c>openim_msg_ext_http_svc.group_reaction_iterate</c>: the users of one reaction.</summary>
internal sealed class GetGroupReactionUsersHandler(GroupDirectory groups) : ICommandHandler<GetGroupReactionUsers>
{
    public void Handle(CommandContext context, GetGroupReactionUsers request)
    {
        if (request.Count is < 1 or > GetReactionUsers.MaxCount || request.NextSeq is < 0 or > int.MaxValue)
        {
            context.Fail(ErrorCodes.RequestMalformed, string.Create(CultureInfo.InvariantCulture, $"Count must be 1 to {GetReactionUsers.MaxCount}"));
            return;
        }

        var me = GroupDirectory.Caller(context);
        var (error, users) = groups.Store.Read(connection => Read(connection, me, request));
        if (error is not null)
        {
            context.Fail(error);
            return;
        }

        var (start, next) = ((int)request.NextSeq, request.NextSeq + request.Count);
        context.Reply(
            new ReactionUsersReply
            {
                Users = [.. users.Skip(start).Take(request.Count).Select(groups.Accounts.Find).OfType<AccountInfo>().Select(static account => account.UserId)],
                NextSeq = users.Count > next ? next : 0,
            },
            MessagesJson.Default.ReactionUsersReply);
    }

    private static (ChatError? Error, List<long> Users) Read(StoreConnection connection, AccountInfo me, GetGroupReactionUsers request)
    {
        if (GroupView.Find(connection, me, request.GroupId, request.TopicId, out var view) is { } denied)
        {
            return (denied, []);
        }

        return view.Message(connection.Prepare, request.MsgSeq) is { } message
            ? (null, ReactionQueries.Of(connection.Prepare, GroupExtensionKeys.Of(message)).Find(one => one.Id == request.Reaction)?.Users ?? [])
            : (new ChatError(ErrorCodes.ExtensionUnknown, "the message does not exist"), []);
    }
}
