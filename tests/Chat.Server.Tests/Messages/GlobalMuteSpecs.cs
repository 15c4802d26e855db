using Chat.Protocol.Accounts;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Messages;
using Chat.Server.Tests.Groups;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Messages;

public sealed class GlobalMuteSpecs : IDisposable
{
    private const long ForEver = uint.MaxValue;

    private readonly TestServer _server = new();
    private readonly TestClient _alice;

    public GlobalMuteSpecs()
    {
        _server.Import("bob");
        _alice = _server.Login("alice");
    }

    public void Dispose() => _server.Dispose();

    [Fact]
    public void Muted_account_sends_nothing_to_users_until_its_time_is_over()
    {
        _alice.Send("bob", "before", seq: 1, random: 2).ShouldBeOk();
        Mute(""" "C2CmsgNospeakingTime":60 """);

        _alice.Send("bob").ShouldFail(ErrorCodes.SenderMuted);
        _alice.Send("bob", extra: ""","MsgLifeTime":0""").ShouldFail(ErrorCodes.SenderMuted);
        _alice.Send("alice").ShouldFail(ErrorCodes.SenderMuted);
        _server.Rest(MessageCommands.Send, """{"From_Account":"alice","To_Account":"bob","MsgRandom":7,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"x"}}]}""")
            .ShouldFail(ErrorCodes.SenderMuted);
        _alice.Send("bob", "before", seq: 1, random: 2).ShouldBeOk();
        Assert.Equal((60, 0), Times());

        _server.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal((1, 0), Times());
        _alice.Send("bob").ShouldFail(ErrorCodes.SenderMuted);
        _server.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((0, 0), Times());
        _alice.Send("bob", "after").ShouldBeOk();
        Assert.Equal(["before", "after"], _alice.HistoryTexts("bob"));
    }

    [Fact]
    public void Mutes_of_users_and_groups_are_apart_and_outlive_a_restart()
    {
        Mute(""" "C2CmsgNospeakingTime":4294967295 """);
        Mute(""" "GroupmsgNospeakingTime":100 """);
        _server.Restart();
        var alice = _server.Login("alice");

        Assert.Equal((ForEver, 100), Times());
        alice.Send("bob").ShouldFail(ErrorCodes.SenderMuted);
        Mute(""" "C2CmsgNospeakingTime":0 """);
        Assert.Equal((0, 100), Times());
        alice.Send("bob").ShouldBeOk();
    }

    [Fact]
    public void Muted_account_sends_nothing_to_groups_not_even_its_own()
    {
        var group = _alice.CreateGroup(GroupTypes.Public);
        _alice.Say(group, "before").ShouldBeOk();
        Mute(""" "GroupmsgNospeakingTime":3 """);

        _alice.Say(group, "muted").ShouldFail(ErrorCodes.GroupMuted);
        _alice.Send("bob").ShouldBeOk();
        _server.Time.Advance(TimeSpan.FromSeconds(3));
        _alice.Say(group, "after").ShouldBeOk();
    }

    [Fact]
    public void Malformed_calls_get_the_documented_codes()
    {
        _server.Rest(MuteCommands.Set, """{"C2CmsgNospeakingTime":1}""").ShouldFail(ErrorCodes.MuteSetAccountMissing);
        _server.Rest(MuteCommands.Set, """{"Set_Account":"nobody","C2CmsgNospeakingTime":1}""").ShouldFail(ErrorCodes.MuteSetAccountUnknown);
        _server.Rest(MuteCommands.Set, """{"Set_Account":"alice"}""").ShouldFail(ErrorCodes.MuteTimeMissing);
        _server.Rest(MuteCommands.Set, """{"Set_Account":"alice","C2CmsgNospeakingTime":-1}""").ShouldFail(ErrorCodes.MuteJson);
        _server.Rest(MuteCommands.Set, """{"Set_Account":"alice","C2CmsgNospeakingTime":4294967296}""").ShouldFail(ErrorCodes.MuteJson);
        _server.Rest(MuteCommands.Get, "{}").ShouldFail(ErrorCodes.MuteGetAccountMissing);
        _server.Rest(MuteCommands.Get, """{"Get_Account":"nobody"}""").ShouldFail(ErrorCodes.MuteGetAccountUnknown);
        _server.Rest(MuteCommands.Get, """{"Get_Account":["alice"]}""").ShouldFail(ErrorCodes.MuteJson);
    }

    private void Mute(string times) => _server.Rest(MuteCommands.Set, $$"""{"Set_Account":"alice",{{times}}}""").ShouldBeOk();

    private (long C2C, long Group) Times()
    {
        var reply = _server.Rest(MuteCommands.Get, """{"Get_Account":"alice"}""");
        reply.ShouldBeOk();
        return (reply.Long("C2CmsgNospeakingTime"), reply.Long("GroupmsgNospeakingTime"));
    }
}
