using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Push;
using Chat.Server.Commands;
using Chat.Server.Conversations;
using Chat.Server.Groups.Messages;
using Chat.Server.Storage;

namespace Chat.Server.Groups.Applications;

/// <summary><c>openim.deletemsg</c>: takes system notices and mentions off the caller's lists, on all its devices; what is not there is no mistake.</summary>
internal sealed class DeleteNoticesHandler(GroupDirectory groups) : ICommandHandler<DeleteNotices>
{
    public void Handle(CommandContext context, DeleteNotices request)
    {
        if (request.DelMsgList.Length > DeleteNotices.MaxItems || Array.Exists(request.DelMsgList, static item => item is null))
        {
            context.Fail(ErrorCodes.GroupParameter, $"DelMsgList must have {DeleteNotices.MaxItems} items at most");
            return;
        }

        var me = GroupDirectory.Caller(context);
        groups.Store.Writer.Enqueue(
            transaction =>
            {
                var changes = new List<GroupSelfChange>();
                foreach (var item in request.DelMsgList)
                {
                    if (string.IsNullOrEmpty(item.GroupId))
                    {
                        GroupNotices.Delete(transaction, me.AccountId, item.MsgSeq, item.MsgRandom);
                    }
                    else if (GroupView.Find(transaction.Prepare, GroupDirectory.Find(transaction.Prepare, me.SdkAppId, item.GroupId), me, item.GroupId, null, out var view) is null)
                    {
                        var read = Math.Min(item.MsgSeq ?? 0, GroupLog.ReadTail(transaction.Prepare, view.LogId).Sequence);
                        GroupReaders.ForgetMentions(transaction, me.AccountId, view.LogId, read);
                        ConversationEntries.Touch(transaction, me.AccountId, GroupLog.ConversationOf(view.LogId));
                        changes.Add(new GroupSelfChange { GroupId = item.GroupId, MentionsReadSeq = read });
                    }
                }

                return changes;
            },
            changes =>
            {
                context.Ok();
                if (changes.Count > 0)
                {
                    groups.Notify(me.AccountId, Pushes.GroupSelfChanged, [.. changes], context.Session);
                }
            },
            context.Fail);
    }
}
