using System.Text;
using System.Text.Json;
using Akka.Actor;
using Akka.TestKit;
using Chat.Protocol.Accounts;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Sessions;
using Chat.Server.Apps;
using Chat.Server.Media;
using Chat.Server.Sessions;
using Chat.Server.Messages;
using Chat.Server.Storage;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Server.Tests.Testing;

/// <summary>A server on a real database in a directory of its own, with its clock and its timers in the test's hands.</summary>
internal sealed class TestServer : IDisposable
{
    public const uint App = 1400000001;
    public const uint OtherApp = 1400000002;
    public const string Key = "5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e";
    public const string OtherKey = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private const string Hocon =
        """
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          log-dead-letters = off
          scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
          coordinated-shutdown.run-by-actor-system-terminate = off
        }
        """;

    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    private readonly AppOptions[] _apps;
    private bool _errorsExpected;
    private int _keys;

    public TestServer(Action<AppSettings>? settings = null)
    {
        _apps = [new AppOptions { SdkAppId = App, SecretKey = Key }, new AppOptions { SdkAppId = OtherApp, SecretKey = OtherKey }];
        settings?.Invoke(_apps[0].Settings);
        Directory = TempDirectory.Create();
        (Store, System, Server) = Open();
    }

    public string Directory { get; }

    public FakeTimeProvider Time { get; } = new(Start);

    public CollectingLoggers Loggers { get; } = new();

    public ChatStore Store { get; private set; }

    public ActorSystem System { get; private set; }

    public ChatServer Server { get; private set; }

    public long Now => Time.GetUtcNow().ToUnixTimeSeconds();

    public static string KeyOf(uint app) => app == App ? Key : OtherKey;

    /// <summary>Errors in the log do not fail the test.</summary>
    public void ExpectErrors() => _errorsExpected = true;

    /// <summary>Stops everything and starts again on the same directory.</summary>
    public void Restart()
    {
        Stop();
        (Store, System, Server) = Open();
    }

    /// <summary>Lets timers fire.</summary>
    public void Advance(TimeSpan time)
    {
        Time.Advance(time);
        ((TestScheduler)System.Scheduler).Advance(time);
    }

    /// <summary>A socket without a login.</summary>
    public TestClient Connect(string user, int platform = ClientPlatform.Web, uint app = App, string? clientKey = null) =>
        new(this, user, platform, app, clientKey ?? $"client-{Interlocked.Increment(ref _keys)}");

    /// <summary>A client that has logged in and synchronized, as the official SDK does.</summary>
    public TestClient Login(string user, int platform = ClientPlatform.Web, uint app = App, string? clientKey = null)
    {
        var client = Connect(user, platform, app, clientKey);
        client.Login().ShouldBeOk();
        client.GetMissed();
        return client;
    }

    /// <summary>Makes accounts that never log in.</summary>
    public void Import(params string[] users)
    {
        foreach (var user in users)
        {
            Rest(AccountCommands.Import, $$"""{"UserID":"{{user}}"}""").ShouldBeOk();
        }
    }

    /// <summary>Calls a command as the app's administrator.</summary>
    public JsonElement Rest(Command command, string body, uint app = App) => RestStart(command, body, app).Wait();

    public TestContext RestStart(Command command, string body, uint app = App)
    {
        var context = new TestContext(Server.Apps.Find(app)!, ChatApp.DefaultAdministrator);
        Server.Commands.Run(Server.Commands.FindForRest(command.Name)!, context, Encoding.UTF8.GetBytes(body));
        return context;
    }

    public JsonElement Kick(string user, uint app = App) => Rest(AccountCommands.Kick, $$"""{"UserID":"{{user}}"}""", app);

    /// <summary>"Online" or "Offline" as REST tells it.</summary>
    public string StatusOf(string user, uint app = App) =>
        Rest(AccountCommands.QueryOnlineStatus, $$"""{"To_Account":["{{user}}"]}""", app).GetProperty("QueryResult")[0].GetProperty("Status").GetString()!;

    public void Closed(FakeSession session)
    {
        session.Break();
        Server.Frames.Closed(session);
    }

    /// <summary>Everything enqueued so far is committed and its callbacks have run.</summary>
    public void Settle()
    {
        using var done = new ManualResetEventSlim();
        Store.Writer.Enqueue(static _ => true, _ => done.Set(), _ => done.Set());
        Assert.True(done.Wait(FakeSession.Deadline));
    }

    /// <summary>The account's actor has handled everything that it was told so far.</summary>
    public void SettleAccount(string user, uint app = App)
    {
        var account = AccountId(user, app);
        var info = new Accounts.AccountInfo(account, app, user, "", "", 0);
        for (var code = -1; code != 0;)
        {
            var context = new TestContext(Server.Apps.Find(app)!, user);
            var nobody = new SessionIdentity(context.App, info, 0, 0, [], 0);
            System.ActorSelection("/user/accounts").Tell(new AccountProtocol.LogOut(context, new FakeSession(""), nobody));
            code = context.Wait().Code();
            Assert.Contains(code, new[] { 0, ErrorCodes.RateLimited });
        }
    }

    /// <summary>All accounts' actors have seen what was told them so far, also those that wait for a commit.</summary>
    public void WaitForAccounts()
    {
        foreach (var path in new[] { "/user/accounts", "/user/accounts/*" })
        {
            using var inbox = Inbox.Create(System);
            System.ActorSelection(path).Tell(new Identify(path), inbox.Receiver);
            Assert.IsType<ActorIdentity>(inbox.Receive(FakeSession.Deadline));
        }
    }

    public long AccountId(string user, uint app = App) => Store.Read(connection =>
    {
        var select = connection.Prepare("SELECT account_id FROM account WHERE app_id = ? AND user_id = ?").Bind(1, app).Bind(2, user);
        var id = select.Step() ? select.Long(0) : throw new InvalidOperationException("no account " + user);
        select.Reset();
        return id;
    });

    public long Count(string sql) => Store.Read(connection =>
    {
        var select = connection.Prepare(sql);
        select.Step();
        var count = select.Long(0);
        select.Reset();
        return count;
    });

    /// <summary>Holds the writer's thread inside an operation until disposed.</summary>
    public IDisposable HoldWriter()
    {
        var hold = new WriterHold();
        Store.Writer.Enqueue(_ => hold.Enter(), static _ => { }, static _ => { });
        hold.WaitEntered();
        return hold;
    }

    public void RunPragma(string pragma)
    {
        using var done = new ManualResetEventSlim();
        ChatError? failure = null;
        Store.Writer.Enqueue(
            transaction =>
            {
                transaction.Prepare(pragma).Execute();
                return true;
            },
            _ => done.Set(),
            error =>
            {
                failure = error;
                done.Set();
            });
        Assert.True(done.Wait(FakeSession.Deadline));
        Assert.Null(failure);
    }

    public void Dispose()
    {
        Stop();
        TempDirectory.Delete(Directory);
        if (!_errorsExpected)
        {
            Assert.Empty(Loggers.Errors);
        }
    }

    private (ChatStore Store, ActorSystem System, ChatServer Server) Open()
    {
        var store = ChatStore.Open(Directory, Time, Loggers);
        var system = ActorSystem.Create("chat", Hocon);
        return (store, system, new ChatServer(system, store, new FileBlobStore(Directory), new AppDirectory(store, _apps), new NoTranslator(), Time, Loggers));
    }

    private void Stop()
    {
        Assert.True(System.Terminate().Wait(FakeSession.Deadline));
        System.Dispose();
        Store.Dispose();
    }

    private sealed class WriterHold : IDisposable
    {
        private readonly ManualResetEventSlim _entered = new();
        private readonly ManualResetEventSlim _released = new();

        public bool Enter()
        {
            _entered.Set();
            return _released.Wait(FakeSession.Deadline);
        }

        public void WaitEntered() => Assert.True(_entered.Wait(FakeSession.Deadline));

        public void Dispose() => _released.Set();
    }
}

internal static class TempDirectory
{
    public static string Create() => global::System.IO.Directory.CreateTempSubdirectory("chat-server-tests-").FullName;

    public static void Delete(string directory) => global::System.IO.Directory.Delete(directory, recursive: true);
}
