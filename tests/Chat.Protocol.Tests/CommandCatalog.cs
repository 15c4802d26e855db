using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Chat.Protocol.Commands;

namespace Chat.Protocol.Tests;

/// <summary>Every command that Chat.Protocol declares, found by reflection: a new one is checked without being named here.</summary>
internal static class CommandCatalog
{
    public static IReadOnlyList<Command> All { get; } =
    [
        .. typeof(Command).Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static))
            .Where(field => field.FieldType.IsAssignableTo(typeof(Command)))
            .Select(field => (Command)field.GetValue(null)!),
    ];

    public static JsonTypeInfo RequestOf(Command command) => TypeInfo(command, "Request");

    public static JsonTypeInfo ReplyOf(Command command) => TypeInfo(command, "Reply");

    private static JsonTypeInfo TypeInfo(Command command, string property) =>
        (JsonTypeInfo)command.GetType().GetProperty(property)!.GetValue(command)!;
}
