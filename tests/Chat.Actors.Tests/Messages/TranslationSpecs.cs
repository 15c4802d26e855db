using Chat.Actors.Messages;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Testing;

namespace Chat.Actors.Tests.Messages;

public sealed class TranslationSpecs : ChatSpec
{
    [Fact]
    public void Texts_are_translated_in_their_order()
    {
        var alice = LogIn();
        Answer("""{"CmdErrorCode":{"ErrorCode":0},"TargetText":["eins","zwei"]}""");

        Assert.Equal(["eins", "zwei"], Done(alice.TranslateTextAsync(["one", "two"], "", "de")));
        Assert.Equal(
            $$"""{"SourceText":["one","two"],"SdkAppId":{{SdkAppId}},"FromAccount":"{{Gateway.TinyIdOf("alice")}}","Source":"auto","Target":"de"}""",
            Assert.Single(Gateway.RequestsFor(TranslationCommands.Translate.Name)).Body.ToString());
    }

    [Theory]
    [InlineData("""{"CmdErrorCode":{"ErrorCode":123,"ErrorInfo":"no"}}""", 123)]
    [InlineData("""{"CmdErrorCode":null}""", ErrorCodes.TranslationFailed)]
    [InlineData("""{"CmdErrorCode":{"ErrorCode":0},"TargetText":null}""", ErrorCodes.TranslationFailed)]
    [InlineData("""{"ActionStatus":"FAIL","ErrorCode":60009}""", 60009)]
    public void Translation_that_fails_says_why(string reply, int code)
    {
        var alice = LogIn();
        Answer(reply);

        Assert.Equal(code, CodeOf(alice.TranslateTextAsync(["one"], "en", "de")));
    }

    [Fact]
    public void Recording_is_written_down()
    {
        var alice = LogIn();
        Answer("""{"CmdErrorCode":{"ErrorCode":0},"BytesResult":"hello"}""");

        Assert.Equal("hello", Done(alice.ConvertVoiceToTextAsync(Recording(alice, "https://x/a.mp3?k=1"), "en-US")));
        Assert.Equal(
            $$"""{"BytesUrl":"https://x/a.mp3?k=1","Uint32Sdkappid":{{SdkAppId}},"BytesVoiceFormat":"mp3","Uint64SourceType":0,"BytesEngServiceType":"16k_en"}""",
            Assert.Single(Gateway.RequestsFor(TranslationCommands.Recognize.Name)).Body.ToString());
    }

    [Theory]
    [InlineData("https://x/a.ogg", """{}""", ErrorCodes.VoiceFormatUnsupported)]
    [InlineData("https://x/a.wav", """{"CmdErrorCode":{"ErrorCode":9}}""", ErrorCodes.RecognitionFailed)]
    [InlineData("https://x/a.wav", """{"ActionStatus":"FAIL","ErrorCode":60009}""", ErrorCodes.RecognitionFailed)]
    public void Recording_that_cannot_be_recognized_says_so(string url, string reply, int code)
    {
        var alice = LogIn();
        Answer(reply);

        Assert.Equal(code, CodeOf(alice.ConvertVoiceToTextAsync(Recording(alice, url))));
    }

    [Fact]
    public void There_must_be_a_text_and_a_recording()
    {
        var alice = LogIn();

        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(alice.TranslateTextAsync([], "en", "de")));
        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(alice.ConvertVoiceToTextAsync(alice.CreateTextMessage("bob", "hi"))));
    }

    private static ChatMessage Recording(ChatClient client, string url) =>
        client.CreateTextMessage("bob", "") with { Type = MessageTypes.Sound, Payload = new AudioPayload { Url = url }, Status = MessageStatus.Success, Time = 1 };

    private void Answer(string reply) => Gateway.OverrideReply = request =>
        request.Command == TranslationCommands.Translate.Name || request.Command == TranslationCommands.Recognize.Name ? reply : null;
}
