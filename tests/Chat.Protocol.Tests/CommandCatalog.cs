using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Chat.Protocol.Commands;
using Chat.Protocol.Groups;

namespace Chat.Protocol.Tests;

/// <summary>Every command that Chat.Protocol declares, found by reflection: a new one is checked without being named here.</summary>
internal static class CommandCatalog
{
    public static IReadOnlyList<Command> All { get; } =
    [
        .. typeof(Command).Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static))
            .SelectMany(Commands),
    ];

    public static JsonTypeInfo RequestOf(Command command) => TypeInfo(command, "Request");

    public static JsonTypeInfo ReplyOf(Command command) => TypeInfo(command, "Reply");

    /// <summary>A field of a command is one; a field of a group command is two.</summary>
    private static IEnumerable<Command> Commands(FieldInfo field)
    {
        if (field.FieldType.IsAssignableTo(typeof(Command)))
        {
            yield return (Command)field.GetValue(null)!;
        }
        else if (field.FieldType.IsGenericType && field.FieldType.GetGenericTypeDefinition() == typeof(GroupCommand<,>))
        {
            var command = field.GetValue(null)!;
            foreach (var name in new[] { nameof(GroupCommand<object, Reply>.Ordinary), nameof(GroupCommand<object, Reply>.Community) })
            {
                yield return (Command)field.FieldType.GetProperty(name)!.GetValue(command)!;
            }
        }
    }

    private static JsonTypeInfo TypeInfo(Command command, string property) =>
        (JsonTypeInfo)command.GetType().GetProperty(property)!.GetValue(command)!;
}
