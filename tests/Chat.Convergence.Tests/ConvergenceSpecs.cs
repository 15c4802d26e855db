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
/// a device shows that has only just logged in: the same list in the same order, the same messages, the same unread counts.
/// </summary>
public sealed class ConvergenceSpecs : ChatSpec
{
    private const int Users = 2;
    private const int DevicesPerUser = 2;
    private const int Devices = Users * DevicesPerUser;

    /// <summary>Between two attempts to connect, seconds.</summary>
    private const int LongestPause = 2;

    private readonly LoopbackServer _server;
    private int _trace;

    public ConvergenceSpecs() => _server = new LoopbackServer(
        Clock,
        new AppOptions
        {
            SdkAppId = SdkAppId,
            SecretKey = "key",
            Settings = new AppSettings { MultiTerminal = MultiTerminalPolicy.MultiPlatform, RecallWindow = TimeSpan.FromDays(1), HelloInterval = TimeSpan.FromHours(1) },
        });

    private enum Kind
    {
        Send,
        SendQuietly,
        SendUnshown,
        Read,
        Recall,
        Edit,
        Delete,
        Clear,
        DeleteConversation,
        DeleteConversationKeepingHistory,
        Pin,
        Unpin,
        Mark,
        SetCustomData,
        CreateGroup,
        Discard,
        Notify,
        OpenHistory,
        Disconnect,
        Connect,
        TimePasses,
    }

    [Fact]
    public void Every_device_ends_where_a_new_one_begins() =>
        Gen.Select(Gen.Enum<Kind>(), Gen.Int[0, Devices - 1], Gen.Int[0, 5]).List[1, 30].Sample(Run, iter: Iterations, threads: 1, print: Print);

    private static long Iterations =>
        long.Parse(Environment.GetEnvironmentVariable("CONVERGENCE_TRACES") ?? "2000", CultureInfo.InvariantCulture);

    private static string Print(List<(Kind Kind, int Device, int Back)> steps) => string.Join(", ", steps.Select(step => $"{step.Device}:{step.Kind}({step.Back})"));

    protected override void AfterAll()
    {
        _server.Dispose();
        base.AfterAll();
    }

    private void Run(List<(Kind Kind, int Device, int Back)> steps)
    {
        _trace++;
        var devices = Enumerable.Range(0, Devices).Select(NewDevice).ToArray();
        try
        {
            Run(steps, devices);
        }
        finally
        {
            foreach (var device in devices)
            {
                Finish(device.Client.DestroyAsync());
            }
        }
    }

    private void Run(List<(Kind Kind, int Device, int Back)> steps, Device[] devices)
    {
        foreach (var (kind, index, back) in steps)
        {
            Step(devices[index], kind, back);
            Settle();
        }

        foreach (var device in devices)
        {
            _server.Restore(device.Host);
        }

        Pass(LongestPause + 3);
        foreach (var device in devices)
        {
            Compare(device);
        }
    }

    private Device NewDevice(int index)
    {
        var user = $"t{_trace}u{index / DevicesPerUser}";
        var peer = $"t{_trace}u{1 - (index / DevicesPerUser)}";
        return LogIn(user, peer, index % DevicesPerUser == 0 ? ClientPlatform.Web : ClientPlatform.Android, $"d{_trace}x{index}");
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

    private void Step(Device device, Kind kind, int back)
    {
        var client = device.Client;
        switch (kind)
        {
            case Kind.Disconnect:
                _server.Cut(device.Host);
                return;
            case Kind.Connect:
                _server.Restore(device.Host);
                Pass(LongestPause + 1);
                return;
            case Kind.TimePasses:
                Pass(1);
                return;
        }

        if (_server.IsCut(device.Host) || !client.IsReady())
        {
            return;
        }

        var conversation = device.Conversation;
        switch (kind)
        {
            case Kind.Send or Kind.SendQuietly or Kind.SendUnshown:
                Finish(client.SendMessageAsync(
                    client.CreateTextMessage(device.Peer, $"{device.Host} says {back}"),
                    new SendOptions { ExcludedFromUnreadCount = kind == Kind.SendQuietly, ExcludedFromLastMessage = kind == Kind.SendUnshown }));
                break;
            case Kind.Read:
                Finish(client.SetMessageReadAsync(conversation));
                break;
            case Kind.OpenHistory:
                Finish(client.GetMessageListAsync(conversation));
                break;
            case Kind.Recall when Pick(device, back) is { Flow: MessageFlow.Out, IsRevoked: false } message:
                Finish(client.RevokeMessageAsync(message));
                break;
            case Kind.Edit when Pick(device, back) is { Flow: MessageFlow.Out, IsRevoked: false } message:
                Finish(client.ModifyMessageAsync(message with { Payload = new TextPayload($"edited {message.Version + 1}") }));
                break;
            case Kind.Delete when Pick(device, back) is { } message:
                Finish(client.DeleteMessagesAsync([message]));
                break;
            case Kind.Clear:
                Finish(client.ClearHistoryMessageAsync(conversation));
                break;
            case Kind.DeleteConversation or Kind.DeleteConversationKeepingHistory when List(client).Count > 0:
                Finish(client.DeleteConversationAsync(conversation, kind == Kind.DeleteConversation));
                break;
            case Kind.Pin or Kind.Unpin:
                Finish(client.PinConversationAsync(conversation, kind == Kind.Pin));
                break;
            case Kind.Mark:
                Finish(client.MarkConversationAsync([conversation], 1UL << (back * 10), back % 2 == 0));
                break;
            case Kind.SetCustomData:
                Finish(client.SetConversationCustomDataAsync([conversation], $"data {back}"));
                break;
            case Kind.CreateGroup when List(client).Count > 0:
                Finish(client.CreateConversationGroupAsync($"group {back}", [conversation]));
                break;
            case Kind.Discard or Kind.Notify:
                Finish(client.SetMessageRemindTypeAsync([device.Peer], kind == Kind.Discard ? RemindType.Discard : RemindType.AcceptAndNotify));
                break;
        }
    }

    /// <summary>One of the newest messages that the device can see; null if there are not so many.</summary>
    private ChatMessage? Pick(Device device, int back)
    {
        var page = Result(device.Client.GetMessageListAsync(device.Conversation));
        return page.Messages.Count > back ? page.Messages[^(back + 1)] : null;
    }

    private void Compare(Device device)
    {
        var fresh = LogIn(device.User, device.Peer, ClientPlatform.Mac, device.Host + "-fresh");
        var (expected, actual) = (Describe(fresh), Describe(device));
        Finish(fresh.Client.DestroyAsync());
        Assert.True(expected == actual, $"{device.Host}\nexpected\n{expected}\nactual\n{actual}");
    }

    private string Describe(Device device)
    {
        var list = List(device.Client).Select(one =>
            $"{one.ConversationId} unread {one.UnreadCount}, pinned {one.IsPinned}, marks {string.Join('+', one.MarkList)}, data '{one.CustomData}', "
            + $"groups {string.Join('+', one.ConversationGroupList.Order())}, {one.RemindType}, peer read {one.PeerReadTime}, last {Describe(one.LastMessage)}");
        var messages = Messages(device).Select(one => $"{one.From} {one.Sequence} '{((TextPayload)one.Payload).Text}' revoked {one.IsRevoked}, version {one.Version}, time {one.Time}");
        return string.Join('\n', [.. list, $"total {device.Client.GetTotalUnreadMessageCount()}", .. messages]);
    }

    private static string Describe(LastMessage? last) =>
        last is null ? "none" : $"{last.From} {last.Sequence} '{((TextPayload)last.Payload).Text}' revoked {last.IsRevoked} by '{last.Revoker}', read {last.IsPeerRead}";

    private IReadOnlyList<Conversation> List(ChatClient client) => Result(client.GetConversationListAsync());

    private List<ChatMessage> Messages(Device device)
    {
        var messages = new List<ChatMessage>();
        for (var next = ""; ;)
        {
            var page = Result(device.Client.GetMessageListAsync(device.Conversation, next));
            messages.InsertRange(0, page.Messages);
            if (page.IsCompleted || page.Messages.Count == 0)
            {
                return messages;
            }

            next = page.NextRequestMessageId;
        }
    }

    private T Result<T>(Task<T> call, [CallerArgumentExpression(nameof(call))] string what = "")
    {
        Finish(call, what);
        return call.Result;
    }

    /// <summary>Lets both sides work until a call has ended; one that the server refuses has ended too.</summary>
    private void Finish(Task call, [CallerArgumentExpression(nameof(call))] string what = "")
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

    private void Pass(double seconds)
    {
        for (var left = seconds; left > 0; left--)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(1));
            Settle();
        }
    }

    private void Settle() => _server.Settle();

    private sealed record Device(ChatClient Client, string Host, string User, string Peer)
    {
        public string Conversation => ConversationIds.OfUser(Peer);
    }
}
