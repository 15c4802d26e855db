using System.Collections.Immutable;
using Chat.Actors.Connection;
using Chat.Actors.Events;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;

namespace Chat.Actors.Groups;

/// <summary>Attributes of the group (wire reference, groups §6).</summary>
internal sealed partial class GroupActor
{

    private ImmutableDictionary<string, (string Value, long Sequence)> _attributes = ImmutableDictionary<string, (string, long)>.Empty;

    /// <summary>The version that the attributes here have; 0 if they are not known.</summary>
    private long _localVersion;

    /// <summary>The newest version that the server has told.</summary>
    private long _remoteVersion;

    private long? _attributesAt;

    private bool HoldsAttributes => _attributesAt is not null;

    private void ForgetAttributes()
    {
        _attributes = _attributes.Clear();
        _localVersion = 0;
        _remoteVersion = 0;
        _attributesAt = null;
    }

    /// <summary>Changes may have been missed: the next question or push asks the server.</summary>
    private void DistrustAttributes() => _localVersion = 0;

    private void OnSetAttributes(GroupsProtocol.SetAttributes set)
    {
        var request = Change(
            [.. set.Attributes.Select(one => new GroupAttribute { Key = one.Key, Value = one.Value, Sequence = set.Replaces ? null : SequenceOf(one.Key) })]);
        var command = set.Replaces ? GroupAttributeCommands.Set : GroupAttributeCommands.Modify;
        Call(command.For(_groupId), request, set.Promise, reply =>
        {
            if (!reply.Attributes.Any())
            {
                _remoteVersion = reply.AttrMainSeq;
                set.Promise.Fail(new ChatError(ErrorCodes.UnexpectedReply, "the reply lacks the attributes"));
                return;
            }

            var written = reply.Attributes.ToLookup(static one => one.Key, static one => one.Sequence ?? 0, StringComparer.Ordinal);
            Apply(reply.AttrMainSeq, known => (set.Replaces ? known.Clear() : known).SetItems(
                set.Attributes.Where(one => written.Contains(one.Key)).Select(one => KeyValuePair.Create(one.Key, (one.Value, written[one.Key].Last())))));
            set.Promise.TrySetResult(set.Attributes);
        });
    }

    private void OnDeleteAttributes(GroupsProtocol.DeleteAttributes delete)
    {
        var isAll = delete.Keys.Count == 0;
        IReadOnlyList<string> gone = isAll ? [.. _attributes.Keys] : [.. delete.Keys.Where(_attributes.ContainsKey)];
        var request = Change(isAll ? null : [.. delete.Keys.Select(key => new GroupAttribute { Key = key, Sequence = SequenceOf(key) })]);
        var command = isAll ? GroupAttributeCommands.Clear : GroupAttributeCommands.Delete;
        Call(command.For(_groupId), request, delete.Promise, reply =>
        {
            Apply(reply.AttrMainSeq, known => isAll ? known.Clear() : known.RemoveRange(delete.Keys));
            delete.Promise.TrySetResult(gone);
        });
    }

    private void OnGetAttributes(GroupsProtocol.GetAttributes get)
    {
        if (_attributesAt is { } at && _client.Options.Time.GetElapsedTime(at) < _client.CloudConfig.AttributesKept && _localVersion >= _remoteVersion && _localVersion > 0)
        {
            get.Promise.TrySetResult(Values(get.Keys));
            return;
        }

        Call(GetCommand, GetRequest(), get.Promise, reply =>
        {
            Replace(reply);
            get.Promise.TrySetResult(Values(get.Keys));
        });
    }

    private void OnAttributesPushed(GroupAttributeChange change)
    {
        if (change.OpType == 0 || (change.Version == _localVersion && _localVersion > 0))
        {
            return;
        }

        if (change.PushChangedAttrValFlag == 1 && change.Version == _localVersion + 1)
        {
            Apply(change.Version, known => Apply(known, change));
            return;
        }

        Call(GetCommand, GetRequest(), (reply, error) =>
        {
            if (error is null)
            {
                var before = _attributes;
                Replace(reply!);
                PublishAttributes(before);
            }
            else
            {
                _remoteVersion = Math.Max(_remoteVersion, change.Version);
            }
        });
    }

    private static ImmutableDictionary<string, (string Value, long Sequence)> Apply(
        ImmutableDictionary<string, (string Value, long Sequence)> known, GroupAttributeChange change)
    {
        var changed = change.GroupAttrInfo.Present().Where(static one => one.Pair.Key.Length > 0).ToList();
        return change.OpType switch
        {
            GroupAttributeChange.Cleared => known.Clear(),
            GroupAttributeChange.Deleted => known.RemoveRange(changed.Select(static one => one.Pair.Key).Concat(change.BytesChangedKeys.Present())),
            _ => (change.OpType == GroupAttributeChange.Set ? known.Clear() : known).SetItems(
                changed.Select(static one => KeyValuePair.Create(one.Pair.Key, (one.Pair.Value, one.SubKeySeq ?? 0)))),
        };
    }

    /// <summary>A change leads from one version to the next; what lies further ahead is only remembered, and asked for when it is wanted.</summary>
    private void Apply(
        long version, Func<ImmutableDictionary<string, (string Value, long Sequence)>, ImmutableDictionary<string, (string Value, long Sequence)>> change)
    {
        _remoteVersion = version;
        if (version != _localVersion + 1)
        {
            return;
        }

        var before = _attributes;
        _localVersion = version;
        _attributesAt = _client.Options.Time.GetTimestamp();
        _attributes = change(before);
        PublishAttributes(before);
    }

    private void Replace(GroupAttributesReply reply)
    {
        _localVersion = reply.AttrMainSeq;
        _remoteVersion = reply.AttrMainSeq;
        _attributesAt = _client.Options.Time.GetTimestamp();
        _attributes = _attributes.Clear().SetItems(
            reply.Attributes.Where(static one => !string.IsNullOrEmpty(one.Key))
                .Select(static one => KeyValuePair.Create(one.Key, (one.Value ?? "", one.Sequence ?? 0))));
    }

    private void PublishAttributes(ImmutableDictionary<string, (string Value, long Sequence)> before)
    {
        string[] updated = [.. _attributes.Where(one => !before.TryGetValue(one.Key, out var old) || old.Value != one.Value.Value).Select(static one => one.Key).Order(StringComparer.Ordinal)];
        string[] deleted = [.. before.Keys.Where(key => !_attributes.ContainsKey(key)).Order(StringComparer.Ordinal)];
        if (updated.Length > 0 || deleted.Length > 0)
        {
            _client.Publish(new GroupAttributesUpdated(SdkAppId, _me, _groupId, Values([]), [.. updated], [.. deleted]));
        }
    }

    private ImmutableDictionary<string, string> Values(IReadOnlyList<string> keys) => _attributes
        .Where(one => keys.Count == 0 || keys.Contains(one.Key))
        .ToImmutableDictionary(static one => one.Key, static one => one.Value.Value, StringComparer.Ordinal);

    private long SequenceOf(string key) => _attributes.TryGetValue(key, out var known) ? known.Sequence : 0;

    private ChangeGroupAttributes Change(GroupAttribute[]? attributes) => new()
    {
        GroupId = _groupId,
        GroupAttr = attributes,
        AttrMainSeq = _remoteVersion,
        BytesKey = _roomKey,
        AttrControl = [ChangeGroupAttributes.RaceConflict],
    };

    private Command<GetGroupAttributes, GroupAttributesReply> GetCommand =>
        GroupIds.IsOfCommunity(_groupId) ? GroupAttributeCommands.GetOfCommunity : GroupAttributeCommands.Get;

    private GetGroupAttributes GetRequest() => new() { GroupId = _groupId, Key = _roomKey, GroupType = _roomKey is null ? 0 : 1 };
}
