using Chat.Protocol.Groups;
using Chat.Protocol.Messages;
using Chat.Server.Tests.Groups;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Retention;

public sealed class MessageRetentionSpecs : IDisposable
{
    private readonly TestServer _server = new(settings => settings.HistoryDays = 2);
    private readonly TestClient _alice;
    private readonly TestClient _bob;

    public MessageRetentionSpecs()
    {
        _alice = Login("alice");
        _bob = Login("bob");
    }

    public void Dispose() => _server.Dispose();

    [Fact]
    public void Only_what_is_older_than_the_setting_goes()
    {
        Send("old", 3);
        Days(1);
        Send("newer", 2);
        Days(1.5);

        Assert.Equal(3, Sweep());

        Assert.Equal(["newer0", "newer1"], _bob.HistoryTexts("alice"));
        Assert.Equal(1, _bob.History("alice").Long("Complete"));
        Assert.Equal(2, _bob.UnreadOf("alice"));
        Assert.Equal(0, Sweep());
    }

    [Fact]
    public void Conversation_goes_on_where_it_was_when_all_has_gone()
    {
        Send("old", 2);
        Days(3);
        Assert.Equal(2, Sweep());

        Assert.Empty(_bob.HistoryTexts("alice"));
        Assert.Empty(_bob.Page().Items("SessionItem"));
        Assert.Equal(0, _bob.UnreadOf("alice"));
        _server.Restart();
        var (alice, bob) = (Login("alice"), Login("bob"));
        Assert.Equal(3, alice.Send("bob", "new").Long("MsgOrder"));
        Assert.Equal(1, bob.UnreadOf("alice"));
        Assert.Equal(["new"], bob.HistoryTexts("alice"));
    }

    [Fact]
    public void Notices_of_groups_go_after_a_week()
    {
        for (var i = 0; i < 2; i++)
        {
            _alice.CreateGroup(GroupTypes.Public, "bob");
            Days(5);
        }

        Sweep();

        Assert.Equal(1, _server.Count("SELECT count(*) FROM group_notice"));
    }

    [Fact]
    public void Large_conversations_go_in_several_operations()
    {
        Send("old", 1201);
        Days(3);

        Assert.Equal(1201, Sweep());
        Assert.Equal(0, _server.Count("SELECT count(*) FROM message"));
    }

    [Fact]
    public void What_hangs_on_a_message_goes_with_it()
    {
        var key = _alice.SendKey("bob", extra: ""","SupportMessageExtension":1""");
        _alice.Call(
            MessageExtensionCommands.Set,
            $$"""{"From_Account":"alice","To_Account":"bob","MsgKey":"{{key}}","OperateType":1,"ExtensionList":[{"Key":"k","Value":"v","Seq":0}]}""").ShouldBeOk();
        _bob.Call(
            MessageReactionCommands.Add, $$"""{"From_Account":"alice","To_Account":"bob","Reaction":"r","MsgKey":"{{key}}","Add_Account":["bob"]}""").ShouldBeOk();
        _alice.Call(LongMessageCommands.Save, """{"MsgList":[{"From_Account":"bob"}]}""").ShouldBeOk();
        Days(3);

        Sweep();

        foreach (var table in new[] { "message", "message_extension", "message_extension_state", "message_reaction", "long_message" })
        {
            Assert.Equal(0, _server.Count("SELECT count(*) FROM " + table));
        }
    }

    [Fact]
    public void Walk_reaches_every_conversation()
    {
        var peers = Enumerable.Range(0, 450).Select(i => $"p{i}").ToArray();
        _server.Import(peers);
        foreach (var peer in peers)
        {
            _alice.Send(peer).ShouldBeOk();
        }

        Days(3);

        Assert.Equal(450, Sweep());
    }

    private TestClient Login(string user)
    {
        var client = _server.Connect(user);
        client.UserSig = client.Sign(TimeSpan.FromDays(100));
        client.Login().ShouldBeOk();
        client.GetMissed();
        return client;
    }

    private void Send(string text, int count)
    {
        for (var i = 0; i < count; i++)
        {
            _alice.Send("bob", text + i).ShouldBeOk();
        }
    }

    private void Days(double days) => _server.Advance(TimeSpan.FromDays(days));

    private long Sweep()
    {
        // No pause between batches: the clock of these specs stands still.
        var sweep = _server.Server.Retention.SweepAsync(TimeSpan.Zero, CancellationToken.None);
        Assert.True(sweep.Wait(FakeSession.Deadline));
        return sweep.Result;
    }
}
