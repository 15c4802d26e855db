using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Testing;

namespace Chat.Actors.Tests.App;

/// <summary>Many accounts in one process, in virtual time.</summary>
public sealed class SimulationSpecs
{
    [Fact]
    public void Same_seed_gives_the_same_events_for_a_thousand_accounts()
    {
        using var first = new Simulation();
        using var second = new Simulation();

        var events = first.Play(seed: 7);

        Assert.Equal(events, second.Play(seed: 7));
    }

    private sealed class Simulation : ChatSpec
    {
        private const int Accounts = 1000;
        private const int Rounds = 5;

        /// <summary>Each account's events as text; every message has arrived exactly once.</summary>
        public Dictionary<string, string> Play(int seed)
        {
            var random = new Random(seed);
            var clients = Enumerable.Range(0, Accounts).Select(i => LogIn($"user{i}")).ToList();
            var expected = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var round = 0; round < Rounds; round++)
            {
                foreach (var (client, i) in clients.Select((one, i) => (one, i)))
                {
                    var to = $"user{(i + 1 + random.Next(Accounts - 1)) % Accounts}";
                    expected[to] = expected.GetValueOrDefault(to) + 1;
                    _ = client.SendMessageAsync(client.CreateTextMessage(to, $"round {round}"));
                    if (random.Next(20) == 0)
                    {
                        Gateway.Drop($"user{random.Next(Accounts)}");
                    }
                }

                Advance(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1));
            }

            foreach (var (user, count) in expected)
            {
                Assert.Equal(count, EventsOf<MessageReceived>(user).Count);
            }

            return Events.GroupBy(one => one.UserId).ToDictionary(one => one.Key, one => string.Join('\n', one.Select(Describe)));
        }

        private static string Describe(ChatEvent one) => one switch
        {
            MessageReceived { Messages: [var message] } => $"{message.From} {message.Id} {message.Order} {((TextPayload)message.Payload).Text}",
            ConversationListUpdated list => "list " + string.Join(',', list.Conversations.Select(entry => $"{entry.PeerUserId}:{entry.UnreadCount}")),
            _ => one.ToString()!,
        };
    }
}
