using System.Text.Json;
using Chat.Actors;
using Chat.Actors.Conversations;

namespace Chat.EndToEnd.Parity;

/// <summary>Steps of <c>parity-conversations.json</c>, as <c>parity-conversations.mjs</c> does them with the official SDK.</summary>
internal static class ConversationSteps
{
    /// <summary>Null for a step of another kind.</summary>
    public static Task? Run(JsonElement step, ChatClient account) => step.GetProperty("op").GetString() switch
    {
        "getConversationProfile" => account.GetConversationProfileAsync(Conversation(step)),
        "pinConversation" => account.PinConversationAsync(Conversation(step), step.GetProperty("isPinned").GetBoolean()),
        "markConversation" => account.MarkConversationAsync(
            Conversations(step), step.GetProperty("markType").GetUInt64(), step.GetProperty("enableMark").GetBoolean()),
        "setConversationCustomData" => account.SetConversationCustomDataAsync(Conversations(step), Text(step, "customData")),
        "createConversationGroup" => account.CreateConversationGroupAsync(Text(step, "groupName"), Conversations(step)),
        "renameConversationGroup" => account.RenameConversationGroupAsync(Text(step, "oldName"), Text(step, "newName")),
        "addConversationsToGroup" => account.AddConversationsToGroupAsync(Text(step, "groupName"), Conversations(step)),
        "deleteConversationsFromGroup" => account.DeleteConversationsFromGroupAsync(Text(step, "groupName"), Conversations(step)),
        "getConversationGroupList" => account.GetConversationGroupListAsync(),
        "deleteConversationGroup" => account.DeleteConversationGroupAsync(Text(step, "groupName")),
        "setConversationDraft" => account.SetConversationDraftAsync(Conversation(step), Text(step, "draftText")),
        "setMessageRemindType" => account.SetMessageRemindTypeAsync(Texts(step, "userIDList"), Enum.Parse<RemindType>(Text(step, "messageRemindType"))),
        "setAllReceiveMessageOpt" => account.SetAllReceiveMessageOptAsync(new ReceiveMessageOptSettings
        {
            RemindType = Enum.Parse<RemindType>(Text(step, "messageRemindType")),
            StartHour = step.GetProperty("startHour").GetInt32(),
            StartMinute = step.GetProperty("startMinute").GetInt32(),
            StartSecond = step.GetProperty("startSecond").GetInt32(),
            Duration = step.GetProperty("duration").GetInt32(),
            IsRepeated = step.GetProperty("isRepeated").GetBoolean(),
        }),
        "getAllReceiveMessageOpt" => account.GetAllReceiveMessageOptAsync(),
        "setAllMessageRead" => account.SetAllMessageReadAsync(Text(step, "scope") switch
        {
            "readAllC2CMessage" => ReadAllScope.C2C,
            "readAllGroupMessage" => ReadAllScope.Group,
            _ => ReadAllScope.All,
        }),
        "clearHistoryMessage" => account.ClearHistoryMessageAsync(Conversation(step)),
        "deleteConversation" => account.DeleteConversationAsync(Conversations(step), step.GetProperty("clearHistoryMessage").GetBoolean()),
        _ => null,
    };

    private static string Conversation(JsonElement step) => Text(step, "conversationID");

    private static string[] Conversations(JsonElement step) => Texts(step, "conversationIDList");

    private static string Text(JsonElement step, string field) => step.GetProperty(field).GetString()!;

    private static string[] Texts(JsonElement step, string field) => [.. step.GetProperty(field).EnumerateArray().Select(static one => one.GetString()!)];
}
