using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Akka.TestKit;
using Chat.Actors;
using Chat.Actors.App;
using Chat.Actors.Connection;
using Chat.Actors.Conversations;
using Chat.Actors.Messages;
using Chat.Protocol.Sessions;
using Chat.Server.Apps;
using Chat.Testing;
using CsCheck;

namespace Chat.Convergence;

/// <summary>
/// Two users with two devices each do whatever comes to mind while their networks come and go. When all are connected again, every device shows what
/// a device shows that has only just logged in. A trace is a list of steps; each has users and groups of its own, on one server.
/// </summary>
public abstract class ConvergenceSpec : ChatSpec
{
    protected const int Devices = Users * DevicesPerUser;
    private const int Users = 2;
    private const int DevicesPerUser = 2;

    /// <summary>Between two attempts to connect, seconds.</summary>
    private const int LongestPause = 2;

    private const ulong Seed = 1;

    private readonly LoopbackServer _server;

    protected ConvergenceSpec() => _server = new LoopbackServer(
        Clock,
        new AppOptions
        {
            SdkAppId = SdkAppId,
            SecretKey = "key",
            Settings = new AppSettings { MultiTerminal = MultiTerminalPolicy.MultiPlatform, RecallWindow = TimeSpan.FromDays(1), HelloInterval = TimeSpan.FromHours(1) },
        });

    /// <summary>Number of the trace, for names that no other trace has.</summary>
    protected int Trace { get; private set; }

    /// <summary>
    /// Runs traces: the same ones every time, so that a run says something about the change it tests; <c>CONVERGENCE_TRACES</c> looks for new ones instead, as many as
    /// it says.
    /// </summary>
    /// <param name="traces">What traces are made of.</param>
    /// <param name="known">How many are run usually.</param>
    /// <param name="run">Runs one.</param>
    /// <param name="print">A trace as text.</param>
    protected static void RunTraces<T>(Gen<List<T>> traces, uint known, Action<List<T>> run, Func<List<T>, string> print)
    {
        if (Environment.GetEnvironmentVariable("CONVERGENCE_TRACES") is { } wanted)
        {
            traces.Sample(run, iter: long.Parse(wanted, CultureInfo.InvariantCulture), threads: 1, print: print);
            return;
        }

        for (var stream = 1u; stream <= known; stream++)
        {
            var steps = traces.Generate(new PCG(stream, Seed), null, out _);
            try
            {
                run(steps);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"trace {stream}: {print(steps)}", e);
            }
        }
    }

    protected override void AfterAll()
    {
        _server.Dispose();
        base.AfterAll();
    }

    /// <summary>Logs the devices in, lets them take the steps, connects them all again and compares each with a new one.</summary>
    protected void RunTrace(Action<IReadOnlyList<Device>> steps)
    {
        Trace++;
        var devices = Enumerable.Range(0, Devices).Select(NewDevice).ToArray();
        try
        {
            steps(devices);
            foreach (var device in devices)
            {
                _server.Restore(device.Host);
            }

            Pass(LongestPause + 5);
            foreach (var device in devices)
            {
                Compare(device);
            }
        }
        finally
        {
            foreach (var device in devices)
            {
                Finish(device.Client.DestroyAsync());
            }
        }
    }

    /// <summary>Everything a user can see on a device, as text.</summary>
    protected abstract string Describe(Device device);

    protected void Disconnect(Device device) => _server.Cut(device.Host);

    protected void Connect(Device device)
    {
        _server.Restore(device.Host);
        Pass(LongestPause + 1);
    }

    protected bool IsAvailable(Device device) => !_server.IsCut(device.Host) && device.Client.IsReady();

    /// <summary>One of the newest messages that the device can see; null if there are not so many.</summary>
    protected ChatMessage? Pick(Device device, string conversation, int back)
    {
        var call = device.Client.GetMessageListAsync(conversation);
        Finish(call);
        return call.IsCompletedSuccessfully && call.Result.Messages is var messages && messages.Count > back ? messages[^(back + 1)] : null;
    }

    protected IReadOnlyList<Conversation> List(Device device) => Result(device.Client.GetConversationListAsync());

    /// <summary>The whole history of a conversation, oldest first.</summary>
    protected List<ChatMessage> Messages(Device device, string conversation)
    {
        var messages = new List<ChatMessage>();
        for (var next = ""; ;)
        {
            var page = Result(device.Client.GetMessageListAsync(conversation, next));
            messages.InsertRange(0, page.Messages);
            if (page.IsCompleted || page.Messages.Count == 0)
            {
                return messages;
            }

            next = page.NextRequestMessageId;
        }
    }

    protected T Result<T>(Task<T> call, [CallerArgumentExpression(nameof(call))] string what = "")
    {
        Finish(call, what);
        return call.Result;
    }

    /// <summary>Lets both sides work until a call has ended; one that the server refuses has ended too.</summary>
    protected void Finish(Task call, [CallerArgumentExpression(nameof(call))] string what = "")
    {
        Settle();
        for (var start = Stopwatch.GetTimestamp(); !call.IsCompleted && Stopwatch.GetElapsedTime(start) < Patience;)
        {
            // A promise completes its caller on a pool thread, a moment after the actor has answered.
            Thread.Yield();
            Settle();
        }

        Assert.True(call.IsCompleted, $"{what} does not end");
        if (call.Exception?.InnerException is { } failure and not ChatException)
        {
            throw failure;
        }
    }

    protected void Pass(double seconds)
    {
        for (var left = seconds; left > 0; left--)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(1));
            Settle();
        }
    }

    protected void Settle() => _server.Settle();

    private Device NewDevice(int index)
    {
        var user = $"t{Trace}u{index / DevicesPerUser}";
        var peer = $"t{Trace}u{1 - (index / DevicesPerUser)}";
        return LogIn(user, peer, index % DevicesPerUser == 0 ? ClientPlatform.Web : ClientPlatform.Android, $"d{Trace}x{index}");
    }

    private Device LogIn(string user, string peer, int platform, string name)
    {
        var client = ChatEngine.Of(Sys).Create(
            new ChatOptions(SdkAppId)
            {
                ProxyServer = "ws://" + name, Transport = _server, Time = Clock, Seed = 1, Platform = platform, Reconnect = new ReconnectPolicy { Jitter = 0, MaxDelay = TimeSpan.FromSeconds(LongestPause) },
            },
            name);
        Finish(client.LoginAsync(user, Protocol.Accounts.UserSig.Sign(SdkAppId, "key", user, Clock.GetUtcNow(), TimeSpan.FromDays(1000))));
        Pass(1);
        return new Device(client, name, user, peer);
    }

    private void Compare(Device device)
    {
        var fresh = LogIn(device.User, device.Peer, ClientPlatform.Mac, device.Host + "-fresh");
        var (expected, actual) = (Describe(fresh), Describe(device));
        Finish(fresh.Client.DestroyAsync());
        Assert.True(expected == actual, $"{device.Host}\n{Differences(expected, actual)}\nexpected\n{expected}\nactual\n{actual}");
    }

    private static string Differences(string expected, string actual)
    {
        var (left, right) = (expected.Split('\n'), actual.Split('\n'));
        return string.Join('\n', [.. left.Except(right).Select(static line => "only on a new device: " + line), .. right.Except(left).Select(static line => "only on this device:  " + line)]);
    }

    /// <param name="Client">The engine's client on it.</param>
    /// <param name="Host">The device's name, which is also the host it connects to.</param>
    /// <param name="User">Whose it is.</param>
    /// <param name="Peer">The other user.</param>
    protected sealed record Device(ChatClient Client, string Host, string User, string Peer);
}
