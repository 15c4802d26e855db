using System.Buffers;
using System.Text;
using System.Text.Json;
using Chat.Protocol.Frames;
using CsCheck;

namespace Chat.Protocol.Tests.Frames;

public sealed class ServerFrameSpecs
{
    [Fact]
    public void Writes_the_shape_that_the_sdk_reads()
    {
        var frame = Write("openim.sendmsg", 2415919103, """{"ErrorCode":0}""");

        Assert.Equal("""{"head":{"servcmd":"openim.sendmsg","seq":2415919103},"body":{"ErrorCode":0}}""", frame);
    }

    [Fact]
    public void Appends_to_what_the_buffer_holds()
    {
        var output = new ArrayBufferWriter<byte>();
        ServerFrame.Write(output, "a.b"u8, 1, "{}"u8);
        ServerFrame.Write(output, "a.b"u8, 1, "{}"u8);

        Assert.Equal(
            """{"head":{"servcmd":"a.b","seq":1},"body":{}}{"head":{"servcmd":"a.b","seq":1},"body":{}}""",
            Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        var bodies = Gen.Dictionary(Gen.String[Gen.Char[' ', '~'], 0, 8], Gen.String[Gen.Char.AlphaNumeric, 0, 20])[0, 5].Select(d => JsonSerializer.Serialize(d));
        var commands = Gen.String[Gen.Char['a', 'z'], 1, 30].Select(name => "openim." + name);

        Gen.Select(commands, Gen.Long, bodies).Sample((command, sequence, body) =>
        {
            var frame = ServerFrame.Parse(Encoding.UTF8.GetBytes(Write(command, sequence, body)));

            Assert.Equal(command, Encoding.UTF8.GetString(frame.Command));
            Assert.Equal(sequence, frame.Sequence);
            Assert.Equal(body, Encoding.UTF8.GetString(frame.Body));
        }, iter: 1000);
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void Writes_the_longest_sequences(long sequence)
    {
        var frame = ServerFrame.Parse(Encoding.UTF8.GetBytes(Write("a.b", sequence, "{}")));

        Assert.Equal(sequence, frame.Sequence);
    }

    [Fact]
    public void Reads_a_body_that_stands_before_the_head()
    {
        var frame = ServerFrame.Parse("""{"body":{"head":{"servcmd":"c.d","seq":9}},"head":{"seq":3,"servcmd":"a.b"}}"""u8);

        Assert.Equal("a.b", Encoding.UTF8.GetString(frame.Command));
        Assert.Equal(3, frame.Sequence);
        Assert.Equal("""{"head":{"servcmd":"c.d","seq":9}}""", Encoding.UTF8.GetString(frame.Body));
    }

    [Fact]
    public void Ignores_fields_it_does_not_know()
    {
        var frame = ServerFrame.Parse("""{"x":[{}],"head":{"ver":"v4","q":{"seq":5},"servcmd":"a\u002eb","seq":1},"body":{},"y":{"body":1}}"""u8);

        Assert.Equal("a.b", Encoding.UTF8.GetString(frame.Command));
        Assert.Equal(1, frame.Sequence);
        Assert.Equal("{}", Encoding.UTF8.GetString(frame.Body));
    }

    [Fact]
    public void A_push_may_lack_the_sequence_and_the_body()
    {
        var frame = ServerFrame.Parse("""{"head":{"servcmd":"StatSvc.KickOther"}}"""u8);

        Assert.Equal(0, frame.Sequence);
        Assert.True(frame.Body.IsEmpty);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("COMP")]
    [InlineData("""{"body":{}}""")]
    [InlineData("""{"head":null}""")]
    [InlineData("""{"head":{"seq":1},"body":{}}""")]
    [InlineData("""{"head":{"servcmd":5}}""")]
    [InlineData("""{"head":{"servcmd":"a.b","seq":"1"}}""")]
    [InlineData("""{"head":{"servcmd":"a.b","seq":99999999999999999999}}""")]
    [InlineData("""{"head":{"servcmd":"a.b","seq":1},"body":{}""")]
    [InlineData("""{"head":{"servcmd":"a.b","seq":1},"body":{}}}""")]
    [InlineData("""{"head":{"servcmd":"a.b","seq":1},"body":{}} {"head":{"servcmd":"c.d","seq":2},"body":{}}""")]
    public void Refuses_what_is_not_a_frame(string message)
    {
        Assert.Throws<FrameException>(() => { ServerFrame.Parse(Encoding.UTF8.GetBytes(message)); });
    }

    [Fact]
    public void Refuses_text_that_is_not_utf8()
    {
        var message = Encoding.Latin1.GetBytes("{\"head\":{\"servcmd\":\"a.b\"},\"body\":{\"x\":\"\u00ff\"}}");

        Assert.Throws<FrameException>(() => { ServerFrame.Parse(message); });
    }

    private static string Write(string command, long sequence, string body)
    {
        var output = new ArrayBufferWriter<byte>();
        ServerFrame.Write(output, Encoding.ASCII.GetBytes(command), sequence, Encoding.UTF8.GetBytes(body));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
