using System.Text;
using Chat.Protocol.Frames;

namespace Chat.Protocol.Tests.Frames;

public sealed class ClientFrameSpecs
{
    [Fact]
    public void Reads_the_frame_that_the_sdk_sends_before_login()
    {
        var frame = ClientFrame.Parse(
            """
            {"head":{"ver":"v4","platform":7,"websdkappid":537048168,"websdkversion":"1.7.3","sdkappid":1400000001,"contenttype":"json",
            "reqtime":1700000000,"identifier":"alice","usersig":"eJyr*-_","status_instid":0,"sdkability":75689843,"sdkability_ext":"",
            "cappid":0,"cs":0,"servcmd":"im_open_status.wslogin","seq":99999999},"body":{"State":"Online"}}
            """u8);

        Assert.Equal("im_open_status.wslogin", Text(frame.Command));
        Assert.Equal(99999999, frame.Sequence);
        Assert.Equal(1400000001u, frame.SdkAppId);
        Assert.Equal(7, frame.Platform);
        Assert.Equal(0u, frame.InstanceId);
        Assert.Equal("alice", Text(frame.Identifier));
        Assert.Equal("eJyr*-_", Text(frame.UserSig));
        Assert.True(frame.A2.IsEmpty);
        Assert.Equal("""{"State":"Online"}""", Text(frame.Body));
    }

    [Fact]
    public void Reads_the_frame_that_the_sdk_sends_after_login()
    {
        var frame = ClientFrame.Parse(
            """
            {"head":{"ver":"v4","platform":7,"a2":"token","tinyid":"144115198244471703","status_instid":4294967295,"sdkappid":1400000001,
            "servcmd":"openim.sendmsg","seq":2415919103},"body":{"To_Account":"bob"}}
            """u8);

        Assert.Equal("token", Text(frame.A2));
        Assert.Equal(uint.MaxValue, frame.InstanceId);
        Assert.Equal(2415919103, frame.Sequence);
        Assert.True(frame.Identifier.IsEmpty);
        Assert.True(frame.UserSig.IsEmpty);
    }

    [Fact]
    public void Unescapes_the_text_fields_of_the_head()
    {
        var frame = ClientFrame.Parse(
            """{"head":{"servcmd":"open\u0069m.getmsg","identifier":"\u7528\"\\\/\ud83d\ude00","usersig":"a\u002ab","a2":"x\ty"}}"""u8);

        Assert.Equal("openim.getmsg", Text(frame.Command));
        Assert.Equal("用\"\\/😀", Text(frame.Identifier));
        Assert.Equal("a*b", Text(frame.UserSig));
        Assert.Equal("x\ty", Text(frame.A2));
    }

    [Fact]
    public void Reads_escaped_names_of_fields()
    {
        var frame = ClientFrame.Parse("""{"\u0068ead":{"serv\u0063md":"a.b","s\u0065q":7},"b\u006fdy":{"x":1}}"""u8);

        Assert.Equal("a.b", Text(frame.Command));
        Assert.Equal(7, frame.Sequence);
        Assert.Equal("""{"x":1}""", Text(frame.Body));
    }

    [Fact]
    public void Reads_a_body_that_stands_before_the_head()
    {
        var frame = ClientFrame.Parse("""{"body":{"head":{"servcmd":"c.d"}},"head":{"seq":3,"servcmd":"a.b"}}"""u8);

        Assert.Equal("a.b", Text(frame.Command));
        Assert.Equal("""{"head":{"servcmd":"c.d"}}""", Text(frame.Body));
    }

    [Fact]
    public void Keeps_the_bytes_of_the_body()
    {
        var frame = ClientFrame.Parse("""{"head":{"servcmd":"a.b"},"body":  { "x" : 1.0 , "y":[ 1e3,"\u0041\/" ] }  }"""u8);

        Assert.Equal("""{ "x" : 1.0 , "y":[ 1e3,"\u0041\/" ] }""", Text(frame.Body));
    }

    [Fact]
    public void Ignores_fields_it_does_not_know()
    {
        var frame = ClientFrame.Parse(
            """{"trace":[{"head":1}],"head":{"new":{"servcmd":"x.y"},"list":[1,[2]],"servcmd":"a.b","seq":1,"last":null},"tail":true,"body":{}}"""u8);

        Assert.Equal("a.b", Text(frame.Command));
        Assert.Equal(1, frame.Sequence);
        Assert.Equal("{}", Text(frame.Body));
    }

    [Fact]
    public void Names_of_fields_are_case_sensitive()
    {
        Assert.Throws<FrameException>(() => Parse("""{"Head":{"servcmd":"a.b"},"body":{}}"""));
    }

    [Fact]
    public void A_frame_without_body_has_an_empty_one()
    {
        Assert.True(ClientFrame.Parse("""{"head":{"servcmd":"heartbeat.alive","seq":1}}"""u8).Body.IsEmpty);
    }

    [Fact]
    public void Fields_that_are_null_count_as_missing()
    {
        var frame = ClientFrame.Parse(
            """{"head":{"servcmd":"a.b","identifier":null,"usersig":null,"a2":null,"sdkappid":null,"platform":null,"status_instid":null}}"""u8);

        Assert.True(frame.Identifier.IsEmpty);
        Assert.True(frame.A2.IsEmpty);
        Assert.Equal((0u, 0, 0u), (frame.SdkAppId, frame.Platform, frame.InstanceId));
    }

    [Fact]
    public void The_last_of_several_equal_fields_counts_as_in_javascript()
    {
        var frame = ClientFrame.Parse(
            """{"body":{"x":1},"head":{"servcmd":"a.b","seq":1,"servcmd":"c.d","seq":2,"a2":"one","a2":"two"},"body":{"x":2}}"""u8);

        Assert.Equal("c.d", Text(frame.Command));
        Assert.Equal(2, frame.Sequence);
        Assert.Equal("two", Text(frame.A2));
        Assert.Equal("""{"x":2}""", Text(frame.Body));
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    [InlineData(0)]
    public void Reads_sequences_of_64_bits(long sequence)
    {
        Assert.Equal(sequence, ClientFrame.Parse(Encoding.UTF8.GetBytes($$$"""{"head":{"servcmd":"a.b","seq":{{{sequence}}}}}""")).Sequence);
    }

    [Fact]
    public void Bodies_may_be_nested_sixty_levels_deep()
    {
        var body = new string('[', 60) + new string(']', 60);

        var frame = ClientFrame.Parse(Encoding.UTF8.GetBytes($$"""{"head":{"servcmd":"a.b"},"body":{{body}} }"""));

        Assert.Equal(body, Text(frame.Body));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("hello")]
    [InlineData("null")]
    [InlineData("1")]
    [InlineData("\"text\"")]
    [InlineData("[]")]
    [InlineData("""[{"head":{"servcmd":"a.b","seq":1},"body":{}}]""")]
    [InlineData("{}")]
    [InlineData("""{"body":{}}""")]
    [InlineData("""{"head":null,"body":{}}""")]
    [InlineData("""{"head":[],"body":{}}""")]
    [InlineData("""{"head":"a.b","body":{}}""")]
    [InlineData("""{"head":{},"body":{}}""")]
    [InlineData("""{"head":{"seq":1},"body":{}}""")]
    [InlineData("""{"head":{"servcmd":null,"seq":1},"body":{}}""")]
    [InlineData("""{"head":{"servcmd":"","seq":1},"body":{}}""")]
    [InlineData("""{"head":{"servcmd":1,"seq":1},"body":{}}""")]
    [InlineData("""{"head":{"servcmd":["a.b"],"seq":1},"body":{}}""")]
    [InlineData("""{"head":{"servcmd":"a.b","identifier":7}}""")]
    [InlineData("""{"head":{"servcmd":"a.b","a2":{}}}""")]
    [InlineData("""{"head":{"servcmd":"a.b","usersig":[]}}""")]
    [InlineData("""{"head":{"servcmd":"\ud800","seq":1},"body":{}}""")]
    [InlineData("""{"head":{"servcmd":"a.b","\ud800":1},"body":{}}""")]
    public void Refuses_what_is_not_a_frame(string message)
    {
        Assert.Throws<FrameException>(() => Parse(message));
    }

    [Theory]
    [InlineData("seq", "\"1\"")]
    [InlineData("seq", "1.0")]
    [InlineData("seq", "1e3")]
    [InlineData("seq", "9223372036854775808")]
    [InlineData("seq", "null")]
    [InlineData("seq", "[1]")]
    [InlineData("seq", "01")]
    [InlineData("seq", "NaN")]
    [InlineData("sdkappid", "-1")]
    [InlineData("sdkappid", "4294967296")]
    [InlineData("sdkappid", "\"1400000001\"")]
    [InlineData("sdkappid", "{}")]
    [InlineData("platform", "7.5")]
    [InlineData("platform", "2147483648")]
    [InlineData("status_instid", "-1")]
    [InlineData("status_instid", "4294967296")]
    public void Refuses_numbers_that_are_none_or_out_of_range(string field, string value)
    {
        Assert.Throws<FrameException>(() => Parse($$$"""{"head":{"servcmd":"a.b","{{{field}}}":{{{value}}}},"body":{}}"""));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("{}")]
    [InlineData(",")]
    [InlineData("\0")]
    [InlineData("""{"head":{"servcmd":"c.d","seq":2},"body":{}}""")]
    public void Refuses_anything_after_the_frame(string rest)
    {
        Assert.Throws<FrameException>(() => Parse("""{"head":{"servcmd":"a.b","seq":1},"body":{}}""" + rest));
    }

    [Fact]
    public void Allows_blanks_around_the_frame()
    {
        Assert.Equal("a.b", Text(ClientFrame.Parse(" \r\n\t{\"head\":{\"servcmd\":\"a.b\"}} \n"u8).Command));
    }

    [Fact]
    public void Refuses_every_truncation()
    {
        var message = """{"head":{"servcmd":"a.b","seq":12,"identifier":"\u0041é"},"body":{"x":[1,{"y":"z"}]}}"""u8.ToArray();

        for (var length = 0; length < message.Length; length++)
        {
            var part = message[..length];
            Assert.Throws<FrameException>(() => { ClientFrame.Parse(part); });
        }
    }

    [Fact]
    public void Refuses_endless_nesting()
    {
        var open = new string('[', 100_000);

        Assert.Throws<FrameException>(() => Parse($$"""{"head":{"servcmd":"a.b"},"body":{{open}}"""));
        Assert.Throws<FrameException>(() => Parse($$"""{"head":{"x":{{open}}"""));
        Assert.Throws<FrameException>(() => Parse(open));
    }

    [Theory]
    [InlineData("command")]
    [InlineData("identifier")]
    [InlineData("body")]
    [InlineData("unknown")]
    public void Refuses_text_that_is_not_utf8(string place)
    {
        var text = """{"head":{"servcmd":"a.b$command","identifier":"$identifier","x":"$unknown"},"body":{"x":"$body"}}"""
            .Replace("$" + place, "\u00ff", StringComparison.Ordinal);

        Assert.Throws<FrameException>(() => { ClientFrame.Parse(Encoding.Latin1.GetBytes(text)); });
    }

    [Fact]
    public void Refuses_a_byte_order_mark()
    {
        Assert.Throws<FrameException>(() => Parse("\ufeff{\"head\":{\"servcmd\":\"a.b\"}}"));
    }

    private static void Parse(string message) => ClientFrame.Parse(Encoding.UTF8.GetBytes(message));

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
