using System.Text.Json;
using Chat.Server.Accounts;
using Chat.Server.Storage;

namespace Chat.Server.Groups.Messages;

/// <summary>Writes stored messages of groups for history and lists.</summary>
internal sealed class GroupMessages(AccountDirectory accounts)
{
    private const int MessageEvent = 3;
    private const int TipEvent = 4;

    public AccountInfo? Sender(StoredGroupMessage message) => message.SenderId == 0 ? null : accounts.Find(message.SenderId);

    /// <summary>A message as history has it.</summary>
    public byte[] ToHistory(Func<string, SqlStatement> prepare, GroupView view, StoredGroupMessage message) =>
        GroupMessageJson.Build(Header(prepare, view.Group, view.Topic, message) with { IsHistory = true, Version = message.Version });

    /// <summary>What is beside the content of a stored message.</summary>
    public GroupMessageHeader Header(Func<string, SqlStatement> prepare, GroupRow group, GroupTopic? topic, StoredGroupMessage message)
    {
        var sender = Sender(message);
        return new GroupMessageHeader(group, topic, sender, NameCard(prepare, group, message), message.Content, message.Place) { Revoker = message.Revoker };
    }

    /// <summary>What the sender was called when the message was sent, so that it says the same everywhere; of older messages, with which it was not kept, what the sender is called now.</summary>
    public static string? NameCard(Func<string, SqlStatement> prepare, GroupRow group, StoredGroupMessage message) =>
        message.Content.NameCard ?? (message.IsTip ? null : GroupMember.Find(prepare, group.Key, message.SenderId)?.NameCard);

    /// <summary>A message as the last of a conversation.</summary>
    public static void WriteLast(Utf8JsonWriter json, GroupRow group, StoredGroupMessage message)
    {
        json.WriteStartObject();
        json.WriteNumber("Event"u8, message.IsTip ? TipEvent : MessageEvent);
        if (message.IsTip)
        {
            json.WritePropertyName("GroupTips"u8);
            GroupMessageJson.Write(json, new GroupMessageHeader(group, null, null, null, message.Content, message.Place));
        }
        else
        {
            json.WritePropertyName("MsgBody"u8);
            json.WriteRawValue(message.Content.Body, skipInputValidation: true);
            json.WritePropertyName("CloudCustomData"u8);
            json.WriteRawValue(message.Content.CloudCustomData is { Length: > 0 } data ? data : "\"\""u8, skipInputValidation: true);
            if (message.IsRecalled && message.Revoker.Length > 0)
            {
                json.WritePropertyName("RevokerInfo"u8);
                json.WriteRawValue(message.Revoker, skipInputValidation: true);
            }
        }

        json.WriteEndObject();
    }
}
