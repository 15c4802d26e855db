using Chat.Actors.App;
using Chat.Actors.Conversations;
using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Testing;

namespace Chat.Actors.Tests.Events;

public sealed class SubscriptionSpecs : ChatSpec
{
    private const int Capacity = 8;

    [Fact]
    public async Task Slow_handler_loses_the_oldest_and_the_others_are_told()
    {
        var client = LogIn(change: options => options with { MaxQueuedEvents = Capacity });
        using var gate = new SemaphoreSlim(0);
        var entered = new TaskCompletionSource();
        var taken = new List<string>();
        var last = new TaskCompletionSource();
        var dropped = new TaskCompletionSource<EventsDropped>();
        client.On<EventsDropped>(one => dropped.TrySetResult(one));
        client.On<MessageReceived>(received =>
        {
            entered.TrySetResult();
            gate.Wait();
            taken.Add(TextOf(received));
            if (taken[^1] == "last")
            {
                last.SetResult();
            }
        });
        Gateway.Say("bob", "alice", "first");
        await entered.Task.WaitAsync(Patience);
        for (var i = 0; i < 20; i++)
        {
            Gateway.Say("bob", "alice", $"{i}");
        }

        Gateway.Say("bob", "alice", "last");
        gate.Release(100);

        await last.Task.WaitAsync(Patience);
        Assert.Equal(["first", .. Enumerable.Range(13, 7).Select(i => $"{i}"), "last"], taken);
        Assert.Equal((13, nameof(MessageReceived)), ((await dropped.Task.WaitAsync(Patience)).Count, (await dropped.Task).Consumer));
    }

    [Fact]
    public async Task States_of_every_kind_may_wait_at_once()
    {
        using var gate = new SemaphoreSlim(0);
        var taken = new List<ChatEvent>();
        var done = new TaskCompletionSource();
        var subscription = new Subscription(new HandlerThreads(), 100, "all", one =>
        {
            gate.Wait();
            taken.Add(one);
            if (one is SdkNotReady)
            {
                done.SetResult();
            }

            return ValueTask.CompletedTask;
        }, (_, failure) => done.TrySetException(failure));
        ChatEvent[] states =
        [
            new ConversationListUpdated(SdkAppId, "alice", [], true),
            new TotalUnreadMessageCountUpdated(SdkAppId, "alice", 1),
            new ConversationGroupListUpdated(SdkAppId, "alice", []),
            new GroupListUpdated(SdkAppId, "alice", []),
            new AllReceiveMessageOptUpdated(SdkAppId, "alice", new ReceiveMessageOpt(RemindType.Discard, 0, 0, false)),
            new NetStateChanged(SdkAppId, "alice", NetState.Connected),
        ];

        subscription.Enqueue(new SdkReady(SdkAppId, "alice"));
        foreach (var state in states.Concat(states))
        {
            subscription.Enqueue(state);
        }

        subscription.Enqueue(new SdkNotReady(SdkAppId, "alice"));
        gate.Release(100);

        await done.Task.WaitAsync(Patience);
        Assert.InRange(taken.Count, states.Length + 2, states.Length + 3);
    }

    [Fact]
    public async Task Waiting_state_is_replaced_by_its_newer_one()
    {
        var threads = new HandlerThreads();
        using var gate = new SemaphoreSlim(0);
        var entered = new TaskCompletionSource();
        var taken = new List<ChatEvent>();
        var done = new TaskCompletionSource();
        var subscription = new Subscription(threads, 100, "all", one =>
        {
            entered.TrySetResult();
            gate.Wait();
            taken.Add(one);
            if (one is SdkNotReady)
            {
                done.SetResult();
            }

            return ValueTask.CompletedTask;
        }, (_, _) => { });
        subscription.Enqueue(new SdkReady(1, "alice"));
        await entered.Task.WaitAsync(Patience);
        for (var i = 1; i <= 1000; i++)
        {
            subscription.Enqueue(new TotalUnreadMessageCountUpdated(1, "alice", i));
            subscription.Enqueue(new NetStateChanged(1, "alice", i % 2 == 0 ? NetState.Connected : NetState.Connecting));
        }

        subscription.Enqueue(new SdkNotReady(1, "alice"));
        gate.Release(100);

        await done.Task.WaitAsync(Patience);
        Assert.Equal(
            [new SdkReady(1, "alice"), new TotalUnreadMessageCountUpdated(1, "alice", 1000), new NetStateChanged(1, "alice", NetState.Connected), new SdkNotReady(1, "alice")],
            taken);
    }

    [Fact]
    public async Task Handler_that_throws_is_told_as_an_error_and_goes_on()
    {
        var client = LogIn();
        var error = new TaskCompletionSource<ChatErrorRaised>();
        var second = new TaskCompletionSource();
        client.On<ChatErrorRaised>(one => error.TrySetResult(one));
        client.On<MessageReceived>(received =>
        {
            if (TextOf(received) == "1")
            {
                throw new InvalidOperationException("broken");
            }

            second.SetResult();
        });
        client.On<ChatErrorRaised>(_ => throw new InvalidOperationException("broken as well"));

        await EventFilter.Error(contains: "failed").ExpectAsync(2, async () =>
        {
            Gateway.Say("bob", "alice", "1");
            Gateway.Say("bob", "alice", "2");
            Assert.Contains("InvalidOperationException", (await error.Task.WaitAsync(Patience)).Message, StringComparison.Ordinal);
            await second.Task.WaitAsync(Patience);
        });
    }

    /// <summary>More handlers that block than the pool has threads: calls and other handlers do not wait for them.</summary>
    [Fact]
    public async Task Many_handlers_that_block_harm_nobody()
    {
        using var gate = new ManualResetEventSlim();
        for (var i = 0; i < 60; i++)
        {
            LogIn($"bot{i}").On<MessageReceived>(_ => gate.Wait());
        }

        var alice = LogIn();
        var heard = new TaskCompletionSource();
        alice.On<MessageReceived>(_ => heard.SetResult());
        for (var i = 0; i < 60; i++)
        {
            Gateway.Say("bob", $"bot{i}", "block");
        }

        Gateway.Say("bob", "alice", "hello");

        await heard.Task.WaitAsync(TimeSpan.FromSeconds(2));
        await Task.Run(() => alice.GetConversationListAsync()).WaitAsync(TimeSpan.FromSeconds(2));
        gate.Set();
    }

    [Fact]
    public async Task Reader_sees_everything_from_its_call_on_to_the_end_of_the_client()
    {
        var client = Create();
        var events = client.ReadEventsAsync();
        Done(client.LoginAsync("alice", "signature"));
        Gateway.Say("bob", "alice", "hello");
        await client.DestroyAsync();

        var names = new List<string>();
        using var limit = new CancellationTokenSource(Patience);
        await foreach (var one in events.WithCancellation(limit.Token))
        {
            names.Add(one.Name);
        }

        Assert.Equal(ChatEvent.SdkReady, names[0]);
        Assert.Contains(ChatEvent.MessageReceived, names);
        Assert.Equal([ChatEvent.SdkNotReady, ChatEvent.SdkDestroy], names[^2..]);
    }

    [Fact]
    public async Task Cancelled_reader_ends_and_is_forgotten()
    {
        var client = LogIn();
        using var cancellation = new CancellationTokenSource();
        await using var reader = client.ReadEventsAsync(cancellation.Token).GetAsyncEnumerator();
        var next = reader.MoveNextAsync();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
        Gateway.Say("bob", "alice", "nobody listens");
    }

    [Fact]
    public async Task Events_can_be_named_as_in_the_sdk()
    {
        var client = LogIn();
        var named = new TaskCompletionSource<ChatEvent>();
        var once = new TaskCompletionSource<ChatEvent>();
        var off = 0;
        void Off(ChatEvent one) => Interlocked.Increment(ref off);
        client.On("onMessageReceived", one => named.TrySetResult(one));
        client.Once(ChatEvent.MessageReceived, once.SetResult);
        client.On(ChatEvent.MessageReceived, Off);
        client.Off(ChatEvent.MessageReceived, Off);

        Gateway.Say("bob", "alice", "1");
        Gateway.Say("bob", "alice", "2");

        Assert.Equal("1", TextOf((MessageReceived)await named.Task.WaitAsync(Patience)));
        Assert.Equal("1", TextOf((MessageReceived)await once.Task.WaitAsync(Patience)));
        Assert.Equal(0, off);
    }

    private static string TextOf(MessageReceived received) => ((TextPayload)received.Messages[0].Payload).Text;
}
