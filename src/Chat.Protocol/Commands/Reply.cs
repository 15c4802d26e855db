using System.Text.Json.Serialization;
using Chat.Protocol.Errors;

namespace Chat.Protocol.Commands;

/// <summary>The envelope of every reply. A missing <c>ErrorCode</c> means success.</summary>
public record Reply
{
    public const string Ok = "OK";
    public const string Fail = "FAIL";

    [JsonPropertyOrder(-3)]
    public string ActionStatus { get; set; } = Ok;

    [JsonPropertyOrder(-2)]
    public int ErrorCode { get; init; }

    [JsonPropertyOrder(-1)]
    public string ErrorInfo { get; set; } = "";

    public static Reply From(ChatError error) => new() { ActionStatus = Fail, ErrorCode = error.Code, ErrorInfo = error.Info };
}

/// <summary>A body without fields that anybody reads.</summary>
public sealed record Empty
{
    public static Empty Instance { get; } = new();
}
