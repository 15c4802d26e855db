using System.Text.Json;
using System.Text.Json.Nodes;

namespace Chat.EndToEnd.Parity;

/// <summary>Compares what two clients sent in the same scenario: command by command, in order, field by field.</summary>
internal static class FrameComparison
{
    /// <summary>Commands that differ in number or at all, on purpose, with the reason.</summary>
    private static readonly Dictionary<string, string> DeliberateCommands = new(StringComparer.Ordinal)
    {
        ["imopenstat.tim_web_report_v2"] = "the engine collects no statistics about its users",
        ["heartbeat.alive"] = "the engine opens its socket at login, not when the client is made, so there is no heartbeat without identity; how many follow depends on timing",
        ["im_open_status.wshello"] = "how many there are depends on timing",
    };

    /// <summary>Commands that the engine sends more often, on purpose: at most how much more often, and the reason.</summary>
    private static readonly Dictionary<string, (int Count, string Reason)> DeliberateExtras = new(StringComparer.Ordinal)
    {
        ["recentcontact.page_get"] = (1, "the engine asks for a conversation that a pin brings back into the list; the SDK shows it empty"),
    };

    /// <summary>Values that depend on the run; their presence and kind are compared all the same.</summary>
    private static readonly HashSet<string> VolatileFields = new(StringComparer.Ordinal)
    {
        "seq", "reqtime", "cs", "a2", "tinyid", "usersig", "status_instid",
        "MsgSeq", "ClientSeq", "MsgRandom", "MsgClientTime", "MsgTime", "MsgTimeStamp", "MsgKeyList", "Id", "JsonMsgKey", "PbMsgKey", "FromAccount", "LastMsgTime", "LastedMsgTime", "MsgKey", "Cookie", "SessionData", "TimeStamp",
    };

    /// <summary>All differences, one a line; empty when there is none.</summary>
    public static List<string> Differences(IReadOnlyList<RecordedFrame> official, IReadOnlyList<RecordedFrame> engine)
    {
        var differences = new List<string>();
        var theirs = official.GroupBy(frame => frame.Command, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToList());
        var ours = engine.GroupBy(frame => frame.Command, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToList());
        foreach (var command in theirs.Keys.Union(ours.Keys).Order(StringComparer.Ordinal))
        {
            var left = theirs.GetValueOrDefault(command, []);
            var right = ours.GetValueOrDefault(command, []);
            var extra = right.Count - left.Count;
            if ((extra < 0 || extra > DeliberateExtras.GetValueOrDefault(command).Count) && !DeliberateCommands.ContainsKey(command))
            {
                differences.Add($"{command}: the official SDK sent {left.Count}, the engine {right.Count}");
            }

            foreach (var (one, other) in left.Zip(right))
            {
                CompareHeads(command, one.Head, other.Head, differences);
                Compare(command, "body", one.Body, other.Body, differences);
            }
        }

        return differences;
    }

    private static void CompareHeads(string command, JsonObject official, JsonObject engine, List<string> differences)
    {
        // The first heartbeats of the SDK have no identity yet; see the list above.
        if (!DeliberateCommands.ContainsKey(command))
        {
            Compare(command, "head", official, engine, differences);
            var (one, other) = (official["cs"]!.GetValue<long>(), engine["cs"]!.GetValue<long>());
            if ((one == 0) != (other == 0))
            {
                differences.Add($"{command} head.cs: {one} and {other}");
            }
        }
    }

    private static void Compare(string command, string path, JsonNode? official, JsonNode? engine, List<string> differences)
    {
        switch (official, engine)
        {
            case (JsonObject one, JsonObject other):
                foreach (var name in one.Select(field => field.Key).Union(other.Select(field => field.Key)))
                {
                    if (!one.ContainsKey(name) || !other.ContainsKey(name))
                    {
                        differences.Add($"{command} {path}.{name}: only {(one.ContainsKey(name) ? "the official SDK" : "the engine")} sends it");
                    }
                    else if (!VolatileFields.Contains(name))
                    {
                        Compare(command, $"{path}.{name}", one[name], other[name], differences);
                    }
                    else if (one[name]?.GetValueKind() != other[name]?.GetValueKind())
                    {
                        differences.Add($"{command} {path}.{name}: {one[name]?.GetValueKind()} and {other[name]?.GetValueKind()}");
                    }
                }

                break;
            case (JsonArray one, JsonArray other) when one.Count == other.Count:
                for (var i = 0; i < one.Count; i++)
                {
                    Compare(command, $"{path}[{i}]", one[i], other[i], differences);
                }

                break;
            default:
                if (!JsonNode.DeepEquals(official, engine))
                {
                    differences.Add($"{command} {path}: {Text(official)} and {Text(engine)}");
                }

                break;
        }
    }

    private static string Text(JsonNode? node) => node?.ToJsonString(new JsonSerializerOptions(JsonSerializerDefaults.General)) ?? "null";
}
