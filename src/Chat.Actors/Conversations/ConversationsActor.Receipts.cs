using Chat.Actors.Connection;
using Chat.Actors.Messages;
using Chat.Protocol.Groups;

namespace Chat.Actors.Conversations;

/// <summary>Read receipts in groups, where the server counts them.</summary>
internal sealed partial class ConversationsActor
{
    private void OnGetReceipts(ConversationsProtocol.GetReceipts get)
    {
        var channel = (GroupChannel)ChannelOf(get.Messages[0].ConversationId);
        Ask(channel.GetReceipts(get.Messages), get.Promise, reply =>
        {
            var receipts = reply.GroupMsgReceiptList.Present().Where(static one => one.Code == 0).DistinctBy(static one => one.MsgSeq).ToDictionary(static one => one.MsgSeq);
            OpenChild(channel.ConversationId)?.Tell(
                new ConversationActor.GroupReceipts(
                    [.. receipts.Values.Select(static one => new GroupReceiptChange { MsgSeq = one.MsgSeq, ReadNum = one.ReadNum, UnreadNum = one.UnreadNum })],
                    IsAnnounced: false),
                Self);
            get.Promise.TrySetResult(
            [
                .. get.Messages.Select(one => receipts.TryGetValue(one.Sequence, out var receipt)
                    ? one with { ReceiptCounts = new ReceiptCounts(receipt.ReadNum, receipt.UnreadNum) }
                    : one),
            ]);
        });
    }

    private void OnGetReceiptsByUsers(ConversationsProtocol.GetReceiptsByUsers get) =>
        Ask(new GroupChannel(_me, get.GroupId).GetReceiptsByUsers(get.Members), get.Promise, reply => get.Promise.TrySetResult(
            reply.MsgReadList.Present().DistinctBy(static one => one.MsgSeq).ToDictionary(
                static one => one.MsgSeq,
                static one => (IReadOnlyList<GroupReader>)
                    [.. one.ReadList.Present().Where(static reader => reader.Member is not null).Select(static reader => new GroupReader(reader.Member!, reader.Time ?? 0))])));

    private void OnGetReceiptMembers(ConversationsProtocol.GetReceiptMembers get) =>
        Ask(((GroupChannel)ChannelOf(get.Message.ConversationId)).GetReceiptMembers(get.Message, get.Read, get.Cursor, get.Count), get.Promise, reply =>
        {
            var members = get.Read ? reply.ReadList.Present().Select(static one => one.Member) : reply.UnreadList.Present().Select(static one => one.Member);
            var isCompleted = reply.IsFinish == 1;
            get.Promise.TrySetResult(new GroupReadMemberPage([.. members.OfType<string>()], isCompleted ? "" : reply.Cursor ?? "", isCompleted));
        });
}
