using System.Text;
using Chat.Protocol.Frames;

namespace Chat.Protocol.Tests.Frames;

public sealed class LoneSurrogatesSpecs
{
    [Theory]
    [InlineData("""{"a":"x\ud83d"}""", """{"a":"x\uFFFD"}""")]
    [InlineData("""{"a":"\uDE00x"}""", """{"a":"\uFFFDx"}""")]
    [InlineData("""{"a":"\ud83d\ud83d\ude00"}""", """{"a":"\uFFFD\ud83d\ude00"}""")]
    [InlineData("""{"a":"\ude00\ud83d"}""", """{"a":"\uFFFD\uFFFD"}""")]
    [InlineData("""{"\udbff":1}""", """{"\uFFFD":1}""")]
    public void Half_a_character_is_replaced(string json, string expected) => Assert.Equal(expected, Replaced(json));

    [Theory]
    [InlineData("")]
    [InlineData("""{"a":"plain 😀"}""")]
    [InlineData("""{"a":"\ud83d\ude00 \uDBFF\uDFFF"}""")]
    [InlineData("""{"a":"\\ud83d"}""")]
    [InlineData("""{"a":"\\\\\"\u00e4\ud7ff\ue000"}""")]
    [InlineData("""{"a":"\ud8""")]
    [InlineData("\\")]
    public void Everything_else_stays_as_it_is(string json) => Assert.Equal(json, Replaced(json));

    private static string Replaced(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        LoneSurrogates.Replace(bytes);
        return Encoding.UTF8.GetString(bytes);
    }
}
