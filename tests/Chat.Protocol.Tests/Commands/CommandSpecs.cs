using System.Buffers;
using System.Collections;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Chat.Protocol.Commands;

namespace Chat.Protocol.Tests.Commands;

/// <summary>What holds for every command, whoever declared it.</summary>
public sealed class CommandSpecs
{
    public static TheoryData<string> Names => [.. CommandCatalog.All.Select(command => command.Name)];

    [Fact]
    public void Names_are_unique()
    {
        var names = CommandCatalog.All.Select(command => command.Name).ToList();

        Assert.NotEmpty(names);
        Assert.Empty(names.GroupBy(name => name, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Names_are_a_service_and_a_command(string name)
    {
        Assert.Matches("^[a-z][a-z0-9_]*\\.[a-z][a-z0-9_]*$", name);
        Assert.Equal(name, Encoding.UTF8.GetString(Named(name).Utf8Name));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Documented_requests_are_read_and_written_with_the_documented_names(string name)
    {
        var (documented, type) = (Documented(name).Request, CommandCatalog.RequestOf(Named(name)));

        var written = Write(Read(documented, type), type);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(documented), JsonNode.Parse(written)), $"documented: {documented}\nwritten: {written}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Documented_replies_are_read_and_written_with_the_documented_names(string name)
    {
        var (documented, type) = (Documented(name).Reply, CommandCatalog.ReplyOf(Named(name)));

        var written = Write(Read(documented, type), type);

        Assert.Empty(Missing(JsonNode.Parse(documented)!, JsonNode.Parse(written), "reply"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_member_survives_a_round_trip(string name)
    {
        Assert.All(Types(name), type =>
        {
            var value = SampleValues.Of(type.Type);
            var written = Write(value, type);

            Assert.Equal(written, Write(Read(written, type), type));
            Assert.DoesNotContain("\\u", written.Replace("\\u0041", "", StringComparison.Ordinal), StringComparison.Ordinal);
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Members_of_samples_have_values_of_their_own(string name)
    {
        Assert.All(Types(name), type =>
        {
            var names = JsonNode.Parse(Write(SampleValues.Of(type.Type), type))!.AsObject().Select(property => property.Key);

            Assert.Equal(type.Properties.Where(property => property.Get is not null).Select(property => property.Name).Order(), names.Order());
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fields_that_nobody_knows_are_ignored(string name)
    {
        Assert.All(Types(name), type =>
        {
            var plain = Write(SampleValues.Of(type.Type), type);
            var extended = JsonNode.Parse(plain)!;
            AddUnknownFields(extended);

            Assert.Equal(Comparable(plain), Comparable(Write(Read(extended.ToJsonString(), type), type)));
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_empty_body_is_read_as_the_declared_defaults(string name)
    {
        Assert.All(Types(name), type =>
        {
            var read = Read("{}", type);

            AssertNoUndeclaredNull(read, type.Type.Name);
            Assert.Equal(Write(Activator.CreateInstance(type.Type)!, type), Write(read, type));
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Requests_that_are_no_object_are_refused(string name)
    {
        var type = CommandCatalog.RequestOf(Named(name));

        Assert.All(["[]", "1", "\"x\"", "{", "{} {}"], body => Assert.Throws<JsonException>(() => Read(body, type)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Replies_begin_with_the_envelope(string name)
    {
        var reply = JsonNode.Parse(Write(Read("{}", CommandCatalog.ReplyOf(Named(name))), CommandCatalog.ReplyOf(Named(name))))!.AsObject();

        Assert.Equal(["ActionStatus", "ErrorCode", "ErrorInfo"], reply.Select(property => property.Key).Take(3));
    }

    private static Command Named(string name) => CommandCatalog.All.Single(command => command.Name == name);

    private static (string Request, string Reply) Documented(string name)
    {
        Assert.True(DocumentedBodies.All.TryGetValue(name, out var bodies), $"Add the documented bodies of {name} to {nameof(DocumentedBodies)}.");
        return bodies;
    }

    private static JsonTypeInfo[] Types(string name) => [CommandCatalog.RequestOf(Named(name)), CommandCatalog.ReplyOf(Named(name))];

    private static object Read(string json, JsonTypeInfo type) => JsonSerializer.Deserialize(json, type)!;

    private static string Write(object value, JsonTypeInfo type)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output, Wire.WriterOptions))
        {
            JsonSerializer.Serialize(writer, value, type);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>Opaque values keep their blanks, which the detour through <see cref="JsonNode"/> has taken out on one side.</summary>
    private static string Comparable(string json) => JsonNode.Parse(json)!.ToJsonString();

    private static IEnumerable<string> Missing(JsonNode expected, JsonNode? actual, string path)
    {
        switch (expected)
        {
            case JsonObject fields when actual is JsonObject found:
                return fields.SelectMany(field => Missing(field.Value!, found[field.Key], path + "." + field.Key));
            case JsonArray items when actual is JsonArray found && found.Count == items.Count:
                return items.SelectMany((item, i) => Missing(item!, found[i], $"{path}[{i}]"));
            default:
                return JsonNode.DeepEquals(expected, actual) ? [] : [$"{path}: {actual?.ToJsonString() ?? "nothing"}"];
        }
    }

    private static void AddUnknownFields(JsonNode node)
    {
        switch (node)
        {
            // An opaque value: whatever is added to it would be kept.
            case JsonObject fields when fields.ContainsKey("n"):
                break;
            case JsonObject fields:
                foreach (var (_, value) in fields.Where(field => field.Value is not null).ToList())
                {
                    AddUnknownFields(value!);
                }

                fields.Insert(0, "Zz_Unknown", new JsonObject { ["a"] = new JsonArray(1, "x", null) });
                fields["zz_unknown_too"] = null;
                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    AddUnknownFields(item!);
                }

                break;
        }
    }

    private static void AssertNoUndeclaredNull(object value, string path)
    {
        var nullability = new NullabilityInfoContext();
        foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite))
        {
            var member = property.GetValue(value);
            if (member is null)
            {
                Assert.True(nullability.Create(property).ReadState == NullabilityState.Nullable, $"{path}.{property.Name} is null.");
            }
            else if (member is not string and not IEnumerable && member.GetType().Namespace!.StartsWith("Chat.Protocol", StringComparison.Ordinal) && member is not RawJson)
            {
                AssertNoUndeclaredNull(member, path + "." + property.Name);
            }
        }
    }
}
