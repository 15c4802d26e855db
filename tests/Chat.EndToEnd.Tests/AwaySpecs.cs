using Akka.Actor;
using Chat.Actors;
using Chat.Actors.App;
using Chat.Actors.Connection;
using Chat.Actors.Conversations;
using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Protocol.Sessions;

namespace Chat.EndToEnd;

/// <summary>The engine against the real server: what happened while a client was away brings it to where a new login is.</summary>
[Collection("processes")]
public sealed class AwaySpecs
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Client_that_was_away_knows_what_a_new_login_knows()
    {
        await using var host = await HostProcess.StartAsync();
        using var system = ActorSystem.Create("away", "akka { loglevel = ERROR, log-dead-letters = off }");
        var engine = ChatEngine.Of(system);
        var options = new ChatOptions(HostProcess.App)
        {
            ProxyServer = host.WebSocketUrl,
            Reconnect = new ReconnectPolicy { FirstDelay = TimeSpan.FromMilliseconds(50), MaxDelay = TimeSpan.FromMilliseconds(200) },
        };
        var transport = new BreakableTransport();
        var alice = engine.Create(options with { Transport = transport }, "alice");
        var other = engine.Create(options with { Platform = ClientPlatform.Android }, "alice's phone");
        var bob = engine.Create(options, "bob");
        await LogInAsync(alice, "alice");
        await LogInAsync(other, "alice");
        await LogInAsync(bob, "bob");

        var recalled = await SayAsync("to be recalled");
        var edited = await SayAsync("to be edited");
        var deleted = await SayAsync("to be deleted");
        await SayAsync("last");
        await UntilAsync(() => alice.GetTotalUnreadMessageCount() == 4 && other.FindMessage(deleted.Id) is not null);

        transport.Leave();
        await bob.RevokeMessageAsync(recalled);
        await bob.ModifyMessageAsync(edited with { Payload = new TextPayload("edited") });
        await other.DeleteMessagesAsync([other.FindMessage(deleted.Id)!]);
        var missed = await SayAsync("missed");
        await bob.RevokeMessageAsync(await SayAsync("missed and recalled"));
        transport.ComeBack();

        await UntilAsync(() => alice.FindMessage(missed.Id) is not null
            && alice.FindMessage(recalled.Id)?.IsRevoked == true
            && alice.FindMessage(edited.Id)?.Payload == new TextPayload("edited")
            && alice.FindMessage(deleted.Id) is null
            && alice.GetTotalUnreadMessageCount() == 3);
        var fresh = engine.Create(options with { Platform = ClientPlatform.Windows }, "alice's computer");
        await LogInAsync(fresh, "alice");
        await UntilAsync(() => fresh.GetTotalUnreadMessageCount() == 3);
        Assert.Equal(await StateAsync(fresh), await StateAsync(alice));
        await system.Terminate();

        Task<ChatMessage> SayAsync(string text) => bob.SendMessageAsync(bob.CreateTextMessage("alice", text));
    }

    private static async Task LogInAsync(ChatClient client, string user)
    {
        var isListed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.On<ConversationListUpdated>(_ => isListed.TrySetResult());
        await client.LoginAsync(user, HostProcess.Sign(user)).WaitAsync(Limit);
        await isListed.Task.WaitAsync(Limit);
    }

    /// <summary>What the app sees of the conversation with bob, as text.</summary>
    private static async Task<string> StateAsync(ChatClient client)
    {
        var conversation = (await client.GetConversationListAsync()).Single(one => one.PeerUserId == "bob");
        var page = await client.GetMessageListAsync(ConversationIds.OfUser("bob"));
        return string.Join(
            '\n',
            page.Messages.Select(static one => $"{one.Id} {one.Payload} {one.Version} {one.IsRevoked} {one.Revocation}")
                .Append($"{conversation.UnreadCount} {conversation.LastMessage?.Payload} {conversation.LastMessage?.IsRevoked} {conversation.LastMessage?.Revoker}"));
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Limit);
        while (!condition())
        {
            await Task.Delay(50, patience.Token);
        }
    }
}
