using Chat.Actors.App;
using Chat.Testing;

namespace Chat.Actors.Tests.App;

public sealed class ChatEngineSpecs : ChatSpec
{
    [Fact]
    public void Account_without_a_name_is_refused() => Assert.Throws<ArgumentException>(() => Create(""));

    [Fact]
    public void Same_app_and_account_give_the_same_client() => Assert.Same(Create(), Create());

    [Fact]
    public void Other_account_and_other_app_give_other_clients()
    {
        var client = Create();

        Assert.NotSame(client, Create("bob"));
        Assert.NotSame(client, ChatEngine.Of(Sys).Create(new ChatOptions(SdkAppId + 1) { Transport = Gateway, Time = Clock }, "alice"));
    }

    [Fact]
    public void Destroyed_client_makes_room_for_a_new_one()
    {
        var old = LogIn();
        Done(old.DestroyAsync());

        var client = LogIn();

        Assert.NotSame(old, client);
        Assert.True(client.IsReady());
        Assert.False(old.IsReady());
        Assert.Equal(1, Gateway.OpenConnections);
    }

    [Fact]
    public void Needs_an_app() =>
        Assert.Equal(Protocol.Errors.ErrorCodes.NoSdkAppId, Assert.Throws<ChatException>(() => new ChatOptions(0)).Code);

    [Fact]
    public async Task Destroyed_client_refuses_calls_instead_of_letting_them_wait()
    {
        var client = LogIn();
        Gateway.Silence(Chat.Protocol.Messages.MessageCommands.Send);
        var sending = client.SendMessageAsync(client.CreateTextMessage("bob", "never answered"));

        await client.DestroyAsync().WaitAsync(Patience);

        await Assert.ThrowsAsync<ChatException>(() => sending.WaitAsync(Patience));
        await Assert.ThrowsAsync<ChatException>(() => client.LoginAsync("alice", "signature"));
    }
}
