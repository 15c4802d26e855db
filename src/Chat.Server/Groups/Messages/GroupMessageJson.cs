using System.Buffers;
using System.Text.Json;
using Chat.Protocol.Commands;
using Chat.Protocol.Groups;
using Chat.Server.Accounts;

namespace Chat.Server.Groups.Messages;

/// <summary>What a message object says beside its body.</summary>
/// <param name="Group">The group.</param>
/// <param name="Topic">The topic; null for the group itself.</param>
/// <param name="From">The sender; null for a tip, or if the account is gone.</param>
/// <param name="NameCard">What the sender is called in the group.</param>
/// <param name="Message">Its content.</param>
/// <param name="Stored">Its place.</param>
internal readonly record struct GroupMessageHeader(
    GroupRow Group, GroupTopic? Topic, AccountInfo? From, string? NameCard, NewGroupMessage Message, AppendedGroupMessage Stored)
{
    /// <summary>Number of edits; 0 where a message must look new (wire reference, group messages §2).</summary>
    public long Version { get; init; }

    /// <summary>Who took it back, as JSON text; empty for nobody.</summary>
    public byte[]? Revoker { get; init; }

    /// <summary>True in history, where items name their kind and topic.</summary>
    public bool IsHistory { get; init; }

    /// <summary>True for one that went to all live rooms (wire reference, AVChatRoom §A3).</summary>
    public bool IsBroadcast { get; init; }
}

/// <summary>Writes message objects for clients (wire reference, group messages §2 and §5; groups §4). Bodies are copied as they came.</summary>
internal static class GroupMessageJson
{
    private const int Recalled = 2;
    private const int MessageEvent = 3;
    private const int TipEvent = 4;
    private const int OnlineTipEvent = 6;
    private const int BroadcastEvent = 17;

    public static byte[] Build(in GroupMessageHeader header)
    {
        var output = new ArrayBufferWriter<byte>(512 + (header.Message.Body?.Length ?? 0) + (header.Message.CloudCustomData?.Length ?? 0) + (header.Message.PushInfo?.Length ?? 0));
        using (var json = new Utf8JsonWriter(output, Wire.WriterOptions))
        {
            Write(json, header);
        }

        return output.WrittenSpan.ToArray();
    }

    public static void Write(Utf8JsonWriter json, in GroupMessageHeader header)
    {
        var (message, stored) = (header.Message, header.Stored);
        var flags = stored.Flags;
        var isTip = (flags & GroupMessageFlags.Tip) != 0;
        json.WriteStartObject();
        if (isTip || header.IsHistory)
        {
            json.WriteNumber("Event"u8, header.IsBroadcast ? BroadcastEvent : !isTip ? MessageEvent : (flags & GroupMessageFlags.OnlineOnly) != 0 ? OnlineTipEvent : TipEvent);
        }

        json.WriteString("From_Account"u8, isTip ? GroupIds.System : header.From?.UserId ?? "");
        json.WriteString("ToGroupId"u8, header.IsHistory || header.Topic is null ? header.Group.GroupId : header.Topic.TopicId);
        if (header.IsBroadcast)
        {
            // The SDK does not look for the group of a polled one elsewhere, and does not know a pushed one otherwise.
            json.WriteString("To_Account"u8, header.Group.GroupId);
            json.WriteBoolean("IsBroadcastMessage"u8, true);
        }

        if (header.IsHistory && header.Topic is { } topicOfHistory)
        {
            json.WriteString("ToTopicId"u8, topicOfHistory.TopicId);
        }

        json.WriteString("TinyId"u8, isTip ? GroupIds.SystemTinyId : header.From?.TinyId ?? "0");
        json.WriteNumber("ClientSeq"u8, message.ClientSeq);
        json.WriteNumber("MsgSeq"u8, stored.Sequence);
        json.WriteNumber("MsgRandom"u8, message.Random);
        json.WriteNumber("MsgTimeStamp"u8, stored.Time);
        json.WriteNumber("MsgClientTime"u8, message.ClientTime);
        json.WriteNumber("MsgPriority"u8, message.Priority);
        json.WritePropertyName("MsgBody"u8);
        json.WriteRawValue(message.Body, skipInputValidation: true);
        if (!isTip)
        {
            json.WritePropertyName("CloudCustomData"u8);
            json.WriteRawValue(message.CloudCustomData is { Length: > 0 } data ? data : "\"\""u8, skipInputValidation: true);
        }

        if (message.Mentions is { Length: > 0 } mentions)
        {
            json.WritePropertyName("GroupAtInfo"u8);
            json.WriteRawValue(mentions, skipInputValidation: true);
        }

        if (message.PushInfo is { Length: > 0 } pushInfo)
        {
            json.WritePropertyName("OfflinePushInfo"u8);
            json.WriteRawValue(pushInfo, skipInputValidation: true);
        }

        WriteFlags(json, flags);
        if (header.Version > 0)
        {
            json.WriteNumber("MsgVersion"u8, header.Version);
        }

        if ((flags & GroupMessageFlags.Recalled) != 0)
        {
            json.WriteNumber("IsPlaceMsg"u8, Recalled);
            json.WritePropertyName("RevokerInfo"u8);
            json.WriteRawValue(header.Revoker is { Length: > 0 } revoker ? revoker : "{}"u8, skipInputValidation: true);
        }

        WriteGroup(json, header);
        json.WriteEndObject();
    }

    private static void WriteFlags(Utf8JsonWriter json, GroupMessageFlags flags)
    {
        if ((flags & GroupMessageFlags.NeedsReadReceipt) != 0)
        {
            json.WriteNumber("NeedReadReceipt"u8, 1);
        }

        if ((flags & GroupMessageFlags.SupportsExtension) != 0)
        {
            json.WriteNumber("SupportMessageExtension"u8, 1);
        }

        if ((flags & GroupMessageFlags.OnlineOnly) != 0 && (flags & GroupMessageFlags.Tip) == 0)
        {
            json.WriteNumber("OnlineOnlyFlag"u8, 1);
        }

        if ((flags & (GroupMessageFlags.NoUnread | GroupMessageFlags.NoLastMessage)) != 0)
        {
            json.WriteStartObject("SendMsgControl"u8);
            json.WriteNumber("NoUnread"u8, (flags & GroupMessageFlags.NoUnread) != 0 ? 1 : 0);
            json.WriteNumber("NoLastMsg"u8, (flags & GroupMessageFlags.NoLastMessage) != 0 ? 1 : 0);
            json.WriteEndObject();
        }
    }

    /// <summary>A tip comes from the system; who has caused it stands in the header of the group as well.</summary>
    private static void WriteOperator(Utf8JsonWriter json, GroupTipBody tip)
    {
        json.WriteString("From_Account"u8, tip.Operator ?? "");
        json.WriteString("From_AccountNick"u8, tip.MsgOperatorMemberExtraInfo?.NickName ?? "");
        json.WriteString("From_AccountHeadurl"u8, tip.MsgOperatorMemberExtraInfo?.ImageUrl ?? "");
    }

    private static void WriteGroup(Utf8JsonWriter json, in GroupMessageHeader header)
    {
        json.WriteStartObject("GroupInfo"u8);
        json.WriteString("GroupId"u8, header.Group.GroupId);
        json.WriteString("GroupName"u8, header.Group.Name);
        json.WriteString("GroupType"u8, header.Group.Type);
        if (header.From is { } from)
        {
            json.WriteString("From_AccountNick"u8, from.Nick);
            json.WriteString("From_AccountHeadurl"u8, from.Avatar);
        }
        else if ((header.Stored.Flags & GroupMessageFlags.Tip) != 0)
        {
            WriteOperator(json, Wire.ReadKept(header.Message.Body, GroupsJson.Default.GroupTipBody));
        }

        if (!string.IsNullOrEmpty(header.NameCard))
        {
            json.WriteStartObject("MsgFrom_AccountExtraInfo"u8);
            json.WriteString("NameCard"u8, header.NameCard);
            json.WriteEndObject();
        }

        if (header.Topic is { } topic)
        {
            json.WriteString("TopicId"u8, topic.TopicId);
        }

        if (header.Group.SupportsTopics)
        {
            json.WriteNumber("MillionGroupFlag"u8, WireGroupHeader.WithTopics);
        }

        json.WriteEndObject();
    }
}
