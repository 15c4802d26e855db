using Chat.Actors.Connection;
using Chat.Actors.Conversations;
using Chat.Actors.Groups;
using Chat.Actors.Messages;
using Chat.Protocol.Groups;
using Chat.Protocol.Topics;

namespace Chat.Actors.Topics;

/// <summary>Topics of the wire as this account sees them.</summary>
internal static class TopicMapping
{
    private const int Recalled = 2;

    public static Topic Merge(Topic? known, TopicAndSelf both)
    {
        var wire = both.TopicInfo!;
        var topic = known ?? new Topic { TopicId = wire.TopicId };
        var read = Math.Max(both.SelfInfo?.MsgSeq ?? 0, topic.SelfInfo.ReadSequence);
        return topic with
        {
            // A message may have overtaken the answer.
            LastMessage = wire.NextMsgSeq < topic.NextMessageSequence ? topic.LastMessage : wire.LastTip is { } tip ? ToLast(tip) : ToLast(wire.LastMsg),
            TopicName = wire.TopicName ?? "",
            Avatar = wire.FaceUrl ?? "",
            Introduction = wire.Introduction ?? "",
            Notification = wire.Notification ?? "",
            CustomData = wire.CustomString ?? "",
            MuteAllMembers = wire.ShutUpAllFlag == 1,
            NextMessageSequence = Math.Max(wire.NextMsgSeq, topic.NextMessageSequence),
            GroupAtInfoList = wire.AtInfoList is null
                ? [.. topic.GroupAtInfoList.Where(at => at.Sequence > read)]
                : [.. wire.AtInfoList.Present().Select(ToMention)],
            SelfInfo = both.SelfInfo is not { } self
                ? topic.SelfInfo
                : topic.SelfInfo with
                {
                    MuteTime = self.ShutUpTime ?? topic.SelfInfo.MuteTime,
                    ReadSequence = read,
                    MessageRemindType = self.MsgFlag ?? topic.SelfInfo.MessageRemindType,
                    ExcludedUnreadSequences = self.NoUnreadSeqList ?? topic.SelfInfo.ExcludedUnreadSequences,
                },
        };
    }

    public static Topic Merge(Topic topic, TopicProfileChange change) => topic with
    {
        TopicName = change.TopicName ?? topic.TopicName,
        Avatar = change.TopicFaceUrl ?? topic.Avatar,
        Introduction = change.TopicIntroduction ?? topic.Introduction,
        Notification = change.TopicNotification ?? topic.Notification,
        CustomData = change.CustomString ?? topic.CustomData,
        MuteAllMembers = change.ShutupAll is { } muted ? muted == 1 : topic.MuteAllMembers,
    };

    public static Topic Merge(Topic topic, TopicUpdate change) => topic with
    {
        TopicName = change.TopicName ?? topic.TopicName,
        Avatar = change.Avatar ?? topic.Avatar,
        Introduction = change.Introduction ?? topic.Introduction,
        Notification = change.Notification ?? topic.Notification,
        CustomData = change.CustomData ?? topic.CustomData,
        MuteAllMembers = change.MuteAllMembers ?? topic.MuteAllMembers,
    };

    /// <summary>A second notice of a message may say that it mentions in another way too.</summary>
    public static Topic Merge(Topic topic, TopicMention at)
    {
        if (topic.GroupAtInfoList.FirstOrDefault(one => one.Sequence == at.Sequence) is not { } known)
        {
            return topic with { GroupAtInfoList = [.. topic.GroupAtInfoList.Append(at).OrderBy(static one => one.Sequence)] };
        }

        var type = GroupMentions.Merge(GroupMentions.TypeOf(known.AtTypes), GroupMentions.TypeOf(at.AtTypes));
        return type == GroupMentions.TypeOf(known.AtTypes)
            ? topic
            : topic with { GroupAtInfoList = [.. topic.GroupAtInfoList.Select(one => one == known ? one with { AtTypes = [(int)type] } : one)] };
    }

    public static TopicMention ToMention(GroupAtTips at, long random) => new(at.From ?? "", at.MsgSeq, TypesOf(at.AtFlagList), random);

    public static TopicMention ToMention(WireAtInfo at) => new(at.From ?? "", at.AtMsgSeq, TypesOf(at.AtFlagList), at.MsgRandom);

    private static int[] TypesOf(int[]? flags) => [(int)GroupMentions.TypeOf(flags ?? [])];

    /// <summary>What a message or tip of a topic shows as the last one; null if it has no content.</summary>
    public static LastMessage? ToLast(WireGroupMessage wire)
    {
        var isTip = wire.MsgBody is { IsEmpty: false } body && body.Utf8.Span[0] == '{';
        var message = GroupMessageBody.ToMessage(wire.GroupInfo?.TopicId ?? "", isTip ? wire with { Event = GroupMessageBody.TipEvent } : wire, "");
        return message.Type.Length == 0
            ? null
            : new LastMessage(message.From, message.Time, message.Sequence, message.Type, message.Payload, message.CloudCustomData, IsPeerRead: false)
            {
                Nick = message.Nick, NameCard = message.NameCard, Version = message.Version, Order = message.Sequence,
            };
    }

    private static LastMessage? ToLast(TopicLastMessage? message) => message?.MsgBody.Present().FirstOrDefault() is not { } element
        ? null
        : new LastMessage(
            message.From ?? "", message.MsgTimeStamp, message.LastMsgSeq, element.MsgType ?? "", MessageBody.Read(element),
            message.CloudCustomData ?? "", IsPeerRead: false)
        {
            Nick = message.FromNick ?? "",
            NameCard = message.NameCard ?? "",
            IsRevoked = message.IsPlaceMsg == Recalled, Revoker = message.RevokerInfo?.Revoker ?? "", Version = message.MsgVersion ?? 0,
            Order = message.LastMsgSeq,
        };
}
