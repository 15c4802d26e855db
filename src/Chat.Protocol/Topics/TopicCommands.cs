using System.Text.Json.Serialization;
using Chat.Protocol.Commands;
using Chat.Protocol.Groups;
using Chat.Protocol.Messages;

namespace Chat.Protocol.Topics;

/// <summary>Topics of communities (wire reference, communities and topics §B2).</summary>
public static class TopicCommands
{
    public static readonly Command<CreateTopic, CreateTopicReply> Create =
        new("million_group_open_http_svc.create_topic", TopicsJson.Default.CreateTopic, TopicsJson.Default.CreateTopicReply);

    public static readonly Command<DestroyTopics, DestroyTopicsReply> Destroy =
        new("million_group_open_http_svc.destroy_topic", TopicsJson.Default.DestroyTopics, TopicsJson.Default.DestroyTopicsReply);

    public static readonly Command<ModifyTopic, Reply> Modify =
        new("million_group_open_http_svc.modify_topic", TopicsJson.Default.ModifyTopic, CommandsJson.Default.Reply);

    public static readonly Command<GetTopics, TopicsReply> Get =
        new("million_group_open_http_svc.get_topic", TopicsJson.Default.GetTopics, TopicsJson.Default.TopicsReply) { Limit = new CommandLimit(10, 1) };
}

public sealed record CreateTopic
{
    public string GroupId { get; set; } = "";

    /// <summary>Absent: the server makes one.</summary>
    public string? TopicId { get; init; }

    public string TopicName { get; set; } = "";

    public string? FaceUrl { get; init; }

    public string? CustomString { get; init; }

    public string? Notification { get; init; }

    public string? Introduction { get; init; }
}

public sealed record CreateTopicReply : Reply
{
    public string TopicId { get; set; } = "";
}

public sealed record DestroyTopics
{
    public string GroupId { get; set; } = "";

    public string[] TopicIdList { get; set; } = [];
}

public sealed record DestroyTopicsReply : Reply
{
    public DestroyedTopic[] DestroyResultItem { get; set; } = [];
}

public sealed record DestroyedTopic
{
    public string TopicId { get; set; } = "";

    /// <summary>0 is success; its absence is not.</summary>
    public int ErrorCode { get; init; }

    public string ErrorInfo { get; set; } = "";
}

/// <summary>Body of <c>modify_topic</c>; what is absent stays.</summary>
public sealed record ModifyTopic
{
    public string GroupId { get; set; } = "";

    public string TopicId { get; set; } = "";

    public string? TopicName { get; init; }

    public string? FaceUrl { get; init; }

    public string? CustomString { get; init; }

    public string? Notification { get; init; }

    public string? Introduction { get; init; }

    /// <summary>One of <see cref="Switches"/>.</summary>
    public string? ShutUpAllMember { get; init; }
}

public sealed record GetTopics
{
    public string GroupId { get; set; } = "";

    /// <summary>Empty for all.</summary>
    public string[] TopicIdList { get; set; } = [];

    public string[]? MemberInfoFilter { get; init; }
}

public sealed record TopicsReply : Reply
{
    public TopicAndSelf[] TopicAndSelfInfo { get; set; } = [];
}

public sealed record TopicAndSelf
{
    /// <summary>0 is success; its absence is not.</summary>
    public int ErrorCode { get; init; }

    public string ErrorInfo { get; set; } = "";

    public WireTopic? TopicInfo { get; init; }

    public WireGroupSelf? SelfInfo { get; init; }
}

public sealed record WireTopic
{
    public string GroupId { get; set; } = "";

    public string TopicId { get; set; } = "";

    public string TopicName { get; set; } = "";

    public string FaceUrl { get; set; } = "";

    public string Introduction { get; set; } = "";

    public string Notification { get; set; } = "";

    public string CustomString { get; set; } = "";

    /// <summary>1: nobody but owner and administrators may speak.</summary>
    public int ShutUpAllFlag { get; init; }

    /// <summary>Sequence of the newest message + 1.</summary>
    public long NextMsgSeq { get; init; }

    /// <summary>UNIX seconds.</summary>
    public long LastMsgTime { get; init; }

    public TopicLastMessage? LastMsg { get; init; }

    /// <summary>A tip that is newer than <see cref="LastMsg"/>, which has no place for one; the official SDK does not know the field.</summary>
    public WireGroupMessage? LastTip { get; init; }

    public WireAtInfo[]? AtInfoList { get; init; }
}

public sealed record TopicLastMessage
{
    [JsonPropertyName("From_Account")]
    public string From { get; set; } = "";

    [JsonPropertyName("From_AccountNick")]
    public string? FromNick { get; init; }

    /// <summary>What the sender was called in the community; null for nothing.</summary>
    public string? NameCard { get; init; }

    /// <summary>The SDK reads <c>MsgSeq</c> as something else here.</summary>
    public long LastMsgSeq { get; init; }

    /// <summary>UNIX seconds.</summary>
    public long MsgTimeStamp { get; init; }

    public WireElement[] MsgBody { get; set; } = [];

    public string? CloudCustomData { get; init; }

    public long? MsgVersion { get; init; }

    /// <summary>2: recalled.</summary>
    public int? IsPlaceMsg { get; init; }

    public RevokerInfo? RevokerInfo { get; init; }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(CreateTopic))]
[JsonSerializable(typeof(CreateTopicReply))]
[JsonSerializable(typeof(DestroyTopics))]
[JsonSerializable(typeof(DestroyTopicsReply))]
[JsonSerializable(typeof(ModifyTopic))]
[JsonSerializable(typeof(GetTopics))]
[JsonSerializable(typeof(TopicsReply))]
public sealed partial class TopicsJson : JsonSerializerContext;
