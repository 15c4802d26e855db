using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Chat.Protocol.Commands;
using Chat.Protocol.Groups;

namespace Chat.Actors.App;

/// <summary>What the server's configuration says of how clients behave (wire reference, core §8.1); what is missing or odd keeps the SDK's default.</summary>
internal sealed record CloudConfig
{
    public static CloudConfig Default { get; } = new();

    /// <summary>Limits that take the place of those of the commands, by the command's name behind the dot.</summary>
    public FrozenDictionary<string, CommandLimit> Limits { get; private init; } = FrozenDictionary<string, CommandLimit>.Empty;

    /// <summary>How long the attributes of a group are believed.</summary>
    public TimeSpan AttributesKept { get; private init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the counters of a group are believed.</summary>
    public TimeSpan CountersKept { get; private init; } = TimeSpan.FromSeconds(30);

    /// <summary>False: who is invited into a group is not shown what was said before.</summary>
    public bool PullsOnInvite { get; private init; } = true;

    /// <summary>Between an answer of a live room and the next question.</summary>
    public TimeSpan PollInterval { get; private init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>What comes to it after <see cref="EmptyPolls"/> answers without news.</summary>
    public TimeSpan PollPause { get; private init; } = TimeSpan.FromMilliseconds(2000);

    public int EmptyPolls { get; private init; } = 20;

    /// <summary>Whether polls of live rooms ask for the short form of items.</summary>
    public bool TakesShortItems { get; private init; }

    /// <summary>How long the topics of a community are believed.</summary>
    public TimeSpan TopicsKept { get; private init; } = TimeSpan.FromSeconds(300);

    /// <summary>Topics in which something was said within this time are asked for after a reconnect.</summary>
    public TimeSpan TopicsActive { get; private init; } = TimeSpan.FromSeconds(3600);

    /// <summary>Groups in a page of the list of joined groups.</summary>
    public int GroupsInPage { get; private init; } = GetJoinedGroups.MaxLimit;

    /// <summary>How often the members of one live room may be asked for.</summary>
    public CommandLimit RoomMembers { get; private init; } = new(4, 30);

    /// <summary>
    /// Reads <c>cmd_frequency_limit</c>, <c>av_members_freq_limit</c>, <c>grp_attr_cache_time</c>, <c>grp_counter_expire_time</c>, <c>paging_grp_count</c>,
    /// <c>pull_on_invite</c>, <c>polling_…</c>, <c>topic_cache_time</c>, <c>topic_last_active_time</c>.
    /// </summary>
    public static CloudConfig Read(string? json)
    {
        if (Parse(json) is not { ValueKind: JsonValueKind.Object } config)
        {
            return Default;
        }

        return new CloudConfig
        {
            Limits = ReadLimits(Parse(Text(config, "cmd_frequency_limit"))),
            AttributesKept = Milliseconds(config, "grp_attr_cache_time") ?? Default.AttributesKept,
            CountersKept = Milliseconds(config, "grp_counter_expire_time") ?? Default.CountersKept,
            PullsOnInvite = Text(config, "pull_on_invite") != "0",
            PollInterval = Milliseconds(config, "polling_interval") ?? Default.PollInterval,
            PollPause = Milliseconds(config, "polling_interval_plus") ?? Default.PollPause,
            TakesShortItems = Text(config, "polling_simplified_msg") == "1",
            TopicsKept = Seconds(config, "topic_cache_time") ?? Default.TopicsKept,
            TopicsActive = Seconds(config, "topic_last_active_time") ?? Default.TopicsActive,
            GroupsInPage = (int?)Number(config, "paging_grp_count") ?? Default.GroupsInPage,
            RoomMembers = ReadLimit(Parse(Text(config, "av_members_freq_limit"))) ?? Default.RoomMembers,
            EmptyPolls = (int?)Number(config, "polling_no_msg_count") ?? Default.EmptyPolls,
        };
    }

    /// <summary>A text in which a text is JSON again; null for anything else.</summary>
    public static JsonElement? Parse(string? json)
    {
        try
        {
            using var document = JsonDocument.Parse(json ?? "");
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static string? Text(JsonElement config, string name) =>
        config.TryGetProperty(name, out var value) ? JsonText.Of(value) : null;

    private static FrozenDictionary<string, CommandLimit> ReadLimits(JsonElement? list) =>
        list is { ValueKind: JsonValueKind.Array } limits
            ? limits.EnumerateArray()
                .Where(static one => one.ValueKind == JsonValueKind.Object && Text(one, "cmd") is not null && Whole(one, "count") is not null && Whole(one, "interval") is > 0)
                .DistinctBy(static one => Text(one, "cmd"))
                .ToFrozenDictionary(static one => Text(one, "cmd")!, static one => new CommandLimit(Whole(one, "count")!.Value, Whole(one, "interval")!.Value), StringComparer.Ordinal)
            : FrozenDictionary<string, CommandLimit>.Empty;

    private static CommandLimit? ReadLimit(JsonElement? limit) =>
        limit is { ValueKind: JsonValueKind.Object } one && Whole(one, "count") is { } count and > 0 && Whole(one, "interval") is { } interval and > 0
            ? new CommandLimit(count, interval)
            : null;

    private static int? Whole(JsonElement one, string name) =>
        one.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0 ? number : null;

    private static TimeSpan? Milliseconds(JsonElement config, string name) => Number(config, name) is { } number ? TimeSpan.FromMilliseconds(number) : null;

    private static TimeSpan? Seconds(JsonElement config, string name) => Number(config, name) is { } number ? TimeSpan.FromSeconds(number) : null;

    private static long? Number(JsonElement config, string name) =>
        int.TryParse(Text(config, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
