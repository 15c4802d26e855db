using System.Text.Json;
using Chat.Actors;

namespace Chat.EndToEnd.Parity;

/// <summary>Steps of <c>parity-friends.json</c>, as <c>parity-friends.mjs</c> does them with the official SDK.</summary>
internal static class FriendSteps
{
    /// <summary>Null for a step of another kind.</summary>
    public static Task? Run(JsonElement step, ChatClient account) => step.GetProperty("op").GetString() switch
    {
        "getBlacklist" => account.GetBlacklistAsync(),
        "addToBlacklist" => account.AddToBlacklistAsync(Users(step)),
        "removeFromBlacklist" => account.RemoveFromBlacklistAsync(Users(step)),
        _ => null,
    };

    private static string[] Users(JsonElement step) => [.. step.GetProperty("userIDList").EnumerateArray().Select(static one => one.GetString()!)];
}
