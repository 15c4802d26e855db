using System.Net;

namespace Chat.Benchmarks.Load;

/// <summary>Logged-in raw clients.</summary>
internal sealed class Fleet : IDisposable
{
    /// <summary>Sockets per source address: the ephemeral ports of one are not enough for everything.</summary>
    private const int PerAddress = 20_000;

    public List<RawClient> Clients { get; } = [];

    /// <summary>Opens and logs in clients, some at a time.</summary>
    public static async Task<Fleet> LogInAsync(ServerProcess server, int count, int firstUser = 0, int parallel = 50)
    {
        var fleet = new Fleet();
        for (var i = 0; i < count; i++)
        {
            fleet.Clients.Add(new RawClient { UserId = "user" + (firstUser + i) });
        }

        await ForEachAsync(fleet.Clients, parallel, async (client, i) =>
        {
            await client.ConnectAsync(server.Port, Source(i));
            await client.LoginAsync(ServerProcess.Sign(client.UserId));
        });
        return fleet;
    }

    public static IPAddress? Source(int number) => number < PerAddress ? null : IPAddress.Parse($"127.0.0.{2 + (number / PerAddress)}");

    public static async Task ForEachAsync(List<RawClient> clients, int parallel, Func<RawClient, int, Task> action)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, parallel).Select(async _ =>
        {
            int i;
            while ((i = Interlocked.Increment(ref next)) < clients.Count)
            {
                await action(clients[i], i);
            }
        }));
    }

    public void Dispose() => Clients.ForEach(client => client.Dispose());
}
