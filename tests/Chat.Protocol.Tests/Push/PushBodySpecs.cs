using System.Text;
using Chat.Protocol.Frames;
using Chat.Protocol.Push;

namespace Chat.Protocol.Tests.Push;

public sealed class PushBodySpecs
{
    [Fact]
    public void Reads_a_push_with_a_message()
    {
        var body = Parse("""{"EventArray":[{"Event":9,"C2cMsgArray":[{"From_Account":"bob"}]}],"NeedAck":1,"SessionData":"opaque","Flag":1}""");

        Assert.True(body.NeedsAck);
        Assert.True(body.AsksForSync);
        Assert.Equal("opaque", body.SessionData);
        var one = Assert.Single(body.Events);
        Assert.Equal((9, "C2cMsgArray", """[{"From_Account":"bob"}]"""), (one.Code, one.Key, one.Payload.ToString()));
    }

    [Fact]
    public void Reads_several_events_in_their_order()
    {
        var body = Parse("""{"EventArray":[{"Event":9,"C2cMsgArray":[]},{"Event":8,"ProfileDataMod":[]},{"Event":7,"FriendListMod":[]}]}""");

        Assert.Equal([(9, "C2cMsgArray"), (8, "ProfileDataMod"), (7, "FriendListMod")], body.Events.Select(e => (e.Code, e.Key)));
    }

    [Fact]
    public void Fields_may_stand_in_any_order()
    {
        var body = Parse("""{"SessionData":"s","NeedAck":1,"EventArray":[{"C2cMsgArray":[1],"Event":9}]}""");

        var one = Assert.Single(body.Events);
        Assert.Equal((9, "C2cMsgArray", "[1]"), (one.Code, one.Key, one.Payload.ToString()));
        Assert.True(body.NeedsAck);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"EventArray":[]}""")]
    [InlineData("""{"EventArray":null}""")]
    [InlineData("""{"EventArray":[],"NeedAck":0,"SessionData":null,"Flag":0}""")]
    public void A_push_without_events_is_empty(string body)
    {
        var push = Parse(body);

        Assert.Empty(push.Events);
        Assert.Equal((false, false, ""), (push.NeedsAck, push.AsksForSync, push.SessionData));
    }

    [Theory]
    [InlineData("\"1\"")]
    [InlineData("2")]
    [InlineData("null")]
    [InlineData("true")]
    public void Only_the_number_one_asks_for_an_acknowledgement(string value)
    {
        Assert.False(Parse($$"""{"NeedAck":{{value}},"Flag":{{value}} }""").NeedsAck);
        Assert.False(Parse($$"""{"NeedAck":{{value}},"Flag":{{value}} }""").AsksForSync);
    }

    [Fact]
    public void Ignores_fields_it_does_not_know()
    {
        var body = Parse("""{"New":{"EventArray":[1]},"EventArray":[{"Time":5,"Text":"x","Event":9,"C2cMsgArray":[]}],"More":[[]],"NeedAck":1}""");

        Assert.Equal("C2cMsgArray", Assert.Single(body.Events).Key);
        Assert.True(body.NeedsAck);
    }

    [Fact]
    public void The_first_of_two_payloads_wins()
    {
        var one = Assert.Single(Parse("""{"EventArray":[{"C2cMsgArray":[1],"C2cNotifyMsgArray":[2],"Event":9}]}""").Events);

        Assert.Equal(("C2cMsgArray", "[1]"), (one.Key, one.Payload.ToString()));
    }

    [Fact]
    public void Keeps_the_bytes_of_the_payload()
    {
        var one = Assert.Single(Parse("""{"EventArray":[{"Event":1,"X": { "a" : 1.0, "b":"\u0041\/" } }]}""").Events);

        Assert.Equal("""{ "a" : 1.0, "b":"\u0041\/" }""", one.Payload.ToString());
    }

    [Theory]
    [InlineData("1")]
    [InlineData("null")]
    [InlineData("\"x\"")]
    [InlineData("[{\"Event\":8,\"X\":[]}]")]
    public void Elements_that_are_no_events_hide_neither_the_other_events_nor_the_wish_for_an_acknowledgement(string element)
    {
        var body = Parse($$"""{"EventArray":[{{element}},{"Event":9,"C2cMsgArray":[]}],"NeedAck":1,"SessionData":"s"}""");

        Assert.Equal("C2cMsgArray", Assert.Single(body.Events).Key);
        Assert.True(body.NeedsAck);
        Assert.Equal("s", body.SessionData);
    }

    [Fact]
    public void An_event_array_that_is_null_does_not_hide_the_wish_for_an_acknowledgement()
    {
        Assert.True(Parse("""{"EventArray":null,"NeedAck":1}""").NeedsAck);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"EventArray":""")]
    [InlineData("""{"EventArray":[{"Event":9,"C2cMsgArray":[]}]""")]
    [InlineData("""{"EventArray":{"Event":9,"C2cMsgArray":[]}}""")]
    [InlineData("""{"EventArray":"x"}""")]
    [InlineData("""{"NeedAck":1.5}""")]
    [InlineData("""{"SessionData":7}""")]
    [InlineData("""{"SessionData":"\ud800"}""")]
    [InlineData("""{"EventArray":[]}{}""")]
    public void Refuses_malformed_pushes(string body)
    {
        Assert.Throws<FrameException>(() => Parse(body));
    }

    [Theory]
    [InlineData("\"9\"")]
    [InlineData("9.5")]
    [InlineData("99999999999")]
    public void Passes_over_an_event_without_a_number(string number)
    {
        var push = Parse("{\"EventArray\":[{\"Event\":" + number + ",\"C2cMsgArray\":[]},{\"Event\":9}],\"NeedAck\":1}");

        Assert.Equal(9, Assert.Single(push.Events).Code);
        Assert.True(push.NeedsAck);
    }

    private static PushBody Parse(string body) => PushBody.Parse(Encoding.UTF8.GetBytes(body));
}
