using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Chat.EndToEnd.Parity;

/// <summary>Compares what two clients sent in the same scenario: command by command, in order, field by field.</summary>
internal static partial class FrameComparison
{
    /// <summary>Commands that differ in number or at all, on purpose, with the reason.</summary>
    private static readonly Dictionary<string, string> DeliberateCommands = new(StringComparer.Ordinal)
    {
        ["imopenstat.tim_web_report_v2"] = "the engine collects no statistics about its users",
        ["heartbeat.alive"] = "the engine opens its socket at login, not when the client is made, so there is no heartbeat without identity; how many follow depends on timing",
        ["im_open_status.wshello"] = "how many there are depends on timing",
        ["group_open_long_polling_http_svc.get_msg"] = "how many there are depends on timing",
        ["group_open_long_polling_http_noauth_svc.get_msg"] = "how many there are depends on timing",
    };

    /// <summary>Commands that the engine sends more often, on purpose: at most how much more often, and the reason.</summary>
    private static readonly Dictionary<string, (int Count, string Reason)> DeliberateExtras = new(StringComparer.Ordinal)
    {
        ["group_open_http_svc.get_group_counter"] = (1, "the SDK takes the counters of one push for all there are; the engine asks once"),
        ["openim.getroammsg"] = (1, UnsentMessages),
        ["openim.get_peer_read_time"] = (1, UnsentMessages),
        ["recentcontact.page_get"] = (1, "the engine asks for a conversation that a pin brings back into the list; the SDK shows it empty"),
    };

    /// <summary>Commands whose frames come in any order, and the reason.</summary>
    private static readonly Dictionary<string, string> DeliberateDisorder = new(StringComparer.Ordinal)
    {
        ["group_open_http_svc.get_group_self_member_info"] = "two actors ask for what they need when a group appears, the list and the groups; each in its own time",
    };

    /// <summary>Commands that the engine sends more often after an outage, on purpose, as in <see cref="DeliberateExtras"/>.</summary>
    private static readonly Dictionary<string, (int Count, string Reason)> DeliberateQuestions = new(StringComparer.Ordinal)
    {
        ["group_open_http_svc.get_group_self_member_info"] = (3, MissedNews),
        ["million_group_open_http_svc.get_group_self_member_info"] = (2, MissedNews),
    };

    /// <summary>Commands that the engine sends less often where the server numbers messages, on purpose: at most how much less often, and the reason.</summary>
    private static readonly Dictionary<string, (int Count, string Reason)> DeliberateSavings = new(StringComparer.Ordinal)
    {
        ["openim.getroammsg"] = (2, "after an outage the SDK looks for messages of each conversation by time; where messages have orders the engine sees that none is missing"),
    };

    /// <summary>Numbers that are 0 on one side only, on purpose, and the reason.</summary>
    private static readonly Dictionary<string, string> DeliberateZeros = new(StringComparer.Ordinal)
    {
        ["recentcontact.page_get body.TimeStamp"] = "after a connection that broke without a pause the SDK does not know how long it was away and asks for the whole list; the engine knows",
    };

    /// <summary>Fields that only the official SDK sends, on purpose: in objects under such a name (null for any), and the reason.</summary>
    private static readonly Dictionary<string, (string? Within, string Reason)> DeliberateOmissions = new(StringComparer.Ordinal)
    {
        ["InstanceId"] = (ImageSizes, "a number of the SDK's object; no client reads it"),
        ["MsgType"] = (ImageSizes, "a number of the SDK's object; no client reads it"),
        ["SnapshotUrl"] = (null, "a copy of ThumbUrl; no client reads it"),
        ["SnapshotWidth"] = (null, "a copy of ThumbWidth; no client reads it"),
        ["SnapshotHeight"] = (null, "a copy of ThumbHeight; no client reads it"),
        ["SnapshotSize"] = (null, "a copy of ThumbSize; no client reads it"),
    };

    /// <summary>Texts that differ on purpose, as they are after masking, and the reason.</summary>
    private static readonly List<(string Official, string Engine, string Reason)> DeliberateTexts =
    [
        ("randomg", "random", NoEnding),
        ("1400000001-parity_a-random.no ending", "1400000001-parity_a-random", NoEnding),
        ("http://host/files/token/randomg", "http://host/files/token/random", NoEnding),
        ("https://host/files/token/randomg", "https://host/files/token/random", NoEnding),
    ];

    /// <summary>
    /// Lists that differ in order, on purpose, with the field by which they are ordered: the SDK sends the sizes of a forwarded picture in the order that they have in its
    /// payload, and one that receives them takes the thumb for the large one. The engine sends them in the documented order.
    /// </summary>
    private static readonly Dictionary<string, string> DeliberateOrders = new(StringComparer.Ordinal) { [ImageSizes] = "Type" };

    private const string UnsentMessages = "the SDK counts messages that were not sent as part of a page and answers from memory; the engine asks unless a page of stored messages is there";
    private const string MissedNews = "what was missed in a group may be a tip or notice that changes it, also behind a hole that is too long to be fetched; the SDK leaves the group as it was";
    private const string ImageSizes = "ImageInfoArray";
    private const string NoEnding = "the SDK takes the last letter, or all, of a name without a dot for its ending";

    /// <summary>Values that depend on the run; their presence and kind are compared all the same.</summary>
    private static readonly HashSet<string> VolatileFields = new(StringComparer.Ordinal)
    {
        "seq", "reqtime", "cs", "a2", "tinyid", "usersig", "status_instid",
        "MsgSeq", "ClientSeq", "MsgRandom", "Random", "MsgClientTime", "MsgTime", "MsgTimeStamp", "MsgKeyList", "Id", "JsonMsgKey", "PbMsgKey", "FromAccount", "LastMsgTime", "LastedMsgTime", "MsgKey", "Authentication", "Cookie", "StartSeq", "SessionData", "TimeStamp", "BeginTime", "EndTime",
    };

    /// <summary>Fields that some frames of a command have and others have not, and the reason why which of them it is depends on timing.</summary>
    private static readonly Dictionary<string, string> DeliberatePresences = new(StringComparer.Ordinal)
    {
        ["group_open_long_polling_http_svc.get_msg body.StartBroadcastSeq"] = "rooms poll each in its own time, and only the polls of the first one ask for broadcasts",
    };

    /// <summary>Commands in which a field is another one than elsewhere and depends on the run.</summary>
    private static readonly HashSet<string> VolatileInCommands = new(StringComparer.Ordinal)
    {
        "group_open_long_polling_http_svc.get_msg body.Key", "group_open_long_polling_http_noauth_svc.get_msg body.Key",
    };

    /// <summary>Names and addresses of files: the random parts and the host differ, the rest is compared.</summary>
    private static readonly HashSet<string> FileFields = new(StringComparer.Ordinal)
    {
        "UUID", "VideoUUID", "ThumbUUID", "Url", "URL", "VideoUrl", "ThumbUrl", "SnapshotUrl", "file_name", "cover_name", "str_file_name", "str_image_url",
    };

    /// <summary>All differences, one a line; empty when there is none.</summary>
    /// <param name="official">Frames of the official SDK.</param>
    /// <param name="engine">Frames of the engine.</param>
    /// <param name="isLikeCloud">The server did not number messages for the engine.</param>
    public static List<string> Differences(IReadOnlyList<RecordedFrame> official, IReadOnlyList<RecordedFrame> engine, bool isLikeCloud = false)
    {
        var differences = new List<string>();
        var theirs = official.GroupBy(frame => frame.Command, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToList());
        var ours = engine.GroupBy(frame => frame.Command, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToList());
        var hasOutage = theirs.GetValueOrDefault("im_open_status.wslogin", []).Count > 1;
        foreach (var command in theirs.Keys.Union(ours.Keys).Order(StringComparer.Ordinal))
        {
            var left = theirs.GetValueOrDefault(command, []);
            var right = ours.GetValueOrDefault(command, []);
            right = DeliberateDisorder.ContainsKey(command) ? InOrderOf(left, right) : right;
            var extra = right.Count - left.Count;
            var more = Math.Max(DeliberateExtras.GetValueOrDefault(command).Count, hasOutage ? DeliberateQuestions.GetValueOrDefault(command).Count : 0);
            var fewer = isLikeCloud ? 0 : DeliberateSavings.GetValueOrDefault(command).Count;
            if ((extra < -fewer || extra > more) && !DeliberateCommands.ContainsKey(command))
            {
                differences.Add($"{command}: the official SDK sent {left.Count}, the engine {right.Count}");
            }

            foreach (var (one, other) in left.Zip(right))
            {
                CompareHeads(command, one.Head, other.Head, differences);
                Compare(command, "body", one.Body, other.Body, differences);
            }

            CompareRepetitions(command, left, right, differences);
        }

        return differences;
    }

    /// <summary>Each frame at the place of its like; those without one behind.</summary>
    private static List<RecordedFrame> InOrderOf(List<RecordedFrame> official, List<RecordedFrame> engine)
    {
        var rest = engine.ToList();
        var ordered = new List<RecordedFrame>();
        foreach (var frame in official)
        {
            if (rest.Count > 0)
            {
                var at = Math.Max(0, rest.FindIndex(one => AreAlike(frame, one)));
                ordered.Add(rest[at]);
                rest.RemoveAt(at);
            }
        }

        return [.. ordered, .. rest];
    }

    private static bool AreAlike(RecordedFrame one, RecordedFrame other)
    {
        var differences = new List<string>();
        Compare(one.Command, "body", one.Body, other.Body, differences);
        return differences.Count == 0;
    }

    /// <summary>The numbers of a message depend on the run, but a message that is sent again must have those that it had.</summary>
    private static void CompareRepetitions(string command, List<RecordedFrame> official, List<RecordedFrame> engine, List<string> differences)
    {
        for (var i = 0; i < Math.Min(official.Count, engine.Count); i++)
        {
            var (one, other) = (First(official, i), First(engine, i));
            if (one != other)
            {
                differences.Add($"{command} {i}: the official SDK repeats the message of {one}, the engine that of {other}");
            }
        }

        static int First(List<RecordedFrame> frames, int index) =>
            Numbers(frames[index]) is { } numbers ? frames.FindIndex(frame => Numbers(frame) == numbers) : index;

        static (string, string, string)? Numbers(RecordedFrame frame) =>
            frame.Body is { } body && body["MsgSeq"] is { } sequence && body["MsgRandom"] is { } random && body["MsgClientTime"] is { } time
                ? (sequence.ToJsonString(), random.ToJsonString(), time.ToJsonString())
                : null;
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
                    if (one.ContainsKey(name) && !other.ContainsKey(name) && IsDeliberate(path, name))
                    {
                        continue;
                    }

                    if (one.ContainsKey(name) != other.ContainsKey(name) && DeliberatePresences.ContainsKey($"{command} {path}.{name}"))
                    {
                        continue;
                    }

                    if (!one.ContainsKey(name) || !other.ContainsKey(name))
                    {
                        differences.Add($"{command} {path}.{name}: only {(one.ContainsKey(name) ? "the official SDK" : "the engine")} sends it");
                    }
                    else if (FileFields.Contains(name) && Masked(one[name]) is { } text && Masked(other[name]) is { } otherText)
                    {
                        CompareTexts(command, $"{path}.{name}", text, otherText, differences);
                    }
                    else if (DeliberateOrders.TryGetValue(name, out var key) && one[name] is JsonArray list && other[name] is JsonArray otherList)
                    {
                        Compare(command, $"{path}.{name}", Ordered(list, key), Ordered(otherList, key), differences);
                    }
                    else if (!VolatileFields.Contains(name) && !VolatileInCommands.Contains($"{command} {path}.{name}"))
                    {
                        Compare(command, $"{path}.{name}", one[name], other[name], differences);
                    }
                    else if (one[name]?.GetValueKind() != other[name]?.GetValueKind())
                    {
                        differences.Add($"{command} {path}.{name}: {one[name]?.GetValueKind()} and {other[name]?.GetValueKind()}");
                    }
                    else if (IsZero(one[name]) != IsZero(other[name]) && !DeliberateZeros.ContainsKey($"{command} {path}.{name}"))
                    {
                        differences.Add($"{command} {path}.{name}: {Text(one[name])} and {Text(other[name])}");
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

    private static bool IsDeliberate(string path, string name) =>
        DeliberateOmissions.TryGetValue(name, out var omission) && (omission.Within is null || path.Contains(omission.Within, StringComparison.Ordinal));

    private static void CompareTexts(string command, string path, string official, string engine, List<string> differences)
    {
        if (official != engine && !DeliberateTexts.Any(texts => texts.Official == official && texts.Engine == engine))
        {
            differences.Add($"{command} {path}: {official} and {engine}");
        }
    }

    private static bool IsZero(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.GetValue<double>() == 0;

    private static JsonArray Ordered(JsonArray list, string key) => [.. list.OrderBy(one => one?[key]?.GetValue<int>()).Select(one => one?.DeepClone())];

    /// <summary>Null for what is no text.</summary>
    private static string? Masked(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text)
        ? RandomDigits.Replace(FileToken.Replace(HostPort.Replace(text, "host"), "/files/token/"), "random")
        : null;

    /// <summary>Port 1 is that of addresses which a scenario makes up.</summary>
    [GeneratedRegex(@"127\.0\.0\.1:\d{2,}")]
    private static partial Regex HostPort { get; }

    [GeneratedRegex("/files/[^/]+/")]
    private static partial Regex FileToken { get; }

    [GeneratedRegex("[0-9A-Za-z]{32}(-[0-9]+)?")]
    private static partial Regex RandomDigits { get; }

    private static string Text(JsonNode? node) => node?.ToJsonString(new JsonSerializerOptions(JsonSerializerDefaults.General)) ?? "null";
}
