using System.Globalization;
using Chat.Actors.Connection;
using Chat.Actors.Messages;
using Chat.Protocol.Commands;
using Chat.Protocol.Conversations;
using Chat.Protocol.Messages;

namespace Chat.Actors.Conversations;

/// <summary>A conversation with one user.</summary>
internal sealed class C2CChannel(string me, string peer) : Channel(me, peer, ConversationIds.OfUser(peer))
{
    private const int PageSize = 15;

    /// <summary>The SDK's figure, by which a server may know that a client repairs an outage by time.</summary>
    private const int RecoveryPage = 16;

    public override ConversationType Type => ConversationType.C2C;

    public override Question<SentMessage> Send(ChatMessage message, SendOptions options, RelayContent? kept = null)
    {
        var request = new SendC2CMessage
        {
            From = Me,
            To = Target,
            FromNick = message.Nick,
            FromAvatar = message.Avatar,
            MsgSeq = message.Sequence,
            MsgRandom = message.Random,
            MsgClientTime = message.ClientTime,
            MsgBody = kept is null ? MessageBody.Write(message.Elements) : MergerBody.ToBody(kept),
            CloudCustomData = message.CloudCustomData,
            MsgLifeTime = options.OnlineUserOnly ? 0 : null,
            SendMsgControl = options.ToControl(),
            IsNeedReadReceipt = message.NeedReadReceipt ? 1 : 0,
            SupportMessageExtension = message.IsSupportExtension ? 1 : 0,
            IsRelayMsg = message.IsRelayed ? 1 : 0,
            CustomModerationConfigID = message.ModerationConfigurationId is { Length: > 0 } configuration ? configuration : null,
            ForbidCallbackControl = options.ToForbiddenHooks(),
            OfflinePushInfo = options.ToPushInfo(),
        };
        return Question.Of(
            MessageCommands.Send, kept is null ? request : AsKept(request), reply => new SentMessage(reply.MsgTimeStamp ?? reply.MsgTime, message.Sequence, reply.MsgOrder));
    }

    public override Question<HistoryPage> GetPage(string cursor, long newest)
    {
        var (time, key) = ParseCursor(cursor) ?? (0, "");
        return Question.Of(MessageCommands.GetHistory, new GetHistory { Peer = Target, MaxCnt = PageSize, LastMsgTime = time, MsgKey = key }, ToPage);
    }

    public override string CursorBefore(ChatMessage message) =>
        WriteCursor(message.Time, message.Order > 0 ? message.Order.ToString(CultureInfo.InvariantCulture) : "");

    public override bool IsCursor(string text) => ParseCursor(text) is not null;

    public override Question<HistoryPage> GetHoppingPage(HoppingRequest hop, string key) => Question.Of(
        MessageCommands.GetHistory,
        new GetHistory
        {
            Peer = Target,
            MaxCnt = Math.Clamp(hop.Count, 1, HoppingRequest.MaxCount),
            LastMsgTime = hop.Time,
            MsgKey = key,
            GetDirection = hop.Newer ? GetHistory.Newer : GetHistory.Older,
        },
        ToPage);

    public override Question<HistoryPage> GetNewer(long order, long time) => Question.Of(
        MessageCommands.GetHistory,
        new GetHistory
        {
            Peer = Target,
            MaxCnt = PageSize,
            LastMsgTime = time,
            MsgKey = order > 0 ? order.ToString(CultureInfo.InvariantCulture) : "",
            GetDirection = GetHistory.Newer,
        },
        ToPage);

    /// <summary>The messages since a time, inclusive.</summary>
    public Question<HistoryPage> GetSince(long time) => Question.Of(
        MessageCommands.GetHistory,
        new GetHistory { Peer = Target, MaxCnt = RecoveryPage, LastMsgTime = time, GetDirection = GetHistory.Newer },
        ToPage);

    public override Question<int> Recall(ChatMessage message)
    {
        var target = new RecallTarget
        {
            From = message.From,
            To = message.To,
            MsgSeq = message.Sequence,
            MsgRandom = message.Random,
            MsgTimeStamp = message.Time,
        };
        return Question.Of(MessageCommands.Recall, new RecallMessage { MsgInfo = target }, static reply => reply.RecallRetList is [{ RetCode: var code }, ..] ? code : 0);
    }

    public override Question<ModifyMessageReply> Modify(ChatMessage message, RawJson? body) => Question.Of(
        MessageCommands.Modify,
        new ModifyMessage
        {
            From = message.From,
            To = message.To,
            MsgSeq = message.Sequence,
            MsgRandom = message.Random,
            MsgTime = message.Time,
            MsgVersion = message.Version,
            MsgBody = body,
            CloudCustomData = message.CloudCustomData,
        });

    public override Question<Reply> Delete(IReadOnlyList<ChatMessage> messages) => Question.Of<DeleteMessages, DeleteMessagesReply, Reply>(
        MessageCommands.Delete,
        new DeleteMessages { Account = Me, Peer = Target, MsgKeyList = [.. messages.Select(static one => one.WireKey)] },
        static reply => reply);

    public override Question<SetExtensionsReply> SetExtensions(ChatMessage message, int operation, MessageExtension[]? extensions) => Question.Of(
        MessageExtensionCommands.Set,
        new SetExtensions { From = message.From, To = message.To, MsgKey = message.WireKey, OperateType = operation, ExtensionList = extensions });

    public override Question<ExtensionsReply> GetExtensions(ChatMessage message, long? since) => Question.Of(
        MessageExtensionCommands.Get, new GetExtensions { From = message.From, To = message.To, MsgKey = message.WireKey, StartSeq = since });

    public override Question<Reply> React(ChatMessage message, string reactionId, bool isAdding) => Question.Of(
        isAdding ? MessageReactionCommands.Add : MessageReactionCommands.Remove,
        new ChangeReaction
        {
            From = message.From,
            To = message.To,
            Reaction = reactionId,
            MsgKey = message.WireKey,
            Adding = isAdding ? [Me] : null,
            Removing = isAdding ? null : [Me],
        });

    public override Question<IReadOnlyList<ReactionsOfMessage>> GetReactions(IReadOnlyList<ChatMessage> messages, int maxUsers)
    {
        var ids = messages.DistinctBy(static one => one.WireKey).ToDictionary(static one => one.WireKey, static one => one.Id);
        return Question.Of<GetReactions, ReactionsReply, IReadOnlyList<ReactionsOfMessage>>(
            MessageReactionCommands.GetSummaries,
            new GetReactions { From = messages[0].From, To = messages[0].To, MsgKeyList = [.. ids.Keys], Count = maxUsers },
            reply =>
            [
                .. (reply.Results ?? reply.ResultList).Present().Where(one => one.MsgKey is not null && ids.ContainsKey(one.MsgKey))
                    .Select(one => new ReactionsOfMessage(ids[one.MsgKey], one.MsgReactionSummary ?? one.ReactionList)),
            ]);
    }

    public override Question<ReactionUsersReply> GetReactionUsers(ChatMessage message, string reactionId, long next, int count) => Question.Of(
        MessageReactionCommands.GetUsers,
        new GetReactionUsers { From = message.From, To = message.To, Reaction = reactionId, MsgKey = message.WireKey, Count = count });

    public override Question<Reply> ReportRead(long order, long time) => Question.Of(
        MessageCommands.ReportRead,
        new ReportRead { C2CMsgReaded = new ReadReport { C2CMsgReadedItem = [new ReadReportItem { Peer = Target, LastedMsgTime = time }] } });

    public override ContactItem ToContact() => new() { Peer = Target };

    public override PinnedItem ToPinned() => new() { Peer = Target };

    public override DeletedItem ToDeleted() => new() { Peer = Target };

    public override ClearHistory ToClear() => new() { Account = Me, Peer = Target };

    /// <summary>As the SDK sends a message whose list the server keeps.</summary>
    private static SendC2CMessage AsKept(SendC2CMessage request) => request with
    {
        FromNick = "",
        FromAvatar = "",
        IsNeedReadReceipt = 0,
        CustomModerationConfigID = null,
        ForbidCallbackControl = null,
    };

    /// <summary>A place in the history as text: the server's cursor with its time.</summary>
    private static string WriteCursor(long time, string? key) => string.Create(CultureInfo.InvariantCulture, $"{time}:{key}");

    private static (long Time, string Key)? ParseCursor(string text) =>
        text.IndexOf(':', StringComparison.Ordinal) is var at and > 0
        && long.TryParse(text.AsSpan(0, at), NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            ? (time, text[(at + 1)..])
            : null;

    private HistoryPage ToPage(HistoryReply reply)
    {
        var messages = reply.MsgList.Present().Select(wire => MessageBody.ToMessage(wire, Me)).OfType<ChatMessage>().ToList();
        var isComplete = reply.Complete == 1;
        return new HistoryPage(messages, isComplete)
        {
            Cursor = isComplete || messages.Count == 0 ? "" : WriteCursor(reply.LastMsgTime, reply.MsgKey),
            NextTime = reply.LastMsgTime,
            NextKey = reply.MsgKey ?? "",
            CompleteUpTo = isComplete ? long.MaxValue : 0,
        };
    }
}
