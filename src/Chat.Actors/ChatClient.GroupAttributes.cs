using Chat.Actors.Groups;
using Chat.Protocol.Groups;

namespace Chat.Actors;

/// <summary>Attributes and counters of groups: small values that all members see at once (wire reference, groups §6 and §7).</summary>
public sealed partial class ChatClient
{
    /// <summary>Replaces all attributes of a group; <see cref="Events.GroupAttributesUpdated"/> follows on every member's clients.</summary>
    /// <returns>The attributes as given.</returns>
    /// <exception cref="ChatException">2905: no attribute. 2996: more than 10 in 5 seconds. The server's code, 10056 somebody else was faster.</exception>
    public Task<IReadOnlyDictionary<string, string>> InitGroupAttributesAsync(
        string groupId, IReadOnlyDictionary<string, string> attributes, CancellationToken cancellationToken = default) =>
        SetAttributesAsync(groupId, attributes, replaces: true, cancellationToken);

    /// <summary>Sets some attributes of a group; the others stay.</summary>
    /// <inheritdoc cref="InitGroupAttributesAsync"/>
    public Task<IReadOnlyDictionary<string, string>> SetGroupAttributesAsync(
        string groupId, IReadOnlyDictionary<string, string> attributes, CancellationToken cancellationToken = default) =>
        SetAttributesAsync(groupId, attributes, replaces: false, cancellationToken);

    /// <summary>Deletes attributes of a group; without keys all of them.</summary>
    /// <returns>Those of the keys that were known here.</returns>
    /// <exception cref="ChatException">2996: more than 10 in 5 seconds. The server's code, 10056 somebody else was faster.</exception>
    public Task<IReadOnlyList<string>> DeleteGroupAttributesAsync(
        string groupId, IReadOnlyList<string>? keys = null, CancellationToken cancellationToken = default)
    {
        RequireGroup(groupId);
        RequireKeys(keys);
        return AskReadyAsync<IReadOnlyList<string>>(promise => new GroupsProtocol.DeleteAttributes(groupId, [.. keys ?? []], promise), cancellationToken);
    }

    /// <summary>Attributes of a group; without keys all of them. Believed for 30 seconds, and as long as no change was told.</summary>
    /// <exception cref="ChatException">2996: more than 20 in 5 seconds. The server's code.</exception>
    public Task<IReadOnlyDictionary<string, string>> GetGroupAttributesAsync(
        string groupId, IReadOnlyList<string>? keys = null, CancellationToken cancellationToken = default)
    {
        RequireGroup(groupId);
        RequireKeys(keys);
        return AskReadyAsync<IReadOnlyDictionary<string, string>>(promise => new GroupsProtocol.GetAttributes(groupId, [.. keys ?? []], promise), cancellationToken);
    }

    /// <summary>Sets counters of a group; <see cref="Events.GroupCounterUpdated"/> follows on every member's clients.</summary>
    /// <returns>The values as the server has them.</returns>
    /// <exception cref="ChatException">2905: no counter. 2996: more than 20 in 5 seconds. 3122: the app has no counters. The server's code, 10063 too many.</exception>
    public Task<IReadOnlyDictionary<string, long>> SetGroupCountersAsync(
        string groupId, IReadOnlyDictionary<string, long> counters, CancellationToken cancellationToken = default) =>
        ChangeCountersAsync(groupId, counters, UpdateGroupCounter.Set, cancellationToken);

    /// <summary>Adds to a counter of a group; a new one begins at 0.</summary>
    /// <inheritdoc cref="SetGroupCountersAsync"/>
    public Task<IReadOnlyDictionary<string, long>> IncreaseGroupCounterAsync(
        string groupId, string key, long value, CancellationToken cancellationToken = default) =>
        ChangeCounterAsync(groupId, key, value, UpdateGroupCounter.Increase, cancellationToken);

    /// <summary>Takes from a counter of a group; a new one begins at 0.</summary>
    /// <inheritdoc cref="SetGroupCountersAsync"/>
    public Task<IReadOnlyDictionary<string, long>> DecreaseGroupCounterAsync(
        string groupId, string key, long value, CancellationToken cancellationToken = default) =>
        ChangeCounterAsync(groupId, key, value, UpdateGroupCounter.Decrease, cancellationToken);

    /// <summary>Counters of a group; without keys all of them. Believed for 30 seconds.</summary>
    /// <exception cref="ChatException">2996: more than 20 in 5 seconds. 3122: the app has no counters. The server's code.</exception>
    public Task<IReadOnlyDictionary<string, long>> GetGroupCountersAsync(
        string groupId, IReadOnlyList<string>? keys = null, CancellationToken cancellationToken = default)
    {
        RequireGroup(groupId);
        RequireKeys(keys);
        return AskReadyAsync<IReadOnlyDictionary<string, long>>(promise => new GroupsProtocol.GetCounters(groupId, [.. keys ?? []], promise), cancellationToken);
    }

    private static void RequireKeys(IReadOnlyList<string>? keys) => Require(keys?.Any(string.IsNullOrEmpty) != true, "a key is empty");

    private Task<IReadOnlyDictionary<string, string>> SetAttributesAsync(
        string groupId, IReadOnlyDictionary<string, string> attributes, bool replaces, CancellationToken cancellationToken)
    {
        RequireGroup(groupId);
        ArgumentNullException.ThrowIfNull(attributes);
        Require(attributes.Count > 0 && attributes.All(static one => !string.IsNullOrEmpty(one.Key) && one.Value is not null), "attributes with keys and values are needed");
        var copy = attributes.ToDictionary(StringComparer.Ordinal);
        return AskReadyAsync<IReadOnlyDictionary<string, string>>(promise => new GroupsProtocol.SetAttributes(groupId, copy, replaces, promise), cancellationToken);
    }

    private Task<IReadOnlyDictionary<string, long>> ChangeCounterAsync(
        string groupId, string key, long value, string mode, CancellationToken cancellationToken)
    {
        Require(!string.IsNullOrEmpty(key), "a key is needed");
        return ChangeCountersAsync(groupId, new Dictionary<string, long> { [key] = value }, mode, cancellationToken);
    }

    private Task<IReadOnlyDictionary<string, long>> ChangeCountersAsync(
        string groupId, IReadOnlyDictionary<string, long> counters, string mode, CancellationToken cancellationToken)
    {
        RequireGroup(groupId);
        ArgumentNullException.ThrowIfNull(counters);
        Require(counters.Count > 0 && !counters.Keys.Any(string.IsNullOrEmpty), "counters with keys are needed");
        var copy = counters.ToDictionary(StringComparer.Ordinal);
        return AskReadyAsync<IReadOnlyDictionary<string, long>>(promise => new GroupsProtocol.ChangeCounters(groupId, copy, mode, promise), cancellationToken);
    }
}
