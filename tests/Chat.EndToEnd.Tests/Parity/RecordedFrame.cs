using System.Text.Json;
using System.Text.Json.Nodes;

namespace Chat.EndToEnd.Parity;

/// <summary>A frame that a client sent.</summary>
internal sealed record RecordedFrame(JsonObject Head, JsonObject Body)
{
    public string Command => Head["servcmd"]!.GetValue<string>();

    public static RecordedFrame Parse(ReadOnlySpan<byte> json) => From(JsonNode.Parse(json)!.AsObject());

    /// <summary>Reads the recorder's file, one frame a line.</summary>
    public static List<RecordedFrame> ReadFile(string file) =>
        [.. File.ReadLines(file).Select(line => From(JsonNode.Parse(line)!.AsObject()))];

    private static RecordedFrame From(JsonObject frame) =>
        new((JsonObject)frame["head"]!.DeepClone(), frame["body"] is JsonObject body ? (JsonObject)body.DeepClone() : throw new JsonException("no body"));
}
