using System.Text;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Storage;

namespace Chat.Server.Groups.Attributes;

/// <summary>Rows of <c>group_attribute</c> and what is allowed in them (rules reference, limits §4).</summary>
internal static class GroupAttributes
{
    /// <summary>All attributes of a group in the order of their keys.</summary>
    public static GroupAttribute[] Of(Func<string, SqlStatement> prepare, long groupKey)
    {
        var attributes = new List<GroupAttribute>();
        var select = prepare("SELECT key, value, seq FROM group_attribute WHERE group_key = ? ORDER BY key").Bind(1, groupKey);
        while (select.Step())
        {
            attributes.Add(new GroupAttribute { Key = select.Text(0), Value = select.Text(1), Sequence = select.Long(2) });
        }

        select.Reset();
        return [.. attributes];
    }

    public static void Put(WriteTransaction transaction, long groupKey, GroupAttribute attribute, long sequence) =>
        transaction.Prepare(
                "INSERT INTO group_attribute (group_key, key, value, seq) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (group_key, key) DO UPDATE SET value = ?3, seq = ?4")
            .Bind(1, groupKey).Bind(2, attribute.Key).Bind(3, attribute.Value!).Bind(4, sequence).Execute();

    public static void Delete(WriteTransaction transaction, long groupKey, string key) =>
        transaction.Prepare("DELETE FROM group_attribute WHERE group_key = ? AND key = ?").Bind(1, groupKey).Bind(2, key).Execute();

    public static void Clear(WriteTransaction transaction, long groupKey) =>
        transaction.Prepare("DELETE FROM group_attribute WHERE group_key = ?").Bind(1, groupKey).Execute();

    /// <summary>Whether each attribute of a request is allowed by itself.</summary>
    public static ChatError? Check(GroupAttribute[] attributes, bool needsValues)
    {
        if (attributes.Length > GroupLimits.MaxAttributes)
        {
            return TooMany;
        }

        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var attribute in attributes)
        {
            if (string.IsNullOrEmpty(attribute?.Key) || !keys.Add(attribute.Key) || (needsValues && attribute.Value is null))
            {
                return new ChatError(ErrorCodes.GroupParameter, "an attribute has no key or value, or a key stands there twice");
            }

            if (!GroupLimits.Fits(attribute.Key, GroupLimits.MaxAttributeKey))
            {
                return new ChatError(ErrorCodes.AttributeKeyTooLong, $"a key is longer than {GroupLimits.MaxAttributeKey} bytes");
            }

            if (!GroupLimits.Fits(attribute.Value, GroupLimits.MaxAttributeValue))
            {
                return new ChatError(ErrorCodes.AttributeValueTooLong, $"a value is longer than {GroupLimits.MaxAttributeValue} bytes");
            }
        }

        return null;
    }

    /// <summary>Whether a group may have these attributes together.</summary>
    public static ChatError? CheckTotal(IEnumerable<GroupAttribute> attributes)
    {
        var all = attributes.ToList();
        return all.Count > GroupLimits.MaxAttributes ? TooMany
            : all.Sum(static attribute => Encoding.UTF8.GetByteCount(attribute.Value!)) > GroupLimits.MaxAttributeValues
                ? new ChatError(ErrorCodes.AttributesTooLong, $"all values together are longer than {GroupLimits.MaxAttributeValues} bytes")
                : null;
    }

    private static ChatError TooMany => new(ErrorCodes.TooManyAttributes, $"more than {GroupLimits.MaxAttributes} attributes");
}
