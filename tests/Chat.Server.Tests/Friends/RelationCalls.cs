using System.Text.Json;
using Chat.Protocol.Friends;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Friends;

/// <summary>Frames of the service <c>sns</c>.</summary>
internal static class RelationCalls
{
    public static JsonElement Block(this TestClient client, params string[] users) =>
        client.Call(BlacklistCommands.Add, Targets("x", users));

    public static JsonElement Unblock(this TestClient client, params string[] users) =>
        client.Call(BlacklistCommands.Delete, Targets("x", users));

    public static JsonElement Blacklist(this TestClient client, long start = 0, int limit = 1000) =>
        client.Call(BlacklistCommands.Get, $$"""{"From_Account":"x","StartIndex":{{start}},"MaxLimited":{{limit}}}""");

    public static JsonElement Friends(this TestClient client, long start = 0) =>
        client.Call(FriendCommands.GetFriends, $$"""{"From_Account":"x","StartIndex":{{start}},"StandardSequence":0,"CustomSequence":0}""");

    public static string[] BlockedUsers(this JsonElement reply) => [.. reply.Items("BlackListItem").Select(static one => one.Str("To_Account"))];

    /// <summary>Users with their codes.</summary>
    public static (string User, long Code)[] Results(this JsonElement reply) => [.. reply.Items("ResultItem").Select(static one => (one.Str("To_Account"), one.Long("ResultCode")))];

    public static string Targets(string from, params string[] users) => $$"""{"From_Account":"{{from}}","To_Account":{{JsonSerializer.Serialize(users)}}}""";

    /// <summary>All pushes about relations that a socket got, as <c>PushType</c> and users.</summary>
    public static (long Type, string[] Users)[] RelationNews(this TestClient client) =>
    [
        .. client.Socket.Pushes
            .SelectMany(static push => push.Json.TryGetProperty("EventArray", out var events) ? events.EnumerateArray().ToArray() : [])
            .Where(static one => one.TryGetProperty("FriendListMod", out _))
            .SelectMany(static one => one.GetProperty("FriendListMod").EnumerateArray())
            .Select(static item => (item.Long("PushType"), Users(item))),
    ];

    private static string[] Users(JsonElement item)
    {
        var list = item.EnumerateObject().Single(static field => field.Name != "PushType");
        return [.. list.Value.EnumerateArray().Select(static user => user.GetString()!)];
    }
}
