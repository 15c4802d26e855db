using Chat.Actors.App;
using Chat.Actors.Events;
using Chat.Testing;

namespace Chat.Actors.Tests.Events;

public sealed class HandlerSpecs : ChatSpec
{
    [Fact]
    public void Handler_that_throws_harms_nobody_else_and_is_called_again()
    {
        var client = LogIn();
        using var calls = new CountdownEvent(2);
        using var others = new CountdownEvent(2);
        client.On<MessageReceived>(_ =>
        {
            calls.Signal();
            throw new InvalidOperationException("a handler's own trouble");
        });
        client.On<MessageReceived>(_ => others.Signal());

        Gateway.Say("bob", "alice", "1");
        Gateway.Say("bob", "alice", "2");

        Assert.True(calls.Wait(Patience));
        Assert.True(others.Wait(Patience));
    }

    [Fact]
    public void Hundreds_of_handlers_that_block_harm_nobody_else()
    {
        var threads = new HandlerThreads();
        using var gate = new ManualResetEventSlim();
        using var ran = new ManualResetEventSlim();
        for (var i = 0; i < 200; i++)
        {
            threads.Run(gate.Wait);
        }

        threads.Run(ran.Set);

        Assert.True(ran.Wait(Patience));
        gate.Set();
    }

    [Fact]
    public void Handler_that_blocks_harms_nobody_else()
    {
        var alice = LogIn();
        var bob = LogIn("bob");
        using var open = new ManualResetEventSlim();
        using var others = new CountdownEvent(3);
        alice.On<MessageReceived>(_ => open.Wait(Patience));
        alice.On<MessageReceived>(_ => others.Signal());
        bob.On<MessageReceived>(_ => others.Signal());

        Gateway.Say("carol", "alice", "1");
        Gateway.Say("carol", "alice", "2");
        Gateway.Say("carol", "bob", "3");

        Assert.True(others.Wait(Patience));
        Assert.Equal(1, Done(alice.SendMessageAsync(alice.CreateTextMessage("dave", "still here"))).Order);
        open.Set();
    }

    [Fact]
    public void Events_reach_a_handler_in_order()
    {
        var client = LogIn();
        var texts = new List<string>();
        using var all = new CountdownEvent(500);
        client.On<MessageReceived>(received =>
        {
            texts.Add(((Actors.Messages.TextPayload)received.Messages[0].Payload).Text);
            all.Signal();
        });

        for (var i = 0; i < 500; i++)
        {
            Gateway.Say("bob", "alice", $"{i}");
        }

        Assert.True(all.Wait(Patience));
        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"{i}"), texts);
    }

    [Fact]
    public async Task Slow_reader_is_told_how_many_events_it_lost()
    {
        var client = LogIn(change: options => options with { MaxQueuedEvents = 4 });
        await using var reader = client.ReadEventsAsync().GetAsyncEnumerator();
        var first = reader.MoveNextAsync();

        for (var i = 0; i < 50; i++)
        {
            Gateway.Say("bob", "alice", $"{i}");
        }

        var messages = 0;
        long dropped = 0;
        var newest = "";
        Assert.True(await first.AsTask().WaitAsync(Patience));
        while (newest != "49")
        {
            switch (reader.Current)
            {
                case MessageReceived received:
                    messages++;
                    newest = ((Actors.Messages.TextPayload)received.Messages[0].Payload).Text;
                    break;
                case EventsDropped drop:
                    dropped += drop.Count;
                    break;
            }

            if (newest != "49")
            {
                Assert.True(await reader.MoveNextAsync().AsTask().WaitAsync(Patience));
            }
        }

        Assert.True(dropped > 0);
        Assert.InRange(messages + dropped, 50, Events.Count);
    }

    [Fact]
    public void Once_hears_one_event()
    {
        var client = LogIn();
        using var always = new CountdownEvent(2);
        var once = 0;
        client.Once<MessageReceived>(_ => Interlocked.Increment(ref once));
        client.On<MessageReceived>(_ => always.Signal());

        Gateway.Say("bob", "alice", "1");
        Gateway.Say("bob", "alice", "2");

        Assert.True(always.Wait(Patience));
        Assert.InRange(once, 0, 1);
    }

    [Fact]
    public void Handler_that_was_removed_hears_nothing()
    {
        var client = LogIn();
        var heard = 0;
        using var other = new CountdownEvent(1);
        Action<MessageReceived> handler = _ => Interlocked.Increment(ref heard);
        client.On(handler);
        client.On<MessageReceived>(_ => other.Signal());

        client.Off<MessageReceived>(handler);
        Gateway.Say("bob", "alice", "1");

        Assert.True(other.Wait(Patience));
        Assert.Equal(0, heard);
    }
}
