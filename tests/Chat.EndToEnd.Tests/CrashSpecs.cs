using System.Collections.Concurrent;
using System.Globalization;
using Akka.Actor;
using Chat.Actors;
using Chat.Actors.App;
using Chat.Actors.Connection;
using Chat.Actors.Conversations;
using Chat.Actors.Events;
using Chat.Actors.Messages;

namespace Chat.EndToEnd;

/// <summary>kill -9 in the middle of a load: nothing that was acknowledged is lost, doubled or out of order, on the server and for the engine's applications.</summary>
[Collection("processes")]
public sealed class CrashSpecs : IAsyncLifetime
{
    private const int Pairs = 10;
    private const int MessagesPerUser = 150;
    private const int Window = 8;
    private const int Kills = 2;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly ActorSystem _system = ActorSystem.Create("crash", "akka { loglevel = ERROR, log-dead-letters = off }");
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _received = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<(string Text, long Order)>> _acknowledged = new();
    private readonly ConcurrentQueue<ChatErrorRaised> _errors = new();
    private HostProcess _host = null!;

    public async Task InitializeAsync() => _host = await HostProcess.StartAsync();

    public async Task DisposeAsync()
    {
        await _system.Terminate();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Every_acknowledged_message_is_there_once_and_in_order_after_kill_9()
    {
        using var limit = new CancellationTokenSource(Limit);
        var users = Enumerable.Range(0, Pairs * 2).Select(i => $"user{i}").ToList();
        var clients = new List<ChatClient>();
        foreach (var user in users)
        {
            clients.Add(await LogInAsync(user));
        }

        var sent = 0;
        var load = Task.WhenAll(clients.Select((client, i) => SendAllAsync(client, users[i ^ 1], () => Interlocked.Increment(ref sent), limit.Token)));
        for (var kill = 1; kill <= Kills; kill++)
        {
            var goal = users.Count * MessagesPerUser * kill / (Kills + 1);
            while (Volatile.Read(ref sent) < goal && !load.IsCompleted)
            {
                await Task.Delay(5, limit.Token);
            }

            await _host.KillAsync();
            await _host.StartAgainAsync();
        }

        await load.WaitAsync(limit.Token);
        foreach (var (client, i) in clients.Select((client, i) => (client, i)))
        {
            await CheckAsync(client, users[i], users[i ^ 1], limit.Token);
        }

        Assert.DoesNotContain(_errors, error => error.Message.StartsWith("gap", StringComparison.Ordinal));
    }

    private async Task<ChatClient> LogInAsync(string user)
    {
        var options = new ChatOptions(HostProcess.App)
        {
            ProxyServer = _host.WebSocketUrl,
            Reconnect = new ReconnectPolicy { FirstDelay = TimeSpan.FromMilliseconds(50), MaxDelay = TimeSpan.FromMilliseconds(500) },
            MaxQueuedEvents = 100_000,
        };
        var client = ChatEngine.Of(_system).Create(options, user);
        client.On<MessageReceived>(received =>
        {
            foreach (var message in received.Messages)
            {
                _received.GetOrAdd(user, _ => new ConcurrentQueue<string>()).Enqueue(((TextPayload)message.Payload).Text);
            }
        });
        client.On<ChatErrorRaised>(_errors.Enqueue);
        await client.LoginAsync(user, HostProcess.Sign(user));
        return client;
    }

    /// <summary>Keeps a window of sends open; a send that failed is sent again until it is acknowledged.</summary>
    private async Task SendAllAsync(ChatClient client, string peer, Action sent, CancellationToken cancellationToken)
    {
        var me = client.GetLoginUser();
        var acknowledged = _acknowledged.GetOrAdd(me, _ => new ConcurrentQueue<(string, long)>());
        using var window = new SemaphoreSlim(Window);
        var all = new List<Task>();
        for (var i = 0; i < MessagesPerUser; i++)
        {
            await window.WaitAsync(cancellationToken);
            var text = string.Create(CultureInfo.InvariantCulture, $"{me}:{i}");
            all.Add(SendOneAsync(client.CreateTextMessage(peer, text), text));
        }

        await Task.WhenAll(all);

        async Task SendOneAsync(ChatMessage message, string text)
        {
            while (true)
            {
                try
                {
                    var stored = await client.ResendMessageAsync(message, cancellationToken: cancellationToken);
                    acknowledged.Enqueue((text, stored.Order));
                    sent();
                    window.Release();
                    return;
                }
                catch (ChatException) when (!cancellationToken.IsCancellationRequested)
                {
                    // A time-out in the middle of a restart: the same message again.
                }
            }
        }
    }

    private async Task CheckAsync(ChatClient client, string user, string peer, CancellationToken cancellationToken)
    {
        var history = new List<ChatMessage>();
        var cursor = "";
        while (true)
        {
            var page = await client.GetMessageListAsync(ConversationIds.OfUser(peer), cursor, cancellationToken);
            history.InsertRange(0, page.Messages);
            if (page.IsCompleted)
            {
                break;
            }

            cursor = page.NextRequestMessageId;
        }

        // Orders run 1, 2, 3 … without gap or double, and the acknowledgements said the same.
        Assert.Equal(Enumerable.Range(1, history.Count).Select(i => (long)i), history.Select(message => message.Order));
        var byText = history.ToDictionary(message => ((TextPayload)message.Payload).Text, message => message.Order);
        Assert.Equal(2 * MessagesPerUser, byText.Count);
        foreach (var (text, order) in _acknowledged[user])
        {
            Assert.Equal(byText[text], order);
        }

        // The application saw each message of the peer once, in the order of the conversation.
        var expected = history.Where(message => message.From == peer).Select(message => ((TextPayload)message.Payload).Text).ToList();
        for (var i = 0; i < 200 && _received[user].Count < expected.Count; i++)
        {
            await Task.Delay(25, cancellationToken);
        }

        Assert.Equal(expected, _received[user]);
    }
}
