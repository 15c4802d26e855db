using System.Text.Json;
using Chat.Actors.App;

namespace Chat.Actors.Rooms;

/// <summary>What the server's configuration says about live rooms.</summary>
/// <param name="TakesShortItems">Whether polls ask for the short form of items.</param>
internal sealed record RoomConfig(bool TakesShortItems)
{
    public static RoomConfig Default { get; } = new(false);

    /// <summary>Reads <c>polling_simplified_msg</c>; what is missing or odd keeps its default, as in the SDK.</summary>
    public static RoomConfig Read(string? json) =>
        CloudConfig.Parse(json) is { ValueKind: JsonValueKind.Object } config ? new RoomConfig(CloudConfig.Text(config, "polling_simplified_msg") == "1") : Default;
}
