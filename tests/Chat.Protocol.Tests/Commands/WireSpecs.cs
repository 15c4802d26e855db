using System.Globalization;
using System.Text;
using System.Text.Json;
using Chat.Protocol.Commands;
using Chat.Protocol.Messages;
using CsCheck;

namespace Chat.Protocol.Tests.Commands;

public sealed class WireSpecs
{
    [Theory]
    [InlineData("plain")]
    [InlineData("é ü ß")]
    [InlineData("用户，你好")]
    [InlineData("ideographic\u3000space")]
    [InlineData("no-break\u00a0space")]
    [InlineData("😀 👨‍👩‍👧 🇨🇳 𠮷")]
    [InlineData("<b>&'+/=`")]
    [InlineData("\u2028\u2029\u200b\u007f\u0085\ue000\ufeff\uffff")]
    public void Text_is_written_as_it_is(string text)
    {
        Assert.Equal($$"""{"Text":"{{text}}"}""", Write(text));
    }

    [Fact]
    public void Only_quotes_backslashes_and_control_characters_are_escaped()
    {
        Assert.Equal("""{"Text":"\"\\\b\f\n\r\t\u0000\u0001\u001f/"}""", Write("\"\\\b\f\n\r\t\0\u0001\u001f/"));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_replaced()
    {
        Assert.Equal("""{"Text":"a\ufffdb"}""", Write("a\ud800b"));
        Assert.Equal("""{"Text":"😀\ufffd"}""", Write("😀\ude00"));
        Assert.Equal("""{"Text":"\ufffd\""}""", Write("\ud83d\""));
    }

    [Fact]
    public void Text_is_written_as_javascript_would()
    {
        Gen.String.Where(text => !text.Any(char.IsSurrogate)).Sample(text => Assert.Equal("{\"Text\":" + Stringify(text) + "}", Write(text)));
    }

    [Fact]
    public void Text_that_is_utf8_already_is_written_as_javascript_would()
    {
        Gen.String.Where(text => !text.Any(char.IsSurrogate)).Sample(text =>
        {
            using var output = new MemoryStream();
            using (var writer = new Utf8JsonWriter(output, Wire.WriterOptions))
            {
                writer.WriteStringValue(Encoding.UTF8.GetBytes(text + "😀"));
            }

            Assert.Equal(Stringify(text + "😀"), Encoding.UTF8.GetString(output.ToArray()));
        });
    }

    [Fact]
    public void Every_text_is_read_back()
    {
        var texts = Gen.String[Gen.OneOf(Gen.Char[' ', '~'], Gen.Char['\0', '\u001f'], Gen.Char['\u0080', '\ud7ff'], Gen.Char['\ue000', '\uffff']), 0, 50]
            .Select(Gen.OneOf("", "😀", "𠮷\"", "\\"), (text, more) => text + more);

        texts.Sample(text => Assert.Equal(text, Wire.Read(Encoding.UTF8.GetBytes(Write(text)), MessagesJson.Default.TextContent).Text));
    }

    [Fact]
    public void An_empty_body_counts_as_an_empty_object()
    {
        Assert.Equal(new TextContent(), Wire.Read(default, MessagesJson.Default.TextContent));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("{} {}")]
    [InlineData("{")]
    [InlineData("""{"Text":1}""")]
    [InlineData("""{"Text":"\ud800"}""")]
    public void Bodies_of_the_wrong_shape_are_json_exceptions(string body)
    {
        Assert.Throws<JsonException>(() => Wire.Read(Encoding.UTF8.GetBytes(body), MessagesJson.Default.TextContent));
    }

    private static string Write(string text) => Encoding.UTF8.GetString(Wire.ToBytes(new TextContent { Text = text }, MessagesJson.Default.TextContent));

    /// <summary>What <c>JSON.stringify</c> makes of a text without halves of surrogate pairs.</summary>
    private static string Stringify(string text)
    {
        var json = new StringBuilder("\"");
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => json.Append("\\\""),
                '\\' => json.Append(@"\\"),
                '\b' => json.Append(@"\b"),
                '\f' => json.Append(@"\f"),
                '\n' => json.Append(@"\n"),
                '\r' => json.Append(@"\r"),
                '\t' => json.Append(@"\t"),
                < ' ' => json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => json.Append(c),
            };
        }

        return json.Append('"').ToString();
    }
}
