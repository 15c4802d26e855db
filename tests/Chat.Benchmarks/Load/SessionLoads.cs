using System.Diagnostics;

namespace Chat.Benchmarks.Load;

/// <summary>Loads of sessions rather than messages.</summary>
internal static class SessionLoads
{
    /// <summary>The sync of the official SDK after a login, without the login itself and getmsg.</summary>
    private static readonly (string Command, string Body)[] SyncSet =
    [
        ("profile.portrait_get_all", """{"From_Account":"@","UserItem":[{"To_Account":"@","StandardSequence":0,"CustomSequence":0}]}"""),
        ("sns.black_list_get", """{"From_Account":"@","StartIndex":0,"MaxLimited":1000}"""),
        ("recentcontact.page_get", """{"From_Account":"@","TimeStamp":0,"StartIndex":0,"TopTimeStamp":0,"TopStartIndex":0,"OrderType":1,"MsgAssistFlags":15,"AssistFlags":31}"""),
        ("group_open_http_svc.get_joined_group_list", """{"Member_Account":"@","Limit":200,"Offset":0}"""),
        ("sns.friend_get", """{"From_Account":"@","StartIndex":0,"StandardSequence":0,"CustomSequence":0}"""),
        ("sns.group_get", """{"From_Account":"@","LastSequence":0,"NeedFriend":"Need_Friend_Type_Yes"}"""),
        ("sns.pendency_get", """{"From_Account":"@","PendencyType":"Pendency_Type_Both","StartTime":0,"MaxLimited":100,"LastSequence":0}"""),
        ("im_sdk_config_mgr.fetch_config", """{"uint32_sdkappid":1400000001,"uint64_version":0}"""),
        ("recentcontact.get_contact_group", """{"From_Account":"@","StartIndex":0}"""),
        ("million_group_open_http_svc.get_joined_group_list", """{"Member_Account":"@","Limit":200,"Offset":0}"""),
        ("im_sdk_config_mgr.fetch_imsdk_purchase_bitsv2", """{"uint32_sdkappid":1400000001}"""),
    ];

    /// <summary>Server CPU of one login of a known account with the whole sync, milliseconds.</summary>
    public static async Task<double> LoginAsync(ServerProcess server, int logins)
    {
        const int Accounts = 500;
        await RunAsync(Accounts);
        var cpu = server.CpuMilliseconds;
        await RunAsync(logins);
        return (server.CpuMilliseconds - cpu) / logins;

        async Task RunAsync(int count)
        {
            var clients = Enumerable.Range(0, count).Select(i => new RawClient { UserId = "user" + (i % Accounts) }).ToList();
            await Fleet.ForEachAsync(clients, 50, async (client, i) =>
            {
                await client.ConnectAsync(server.Port);
                await client.LoginAsync(ServerProcess.Sign(client.UserId));
                await Task.WhenAll(SyncSet.Select(one => client.CallAsync(one.Command, one.Body.Replace("@", client.UserId, StringComparison.Ordinal))));
                client.Dispose();
            });
        }
    }

    /// <summary>Memory of an idle logged-in session (bytes) and CPU of all of them with their heartbeats (ms per second).</summary>
    public static async Task<(double BytesPerSession, double CpuPerSecond)> IdleAsync(ServerProcess server, int sessions)
    {
        using (await Fleet.LogInAsync(server, 200, firstUser: 1_000_000))
        {
            // Everything that is loaded once is loaded now.
        }

        await Task.Delay(2000);
        var before = server.ResidentBytes;
        using var fleet = await Fleet.LogInAsync(server, sessions);
        await Task.Delay(5000);
        var after = server.ResidentBytes;
        var cpu = server.CpuMilliseconds;
        var clock = Stopwatch.GetTimestamp();
        for (var round = 0; round < 2; round++)
        {
            var roundStart = Stopwatch.GetTimestamp();
            for (var i = 0; i < fleet.Clients.Count; i++)
            {
                await fleet.Clients[i].CallAsync("heartbeat.alive", "{}");
                var due = TimeSpan.FromSeconds(10) * ((i + 1) / (double)fleet.Clients.Count);
                if (i % 50 == 0 && due - Stopwatch.GetElapsedTime(roundStart) is { Ticks: > 0 } rest)
                {
                    await Task.Delay(rest);
                }
            }
        }

        return ((after - before) / (double)sessions, (server.CpuMilliseconds - cpu) / Stopwatch.GetElapsedTime(clock).TotalSeconds);
    }

    /// <summary>All sessions are dropped at once; seconds until all are back and synchronized, CPU of each, milliseconds.</summary>
    public static async Task<(double Seconds, double CpuEach)> StormAsync(ServerProcess server, int sessions)
    {
        using var fleet = await Fleet.LogInAsync(server, sessions);
        await Task.Delay(1000);
        var cpu = server.CpuMilliseconds;
        var clock = Stopwatch.GetTimestamp();
        fleet.Clients.ForEach(client => client.Drop());
        await Fleet.ForEachAsync(fleet.Clients, sessions, async (client, i) =>
        {
            await client.ConnectAsync(server.Port);
            await client.LoginAgainAsync();
            await Task.WhenAll(
                client.SyncAsync(),
                client.CallAsync(SyncSet[2].Command, SyncSet[2].Body.Replace("@", client.UserId, StringComparison.Ordinal)));
        });
        var seconds = Stopwatch.GetElapsedTime(clock).TotalSeconds;
        return (seconds, (server.CpuMilliseconds - cpu) / sessions);
    }
}
