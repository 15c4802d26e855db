namespace Chat.Actors.App;

/// <summary>Features that the cloud sells one by one: places in a text of 0 and 1, counted from its end (wire reference, groups §1.6).</summary>
internal enum PurchaseBit
{
    RoomHistory = 2,
    ReceiversInGroup = 4,
    RoomMembers = 6,
    ConversationMarks = 9,
    ConversationGroups = 10,
    RoomBan = 11,
    MessageExtensions = 13,
    Counters = 15,
    Reactions = 48,
}
