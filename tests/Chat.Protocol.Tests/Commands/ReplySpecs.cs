using System.Text;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;

namespace Chat.Protocol.Tests.Commands;

public sealed class ReplySpecs
{
    [Fact]
    public void The_bare_reply_says_ok()
    {
        Assert.Equal("""{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}""", Encoding.UTF8.GetString(Wire.ToBytes(new Reply(), CommandsJson.Default.Reply)));
    }

    [Fact]
    public void A_refusal_carries_the_error()
    {
        var reply = Reply.From(new ChatError(ErrorCodes.SigExpired, "expired"));

        Assert.Equal("""{"ActionStatus":"FAIL","ErrorCode":70001,"ErrorInfo":"expired"}""", Encoding.UTF8.GetString(Wire.ToBytes(reply, CommandsJson.Default.Reply)));
    }

    [Fact]
    public void A_missing_code_means_success()
    {
        Assert.Equal(0, Wire.Read("""{"ActionStatus":"FAIL"}"""u8, CommandsJson.Default.Reply).ErrorCode);
    }
}
