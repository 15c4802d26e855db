using System.Buffers;
using System.Text;
using System.Text.Json;
using Chat.Protocol.Commands;
using Chat.Protocol.Messages;
using CsCheck;

namespace Chat.Protocol.Tests.Commands;

public sealed class RawJsonSpecs
{
    [Theory]
    [InlineData("{}")]
    [InlineData("[ ]")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("-0")]
    [InlineData("1E+02")]
    [InlineData("12345678901234567890.123456789012345678901234567890")]
    [InlineData("\"\"")]
    [InlineData("""  "a\u0041\/\ud83d\ude00" """)]
    [InlineData("""{ "a" : 1.0 , "b":1e3,  "c":[1 ,2 ] }""")]
    [InlineData("{\r\n\t\"a\":1\n}")]
    [InlineData("""{"a":1,"a":2,"":3}""")]
    [InlineData("""{"Text":"用户 😀 \u2028 <b>&'+"}""")]
    [InlineData("""{"\u0041":"\ud800"}""")]
    public void Keeps_the_bytes_of_a_value(string value)
    {
        var content = value.Trim(' ');

        var element = Wire.Read(Encoding.UTF8.GetBytes($$"""{"MsgType":"x","MsgContent":{{value}},"Zz":1}"""), ElementType);

        Assert.Equal(content, element.MsgContent.ToString());
        Assert.Equal("{\"MsgType\":\"x\",\"MsgContent\":" + content + "}", Encoding.UTF8.GetString(Wire.ToBytes(element, ElementType)));
    }

    [Fact]
    public void Keeps_the_bytes_of_values_that_come_in_pieces()
    {
        const string content = """{ "a" : 1.0 , "b":"\u0041用😀" }""";
        var text = Encoding.UTF8.GetBytes($$"""{"MsgType":"x","MsgContent":{{content}} }""");

        for (var cut = 1; cut < text.Length; cut++)
        {
            var first = new Piece(text.AsMemory(0, cut));
            var last = first.Append(text.AsMemory(cut));
            var reader = new Utf8JsonReader(new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length));

            Assert.Equal(content, JsonSerializer.Deserialize(ref reader, ElementType)!.MsgContent.ToString());
        }
    }

    [Fact]
    public void Keeps_nested_documents_of_any_shape()
    {
        var value = Gen.Recursive<string>((depth, nested) => depth == 4
            ? Gen.OneOf("1", "2.50", "\"x\\u0041\"", "null")
            : Gen.OneOf(
                nested.Array[0, 3].Select(items => "[ " + string.Join(" , ", items) + "]"),
                nested.Array[0, 3].Select(items => "{" + string.Join(",", items.Select((item, i) => $"\"k{i % 2}\" :{item}")) + " }")));

        value.Sample(json =>
        {
            var element = Wire.Read(Encoding.UTF8.GetBytes($$"""{"MsgContent":{{json}} }"""), ElementType);
            Assert.Equal(json, element.MsgContent.ToString());
        }, iter: 500);
    }

    [Fact]
    public void Does_not_hold_on_to_the_message_it_was_read_from()
    {
        var text = """{"MsgContent":{"a":1}}"""u8.ToArray();

        var element = Wire.Read(text, ElementType);
        Array.Clear(text);

        Assert.Equal("""{"a":1}""", element.MsgContent.ToString());
    }

    [Fact]
    public void A_missing_value_is_empty_and_written_as_null()
    {
        var element = Wire.Read("{}"u8, ElementType);

        Assert.True(element.MsgContent.IsEmpty);
        Assert.Equal("""{"MsgType":"","MsgContent":null}""", Encoding.UTF8.GetString(Wire.ToBytes(element, ElementType)));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("01")]
    [InlineData("{a:1}")]
    [InlineData("'x'")]
    [InlineData("[1,]")]
    [InlineData("undefined")]
    public void Refuses_what_is_not_json(string value)
    {
        Assert.Throws<JsonException>(() => Wire.Read(Encoding.UTF8.GetBytes($$"""{"MsgContent":{{value}} }"""), ElementType));
    }

    [Fact]
    public void Equality_is_that_of_the_bytes()
    {
        Assert.Equal(RawJson.Parse("{}"), RawJson.Parse("{}"));
        Assert.Equal(RawJson.Parse("{}").GetHashCode(), RawJson.Parse("{}").GetHashCode());
        Assert.NotEqual(RawJson.Parse("{}"), RawJson.Parse("{ }"));
        Assert.Equal(default, RawJson.Parse(""));
    }

    private static System.Text.Json.Serialization.Metadata.JsonTypeInfo<WireElement> ElementType => MessagesJson.Default.WireElement;

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory) => Memory = memory;

        public Piece Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory) { RunningIndex = RunningIndex + Memory.Length };
            Next = next;
            return next;
        }
    }
}
