using System.Text.Json;

namespace Chat.Benchmarks.Load;

/// <summary>What reading costs: it must not depend on how much is stored.</summary>
internal static class ReadLoads
{
    private const int Rounds = 50;
    private const int PagesPerRound = 40;

    /// <summary>Server CPU, milliseconds: of the whole list of the first account, of a newest page of history, of a page in the middle of one.</summary>
    public static async Task<(double List, double Newest, double Middle)> ListsAsync(ServerProcess server)
    {
        using var client = new RawClient { UserId = "user0" };
        await client.ConnectAsync(server.Port);
        await client.LoginAsync(ServerProcess.Sign(client.UserId));
        await client.SyncAsync();
        return (
            await MeasureAsync(server, Rounds, _ => ListAsync(client)),
            await MeasureAsync(server, Rounds * PagesPerRound, i => PageAsync(client, i, "")),
            await MeasureAsync(server, Rounds * PagesPerRound, i => PageAsync(client, i, "6")));
    }

    private static async Task<double> MeasureAsync(ServerProcess server, int count, Func<int, Task> call)
    {
        for (var i = 0; i < count / 2; i++)
        {
            await call(i);
        }

        var cpu = server.CpuMilliseconds;
        for (var i = 0; i < count; i++)
        {
            await call(i);
        }

        return (server.CpuMilliseconds - cpu) / count;
    }

    private static async Task ListAsync(RawClient client)
    {
        long time = 0, index = 0, topTime = 0, topIndex = 0;
        for (var isLast = false; !isLast;)
        {
            var reply = await client.CallAsync(
                "recentcontact.page_get",
                $$"""{"From_Account":"user0","TimeStamp":{{time}},"StartIndex":{{index}},"TopTimeStamp":{{topTime}},"TopStartIndex":{{topIndex}},"OrderType":1,"MsgAssistFlags":15,"AssistFlags":31}""");
            using var json = JsonDocument.Parse(reply);
            var body = json.RootElement.GetProperty("body");
            (time, index, topTime, topIndex) = (Number("TimeStamp"), Number("StartIndex"), Number("TopTimeStamp"), Number("TopStartIndex"));
            isLast = Number("CompleteFlag") == 1;

            long Number(string name) => body.GetProperty(name).GetInt64();
        }
    }

    /// <param name="cursor">"" for the newest page, else the sequence before which it ends.</param>
    private static Task<string> PageAsync(RawClient client, int round, string cursor) => client.CallAsync(
        "openim.getroammsg",
        $$"""{"Peer_Account":"user{{1 + (round % 1000)}}","MaxCnt":15,"LastMsgTime":0,"MsgKey":"{{cursor}}","WithRecalledMsg":1,"GetDirection":0}""");
}
