using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Testing;

namespace Chat.Actors.Tests;

/// <summary>Many accounts in virtual time: sends, lost and doubled pushes, cut sockets, a server that is away. The same seed gives the same run.</summary>
public sealed class FleetSimulationSpecs : ChatSpec
{
    private const int Accounts = 1000;
    private const int Rounds = 20;
    private const int SendsPerRound = 100;

    [Fact]
    public void Everybody_gets_everything_once_and_in_order()
    {
        var run = Run(SdkAppId, seed: 7);

        foreach (var (user, expected) in run.Expected)
        {
            Assert.Equal(expected.Order(StringComparer.Ordinal), run.Received.GetValueOrDefault(user, []).Order(StringComparer.Ordinal));
        }

        foreach (var ((_, from), texts) in run.ByPair)
        {
            Assert.True(texts.SequenceEqual(texts.OrderBy(Number)), $"messages of {from} came out of order");
        }
    }

    [Fact]
    public void Same_seed_gives_the_same_run()
    {
        var one = Run(SdkAppId, seed: 3, accounts: 100);
        var other = Repeat(seed: 3, accounts: 100);

        Assert.Equal(one.Trace, other.Trace);
        Assert.NotEqual(one.Trace, Repeat(seed: 4, accounts: 100).Trace);
    }

    private static int Number(string text) => int.Parse(text[(text.IndexOf('#', StringComparison.Ordinal) + 1)..], System.Globalization.CultureInfo.InvariantCulture);

    private SimulatedRun Run(uint app, int seed, int accounts = Accounts)
    {
        var random = new Random(seed);
        var run = new SimulatedRun();
        var clients = new List<ChatClient>();
        for (var i = 0; i < accounts; i++)
        {
            clients.Add(Create($"bot{i}", options => new ChatOptions(app)
            {
                ProxyServer = options.ProxyServer,
                Transport = options.Transport,
                Time = options.Time,
                Seed = seed,
                Reconnect = new(),
            }));
            Done(clients[i].LoginAsync($"bot{i}", "signature"));
        }

        var sends = new List<Task>();
        for (var round = 0; round < Rounds; round++)
        {
            Gateway.Pushes = random.Next(4) switch
            {
                0 => FakeGateway.PushMode.Swallow,
                1 => FakeGateway.PushMode.Twice,
                _ => FakeGateway.PushMode.Deliver,
            };
            for (var i = 0; i < accounts / 20; i++)
            {
                Gateway.Drop($"bot{random.Next(accounts)}");
            }

            Gateway.RefusesConnects = round % 7 == 3;
            for (var i = 0; i < SendsPerRound; i++)
            {
                var (from, to) = (random.Next(accounts), random.Next(accounts));
                if (from != to)
                {
                    var text = $"bot{from}#{(round * SendsPerRound) + i}";
                    run.Expect($"bot{to}", text);
                    var message = clients[from].CreateTextMessage($"bot{to}", text);
                    sends.Add(SendUntilStoredAsync(clients[from], message));
                }
            }

            AdvanceSeconds(2);
        }

        Gateway.RefusesConnects = false;
        Gateway.Pushes = FakeGateway.PushMode.Deliver;
        AdvanceSeconds(60);

        // What was lost in the last rounds shows with the next message or the next login.
        for (var i = 0; i < accounts; i++)
        {
            Gateway.Drop($"bot{i}");
        }

        AdvanceSeconds(60);
        Done(Task.WhenAll(sends));
        foreach (var received in EventsOf<MessageReceived>().Where(one => one.SdkAppId == app))
        {
            foreach (var message in received.Messages.Where(one => one.Flow == MessageFlow.In))
            {
                run.Receive(received.UserId, message.From, ((TextPayload)message.Payload).Text);
            }
        }

        run.Trace = string.Join('\n', Events.Select(one => one is MessageReceived received
            ? $"{one.Name} {one.UserId} {string.Join(',', received.Messages.Select(message => $"{message.Id}:{message.Order}"))}"
            : $"{one.Name} {one.UserId}"));
        return run;
    }

    /// <summary>A time-out during an outage is answered by sending again.</summary>
    private static async Task SendUntilStoredAsync(ChatClient client, ChatMessage message)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await client.ResendMessageAsync(message);
                return;
            }
            catch (ChatException) when (attempt < 5)
            {
            }
        }
    }

    /// <summary>The same simulation on an actor system, a gateway and a clock of its own.</summary>
    private static SimulatedRun Repeat(int seed, int accounts)
    {
        using var specs = new FleetSimulationSpecs();
        return specs.Run(SdkAppId, seed, accounts);
    }

    private sealed class SimulatedRun
    {
        public Dictionary<string, List<string>> Expected { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, List<string>> Received { get; } = new(StringComparer.Ordinal);

        public Dictionary<(string To, string From), List<string>> ByPair { get; } = [];

        public string Trace { get; set; } = "";

        public void Expect(string user, string text) => Add(Expected, user, text);

        public void Receive(string user, string from, string text)
        {
            Add(Received, user, text);
            Add(ByPair, (user, from), text);
        }

        private static void Add<TKey>(Dictionary<TKey, List<string>> to, TKey key, string text)
            where TKey : notnull
        {
            if (!to.TryGetValue(key, out var list))
            {
                to.Add(key, list = []);
            }

            list.Add(text);
        }
    }
}
