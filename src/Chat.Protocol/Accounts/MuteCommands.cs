using System.Text.Json.Serialization;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;

namespace Chat.Protocol.Accounts;

/// <summary>Body of <c>openconfigsvr/setnospeaking</c>; one of the times is needed.</summary>
public sealed record SetMute
{
    /// <summary>A time that never ends.</summary>
    public const uint ForEver = uint.MaxValue;

    [JsonPropertyName("Set_Account")]
    public string? User { get; init; }

    /// <summary>Seconds; 0 ends the mute.</summary>
    [JsonPropertyName("C2CmsgNospeakingTime")]
    public uint? C2CSeconds { get; init; }

    /// <inheritdoc cref="C2CSeconds"/>
    [JsonPropertyName("GroupmsgNospeakingTime")]
    public uint? GroupSeconds { get; init; }
}

/// <summary>Body of <c>openconfigsvr/getnospeaking</c>.</summary>
public sealed record GetMute
{
    [JsonPropertyName("Get_Account")]
    public string? User { get; init; }
}

/// <summary>For how long an account is muted, seconds from now.</summary>
public sealed record MuteReply : Reply
{
    [JsonPropertyName("C2CmsgNospeakingTime")]
    public uint C2CSeconds { get; init; }

    [JsonPropertyName("GroupmsgNospeakingTime")]
    public uint GroupSeconds { get; init; }
}

/// <summary>Global mutes (REST reference §7).</summary>
public static class MuteCommands
{
    public static readonly Command<SetMute, Reply> Set = new("openconfigsvr.setnospeaking", MutesJson.Default.SetMute, CommandsJson.Default.Reply)
    {
        MalformedCode = ErrorCodes.MuteJson,
    };

    public static readonly Command<GetMute, MuteReply> Get = new("openconfigsvr.getnospeaking", MutesJson.Default.GetMute, MutesJson.Default.MuteReply)
    {
        MalformedCode = ErrorCodes.MuteJson,
    };
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(SetMute))]
[JsonSerializable(typeof(GetMute))]
[JsonSerializable(typeof(MuteReply))]
public sealed partial class MutesJson : JsonSerializerContext;
