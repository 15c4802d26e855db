using Akka.Actor;
using Chat.Actors.App;
using Chat.Actors.Events;
using Chat.Actors.Hosting;
using Chat.Protocol.Errors;
using Chat.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Chat.Actors.Tests.App;

public sealed class ClientIdentitySpecs : ChatSpec
{
    [Fact]
    public void Same_app_and_account_give_the_same_client()
    {
        var engine = ChatEngine.Of(Sys);
        var other = new ChatOptions(SdkAppId + 1) { ProxyServer = "ws://fake", Transport = Gateway, Time = Clock };

        Assert.Same(engine.Create(Options), engine.Create(Options));
        Assert.Same(engine.Create(Options, "bot-17"), engine.Create(Options, "bot-17"));
        Assert.NotSame(engine.Create(Options), engine.Create(Options, "bot-17"));
        Assert.NotSame(engine.Create(Options), engine.Create(other));
    }

    [Fact]
    public async Task Destroyed_client_makes_room_for_a_new_one()
    {
        var client = LogIn();
        var calls = client.GetConversationListAsync();
        Done(calls);

        await client.DestroyAsync();

        Assert.NotSame(client, Create());
        Assert.Single(EventsOf<SdkDestroyed>("alice"));
        Assert.Equal(ErrorCodes.LoggedOut, CodeOf(() => client.GetConversationListAsync()));
        Assert.Equal(ErrorCodes.LoggedOut, CodeOf(() => client.LoginAsync("alice", "signature")));
        Assert.Equal(0, CodeOf(Create().LoginAsync("alice", "signature")));
        Assert.Equal(0, Gateway.RequestsFor("im_open_status.wslogout").Count - 1);
    }

    [Fact]
    public void App_without_number_is_refused() => Assert.Equal(ErrorCodes.NoSdkAppId, Assert.Throws<ChatException>(() => new ChatOptions(0)).Code);

    [Fact]
    public async Task Host_registers_the_engine_with_its_options()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddChatClient(SdkAppId, options => options with { ProxyServer = "ws://fake", Transport = Gateway });
        using var host = builder.Build();
        await host.StartAsync();

        var factory = host.Services.GetRequiredService<IChatClientFactory>();

        Assert.Same(factory.Create("bot-1"), factory.Create("bot-1"));
        Assert.Equal(SdkAppId, factory.Create().SdkAppId);
        Assert.Equal("bot-1", (await factory.Create("bot-1").LoginAsync("bot-1", "signature").WaitAsync(Patience)).UserId);
        var engine = await host.Services.GetRequiredService<ActorSystem>().ActorSelection("/user/chat/1400000001/bot-1").ResolveOne(Patience);
        Assert.False(engine.IsNobody());
        await host.StopAsync();
    }
}
