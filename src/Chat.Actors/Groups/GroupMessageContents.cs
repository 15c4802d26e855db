using System.Text.Json.Serialization;

namespace Chat.Actors.Groups;

/// <summary>Data of the custom message by which the SDK announces a new group; UI kits know it by <see cref="BusinessId"/>.</summary>
internal sealed record GroupCreatedContent
{
    [JsonPropertyName("businessID")]
    public string BusinessId { get; } = "group_create";

    [JsonPropertyName("content")]
    public required string Content { get; init; }

    /// <summary>1 for a community.</summary>
    [JsonPropertyName("cmd")]
    public int Command { get; init; }

    [JsonPropertyName("opUser")]
    public required string OpUser { get; init; }

    [JsonPropertyName("version")]
    public int Version { get; } = 4;
}

[JsonSerializable(typeof(GroupCreatedContent))]
internal sealed partial class GroupMessageContents : JsonSerializerContext;
