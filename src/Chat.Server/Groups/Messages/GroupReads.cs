using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Push;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Sessions;

namespace Chat.Server.Groups.Messages;

/// <summary>Moves read positions of groups and topics.</summary>
internal sealed class GroupReads(GroupDirectory groups)
{
    /// <summary>Has a group's owner move the position of one of its members.</summary>
    /// <param name="reader">Who has read.</param>
    /// <param name="groupId">ID of the group, or of a topic.</param>
    /// <param name="topicId">ID of the topic; null or "" if <paramref name="groupId"/> says it all.</param>
    /// <param name="sequence">Up to which message.</param>
    /// <param name="completed">Is given what was read and up to where; the sequence is null if it was read before.</param>
    /// <param name="failed">Nothing was changed.</param>
    public void Run(AccountInfo reader, string groupId, string? topicId, long sequence, Action<GroupView, long?> completed, Action<ChatError> failed)
    {
        var key = GroupKey.Of(reader.SdkAppId, groupId);
        if (!groups.HasSeen(key))
        {
            failed(GroupDirectory.Unknown);
            return;
        }

        GroupView view = null!;
        long? read = null;
        groups.Run(new GroupOperation(
            groups,
            key,
            change =>
            {
                if (change.View(reader, groupId, topicId, out view) is { } error)
                {
                    return error;
                }

                read = GroupReaders.Read(change.Transaction, reader.AccountId, change.State.Log(view.LogId), sequence);
                return null;
            },
            () => completed(view, read),
            failed));
    }

    /// <summary>Tells the reader's other devices.</summary>
    public void Tell(AccountInfo reader, GroupView view, long sequence, Session? origin) =>
        groups.Notify(reader.AccountId, Pushes.GroupNotices, [Item(reader, view, sequence)], origin);

    public static WireGroupMessage Item(AccountInfo reader, GroupView view, long sequence) => GroupNotices.Envelope(
        reader,
        new GroupNoticeBody
        {
            GroupReadInfoArray = [new GroupReadMark { GroupId = view.Group.GroupId, TopicId = view.Topic?.TopicId, LastReadMsgSeq = sequence }],
        });
}

/// <summary><c>msg_read_report</c>: the caller has read a group or topic up to a message. Mentions up to there are read with it.</summary>
internal sealed class ReportGroupReadHandler(GroupReads reads) : ICommandHandler<ReportGroupRead>
{
    public void Handle(CommandContext context, ReportGroupRead request)
    {
        if (request.MsgReadedSeq is < 0 or > uint.MaxValue)
        {
            context.Fail(ErrorCodes.GroupParameter, "MsgReadedSeq is no sequence");
            return;
        }

        var me = GroupDirectory.Caller(context);
        reads.Run(
            me,
            request.GroupId,
            request.TopicId,
            request.MsgReadedSeq,
            (view, read) =>
            {
                context.Ok();
                if (read is { } sequence)
                {
                    reads.Tell(me, view, sequence, context.Session);
                }
            },
            context.Fail);
    }
}
