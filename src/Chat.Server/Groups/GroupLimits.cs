using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;

namespace Chat.Server.Groups;

/// <summary>Documented sizes (rules reference, limits §4), bytes of UTF-8.</summary>
internal static partial class GroupLimits
{
    public const int MaxName = 30;
    public const int MaxIntroduction = 240;
    public const int MaxNotification = 300;
    public const int MaxFaceUrl = 100;
    public const int MaxNameCard = 50;
    public const int MaxRemark = 300;
    public const int MaxUserDefinedField = 1000;
    public const int MaxGroupId = 48;
    public const int MaxTopicId = 96;
    public const int MaxTopics = 200;
    public const int MaxTopicName = 30;
    public const int MaxTopicCustomString = 3000;
    public const int MaxInitialMembers = 100;
    public const int MaxAttributes = 16;
    public const int MaxAttributeKey = 32;
    public const int MaxAttributeValue = 4000;
    public const int MaxAttributeValues = 16000;
    public const int MaxCounters = 20;
    public const int MaxCounterKey = 128;
    private const int MaxGroupFields = 10;
    private const int MaxMemberFields = 5;
    private const int MaxGroupFieldValue = 512;
    private const int MaxMemberFieldValue = 64;

    public static bool Fits(string? text, int most) => text is null || Encoding.UTF8.GetByteCount(text) <= most;

    /// <summary>Why this is no ID of a group itself; null if it is one.</summary>
    public static ChatError? CheckGroupId(string id) => id.Length == 0 || GroupIds.IsTopic(id)
        ? new ChatError(ErrorCodes.GroupIdInvalid, "GroupId must be the ID of a group")
        : null;

    /// <summary>True for an ID that a caller may choose for a group of a type.</summary>
    public static bool IsValidGroupId(string id, string type) =>
        id.Length > 0 && id.Length <= MaxGroupId && !id.AsSpan().ContainsAnyExceptInRange(' ', '~') && !GroupIds.IsTopic(id)
        && (type == GroupTypes.Community ? GroupIds.IsOfCommunity(id) : !id.StartsWith(GroupIds.Prefix, StringComparison.Ordinal));

    /// <summary>True for an ID that a caller may choose for a topic of a community.</summary>
    public static bool IsValidTopicId(string id, string groupId) =>
        id.Length <= MaxTopicId && id.StartsWith(groupId + GroupIds.TopicMark, StringComparison.Ordinal)
        && id.AsSpan(groupId.Length + GroupIds.TopicMark.Length) is { Length: > 0 } own && !own.ContainsAnyExceptInRange(' ', '~')
        && !own.Contains(GroupIds.CommunityPrefix, StringComparison.Ordinal) && !own.Contains(GroupIds.OwnTopicPrefix, StringComparison.Ordinal);

    /// <summary>Puts changed fields into a group's or member's; null if there are too many, or a key or value is not allowed.</summary>
    /// <param name="fields">JSON array of <see cref="GroupField"/>.</param>
    /// <param name="changes">Fields to set; an empty value removes the field.</param>
    /// <param name="ofMember">Whose limits hold.</param>
    public static string? Merge(string fields, GroupField[]? changes, bool ofMember)
    {
        if (changes is null)
        {
            return fields;
        }

        var (mostFields, longest) = ofMember ? (MaxMemberFields, MaxMemberFieldValue) : (MaxGroupFields, MaxGroupFieldValue);
        var merged = Read(fields).ToDictionary(static field => field.Key, static field => field.Value, StringComparer.Ordinal);
        foreach (var change in changes)
        {
            if (change is not { Key: { } key, Value: { } value } || !FieldKey().IsMatch(key) || !Fits(value, longest))
            {
                return null;
            }

            if (value.Length == 0)
            {
                merged.Remove(key);
            }
            else
            {
                merged[key] = value;
            }
        }

        return merged.Count > mostFields
            ? null
            : Encoding.UTF8.GetString(Wire.ToBytes([.. merged.Select(static pair => new GroupField { Key = pair.Key, Value = pair.Value })], GroupsJson.Default.GroupFieldArray));
    }

    public static GroupField[] Read(string fields) => JsonSerializer.Deserialize(fields, GroupsJson.Default.GroupFieldArray) ?? [];

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]{0,15}\z")]
    private static partial Regex FieldKey();
}
