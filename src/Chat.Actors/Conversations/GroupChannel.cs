using System.Globalization;
using Chat.Actors.Connection;
using Chat.Actors.Messages;
using Chat.Protocol.Commands;
using Chat.Protocol.Conversations;
using Chat.Protocol.Groups;
using Chat.Protocol.Messages;

namespace Chat.Actors.Conversations;

/// <summary>A conversation of a group or topic. Places in it are sequences, which all its members share.</summary>
internal sealed class GroupChannel(string me, string target) : Channel(me, target, ConversationIds.OfGroup(target))
{
    /// <summary>Messages in a page of the history.</summary>
    private const int PageSize = 21;

    /// <summary>Messages in a page behind a known one, which is the first of them.</summary>
    private const int NewerPage = 15;

    public override ConversationType Type => GroupIds.IsTopic(Target) ? ConversationType.Topic : ConversationType.Group;

    /// <summary>The group, of a topic its community.</summary>
    public string GroupId { get; } = GroupIds.CommunityOf(target);

    private string? TopicId => Type == ConversationType.Topic ? Target : null;

    public override Question<SentMessage> Send(ChatMessage message, SendOptions options, RelayContent? kept = null)
    {
        var request = new SendGroupMessage
        {
            From = Me,
            GroupId = GroupId,
            Random = message.Random,
            ClientSeq = message.ClientSequence,
            MsgPriority = message.Priority.ToString(),
            MsgBody = kept is null ? MessageBody.Write(message.Elements) : MergerBody.ToBody(kept),
            CloudCustomData = message.CloudCustomData,
            OnlineOnlyFlag = options.OnlineUserOnly ? 1 : 0,
            OfflinePushInfo = options.ToGroupPushInfo(),
            GroupAtInfo = message.Type == MessageTypes.Text ? [.. message.AtUserList.Select(ToAt)] : [],
            SendMsgControl = options.ToControl(),
            MsgClientTime = message.ClientTime,
            NeedReadReceipt = message.NeedReadReceipt ? 1 : 0,
            Receivers = message.ReceiverList is { Count: > 0 } receivers ? [.. receivers.Take(SendGroupMessage.MaxReceivers)] : null,
            TopicId = TopicId,
            SupportMessageExtension = message.IsSupportExtension ? 1 : 0,
            IsRelayMsg = message.IsRelayed ? 1 : 0,
            CustomModerationConfigID = message.ModerationConfigurationId is { Length: > 0 } configuration ? configuration : null,
            ForbidCallbackControl = options.ToForbiddenHooks(),
        };
        return Question.Of(
            GroupMessageCommands.Send.For(Target), request, reply => new SentMessage(reply.MsgTime, reply.MsgSeq, options.OnlineUserOnly ? 0 : reply.MsgSeq, reply.NameCard));
    }

    /// <summary>Of a topic the newest page is asked for as such, as the SDK does (wire reference, group messages §5).</summary>
    public override Question<HistoryPage> GetPage(string cursor, long newest) =>
        GetHistory(cursor.Length > 0 ? Parse(cursor) ?? 0 : Type == ConversationType.Topic ? 0 : newest, PageSize);

    public override string CursorBefore(ChatMessage message) => Write(message.Order - 1);

    public override bool IsCursor(string text) => Parse(text) is not null;

    public override Question<HistoryPage> GetHoppingPage(HoppingRequest hop, string key)
    {
        var count = Math.Clamp(hop.Count, 1, HoppingRequest.MaxCount);
        return hop.Newer
            ? Question.Of(
                GroupMessageCommands.GetHistory.For(Target),
                Request(hop.Sequence + count - 1, count),
                reply => ToNewerPage(reply, hop.Sequence))
            : GetHistory(hop.Sequence, count);
    }

    public override Question<HistoryPage> GetNewer(long order, long time)
    {
        var end = order + NewerPage - 1;
        return Question.Of(
            GroupMessageCommands.GetHistory.For(Target),
            Request(end, NewerPage),
            reply => ToPage(reply) with { CompleteUpTo = end });
    }

    /// <summary>Single messages.</summary>
    public Question<HistoryPage> GetMessages(IEnumerable<long> sequences) => Question.Of(
        GroupMessageCommands.GetHistory.For(Target),
        new GetGroupHistory
        {
            GroupId = GroupId,
            TopicId = TopicId,
            ReqMsgNumber = NewerPage,
            Selection = GetGroupHistory.BySequence,
            ReqMsgSeqList = [.. sequences],
        },
        ToPage);

    public override Question<int> Recall(ChatMessage message) => Question.Of(
        GroupMessageCommands.Recall.For(Target),
        new RecallGroupMessages { GroupId = GroupId, MsgSeqList = [new GroupSequence { MsgSeq = message.Sequence }], TopicId = TopicId ?? "" },
        static reply => reply.RecallRetList is [{ RetCode: var code }, ..] ? code : 0);

    public override Question<ModifyMessageReply> Modify(ChatMessage message, RawJson? body) => Question.Of(
        GroupMessageCommands.Modify,
        new ModifyGroupMessage
        {
            GroupId = GroupId,
            TopicId = TopicId,
            MsgSeq = message.Sequence,
            MsgVersion = message.Version,
            MsgBody = body,
            CloudCustomData = message.CloudCustomData,
        });

    public override Question<Reply> Delete(IReadOnlyList<ChatMessage> messages) => Question.Of(
        GroupMessageCommands.Delete.For(Target),
        new DeleteGroupMessages { GroupId = GroupId, TopicId = TopicId, Deleter = Me, Seqs = [.. messages.Select(static one => Write(one.Sequence))] });

    public override Question<SetExtensionsReply> SetExtensions(ChatMessage message, int operation, MessageExtension[]? extensions) => Question.Of(
        GroupMessageCommands.SetExtensions,
        new SetGroupExtensions { GroupId = GroupId, TopicId = TopicId, MsgSeq = message.Sequence, OperateType = operation, ExtensionList = extensions });

    public override Question<ExtensionsReply> GetExtensions(ChatMessage message, long? since) => Question.Of(
        GroupMessageCommands.GetExtensions,
        new GetGroupExtensions { GroupId = GroupId, TopicId = TopicId, MsgSeq = message.Sequence, StartSeq = since });

    public override Question<Reply> React(ChatMessage message, string reactionId, bool isAdding) => Question.Of(
        isAdding ? GroupMessageCommands.AddReaction : GroupMessageCommands.RemoveReaction,
        new ChangeGroupReaction
        {
            GroupId = GroupId,
            TopicId = TopicId,
            Reaction = reactionId,
            MsgSeq = message.Sequence,
            Adding = isAdding ? [Me] : null,
            Removing = isAdding ? null : [Me],
        });

    public override Question<IReadOnlyList<ReactionsOfMessage>> GetReactions(IReadOnlyList<ChatMessage> messages, int maxUsers)
    {
        var ids = messages.DistinctBy(static one => one.Sequence).ToDictionary(static one => one.Sequence, static one => one.Id);
        return Question.Of<GetGroupReactions, GroupReactionsReply, IReadOnlyList<ReactionsOfMessage>>(
            GroupMessageCommands.GetReactions,
            new GetGroupReactions { GroupId = GroupId, TopicId = TopicId, MsgSeqList = [.. ids.Keys], Count = maxUsers },
            reply =>
            [
                .. reply.Results.Present().Where(one => ids.ContainsKey(one.MsgSeq)).Select(one => new ReactionsOfMessage(ids[one.MsgSeq], one.MsgReactionSummary)),
            ]);
    }

    public override Question<ReactionUsersReply> GetReactionUsers(ChatMessage message, string reactionId, long next, int count) => Question.Of(
        GroupMessageCommands.GetReactionUsers,
        new GetGroupReactionUsers { GroupId = GroupId, TopicId = TopicId, Reaction = reactionId, MsgSeq = message.Sequence, NextSeq = next, Count = count });

    public override Question<Reply> ReportRead(long order, long time) => Question.Of(
        GroupMessageCommands.ReportRead.For(Target), new ReportGroupRead { GroupId = GroupId, TopicId = TopicId, MsgReadedSeq = order });

    public Question<PinnedGroupMessage[]> GetPinned() => Question.Of(
        GroupMessageCommands.GetPinned.For(Target), new GetPinnedGroupMessages { GroupId = GroupId, TopicId = TopicId }, static reply => reply.PinnedMsgList);

    public Question<Reply> Pin(ChatMessage message, bool isPinned) => Question.Of(
        (isPinned ? GroupMessageCommands.Pin : GroupMessageCommands.Unpin).For(Target),
        new PinGroupMessage
        {
            GroupId = GroupId,
            TopicId = TopicId,
            MsgSeq = message.Sequence,
            Pinner = isPinned ? Me : null,
            Unpinner = isPinned ? null : Me,
        });

    /// <summary>Receipts name a topic where others name its community, and never go to the communities' service for it.</summary>
    public Question<Reply> SendReceipts(IEnumerable<ChatMessage> messages) => Question.Of(
        ForReceipts(GroupMessageCommands.SendReceipts), new SendGroupReadReceipts { GroupId = Target, MsgSeqList = ToSequences(messages) });

    /// <inheritdoc cref="SendReceipts"/>
    public Question<GroupReadReceiptsReply> GetReceipts(IEnumerable<ChatMessage> messages) => Question.Of(
        ForReceipts(GroupMessageCommands.GetReceipts), new GetGroupReadReceipts { GroupId = Target, MsgSeqList = ToSequences(messages) });

    /// <inheritdoc cref="SendReceipts"/>
    public Question<GroupReceiptMembersReply> GetReceiptMembers(ChatMessage message, bool read, string cursor, int count) => Question.Of(
        ForReceipts(GroupMessageCommands.GetReceiptMembers),
        new GetGroupReceiptMembers
        {
            GroupId = Target,
            MsgSeq = message.Sequence,
            Flag = read ? GetGroupReceiptMembers.WhoRead : GetGroupReceiptMembers.WhoDidNot,
            Cursor = cursor,
            Num = count,
        });

    /// <inheritdoc cref="SendReceipts"/>
    public Question<GroupReceiptsByUsersReply> GetReceiptsByUsers(IReadOnlyDictionary<long, IReadOnlyList<string>> members) => Question.Of(
        ForReceipts(GroupMessageCommands.GetReceiptsByUsers),
        new GetGroupReceiptsByUsers
        {
            GroupId = Target,
            MemberReadMsgList = [.. members.Select(static one => new MembersOfMessage { MsgSeq = one.Key, Members = [.. one.Value] })],
        });

    public override ContactItem ToContact() => new() { Type = ConversationTypes.Group, ToGroupId = Target };

    public override PinnedItem ToPinned() => new() { Type = ConversationTypes.Group, GroupId = Target };

    public override DeletedItem ToDeleted() => new() { Type = ConversationTypes.Group, ToGroupid = Target };

    public override ClearHistory ToClear() => new() { Account = Me, Type = ConversationTypes.Group, ToGroupid = Target };

    private static GroupSequence[] ToSequences(IEnumerable<ChatMessage> messages) => [.. messages.Select(static one => new GroupSequence { MsgSeq = one.Sequence })];

    private Command<TRequest, TReply> ForReceipts<TRequest, TReply>(GroupCommand<TRequest, TReply> command)
        where TReply : Reply => Type == ConversationType.Topic ? command.Ordinary : command.For(Target);

    private static GroupAt ToAt(string user) => user == GroupIds.AtAll ? new GroupAt { GroupAtAllFlag = 1 } : new GroupAt { Account = user };

    private static string Write(long sequence) => sequence.ToString(CultureInfo.InvariantCulture);

    private static long? Parse(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence : null;

    private Question<HistoryPage> GetHistory(long from, int count) => Question.Of(GroupMessageCommands.GetHistory.For(Target), Request(from, count), ToPage);

    private GetGroupHistory Request(long from, int count) => new() { GroupId = GroupId, TopicId = TopicId, ReqMsgNumber = count, ReqMsgSeq = from };

    private HistoryPage ToPage(GroupHistoryReply reply)
    {
        var messages = reply.RspMsgList.Present().Select(item => GroupMessageBody.ToMessage(Target, item, Me)).OrderBy(static one => one.Order).ToList();
        var isComplete = reply.IsFinished == GroupHistoryReply.Finished || reply.NextReqMsgSeq < 1;
        return new HistoryPage(messages, isComplete) { Cursor = isComplete ? "" : Write(reply.NextReqMsgSeq), NextSequence = reply.NextReqMsgSeq };
    }

    /// <summary>A page towards the newest messages: it ends where nothing comes back.</summary>
    private HistoryPage ToNewerPage(GroupHistoryReply reply, long from)
    {
        var page = ToPage(reply);
        var messages = page.Messages.FindAll(one => one.Order >= from);
        var newest = messages.Select(static one => one.Order).Concat(reply.InvisibleMsgSeq ?? []).DefaultIfEmpty().Max();
        return new HistoryPage(messages, newest == 0) { NextSequence = newest == 0 ? 0 : newest + 1 };
    }
}
