using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Chat.Server.Entities;

namespace Chat.Server.Tests.Entities;

/// <summary>The hand-over between two lives of an entity: nothing is lost, doubled or reordered.</summary>
public sealed class EntityParentSpecs : TestKit
{
    private static readonly Config Config = ConfigurationFactory.ParseString(
        """
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
        }
        """);

    public EntityParentSpecs()
        : base(Config)
    {
    }

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void Each_key_has_a_child_of_its_own()
    {
        var parent = Start();

        parent.Tell(new Note(1, 1));
        parent.Tell(new Note(2, 1));
        parent.Tell(new Note(1, 2));

        var notes = ReceiveN(3).Cast<Noted>().ToList();
        Assert.Equal(2, notes.Select(note => note.Life).Distinct().Count());
        Assert.Equal([1, 2], notes.Where(note => note.Key == 1).Select(note => note.Number));
    }

    [Fact]
    public void Sender_is_kept()
    {
        var probe = CreateTestProbe();

        Start().Tell(new Note(1, 1), probe);

        probe.ExpectMsg<Noted>();
    }

    [Fact]
    public void Idle_child_is_let_go_and_comes_back_with_the_next_message()
    {
        var parent = Start();
        parent.Tell(new Note(1, 1));
        var first = ExpectMsg<Noted>().Life;

        Sweep(3);
        ExpectMsg<Stopped>();
        parent.Tell(new Note(1, 2));

        Assert.NotEqual(first, ExpectMsg<Noted>().Life);
    }

    [Fact]
    public void Child_that_is_used_stays()
    {
        var parent = Start();
        for (var i = 0; i < 5; i++)
        {
            parent.Tell(new Note(1, i));
            ExpectMsg<Noted>();
            Sweep(1);
        }

        parent.Tell(new Note(1, 9));
        ExpectMsg<Noted>();
        Assert.Equal(1, Life.Started(this));
    }

    [Fact]
    public void Messages_that_race_with_the_end_of_a_child_are_all_handled_once_and_in_order()
    {
        var parent = Start();
        const int count = 20_000;

        for (var i = 0; i < count; i++)
        {
            parent.Tell(new Note(i % 3, i));
            if (i % 50 == 0)
            {
                Sweep(3);
            }
        }

        var notes = new List<Noted>();
        while (notes.Count < count)
        {
            if (ReceiveOne(TimeSpan.FromSeconds(8)) is not { } message)
            {
                break;
            }

            if (message is Noted note)
            {
                notes.Add(note);
            }
        }

        Assert.Equal(count, notes.Count);
        for (var key = 0; key < 3; key++)
        {
            var numbers = notes.Where(note => note.Key == key).Select(note => note.Number).ToList();
            Assert.Equal(numbers.Order(), numbers);
        }
    }

    [Fact]
    public void Messages_that_race_with_a_slow_end_wait_for_the_next_life()
    {
        var gate = new ManualResetEventSlim();
        var parent = Start(gate);
        parent.Tell(new Note(1, 0));
        var first = ExpectMsg<Noted>().Life;
        Sweep(3);
        for (var i = 1; i <= 100; i++)
        {
            parent.Tell(new Note(1, i));
        }

        gate.Set();
        var messages = ReceiveN(101);

        Assert.IsType<Stopped>(messages.First());
        var notes = messages.Skip(1).Cast<Noted>().ToList();
        Assert.Equal(Enumerable.Range(1, 100), notes.Select(note => note.Number));
        Assert.All(notes, note => Assert.NotEqual(first, note.Life));
    }

    [Fact]
    public void Busy_child_stays_and_gets_what_waited()
    {
        var parent = Start();
        parent.Tell(new Note(1, 0) { MakesBusy = true });
        var first = ExpectMsg<Noted>().Life;
        Sweep(3);
        parent.Tell(new Note(1, 1));
        parent.Tell(new Note(1, 2));

        var notes = ReceiveN(2).Cast<Noted>().ToList();

        Assert.Equal([1, 2], notes.Select(note => note.Number));
        Assert.All(notes, note => Assert.Equal(first, note.Life));
    }

    [Fact]
    public void Busy_child_is_asked_again_later()
    {
        var parent = Start();
        parent.Tell(new Note(1, 0) { MakesBusy = true });
        ExpectMsg<Noted>();
        Sweep(3);
        parent.Tell(new Note(1, 1));
        ExpectMsg<Noted>();

        Sweep(4);

        ExpectMsg<Stopped>();
    }

    [Fact]
    public void Child_that_crashes_is_restarted_and_goes_on_with_the_next_message()
    {
        var parent = Start();
        parent.Tell(new Note(1, 1));
        var first = ExpectMsg<Noted>().Life;

        parent.Tell(new Note(1, 2) { Crashes = true });
        parent.Tell(new Note(1, 3));

        var note = ReceiveN(2).OfType<Noted>().Single();
        Assert.Equal(3, note.Number);
        Assert.NotEqual(first, note.Life);
    }

    [Fact]
    public void Crash_of_one_child_does_not_touch_another()
    {
        var parent = Start();
        parent.Tell(new Note(2, 1));
        var other = ExpectMsg<Noted>().Life;

        parent.Tell(new Note(1, 1) { Crashes = true });
        ExpectMsg<Stopped>();
        parent.Tell(new Note(2, 2));

        Assert.Equal(other, ExpectMsg<Noted>().Life);
    }

    [Fact]
    public void Child_that_cannot_start_is_not_tried_again_without_end()
    {
        var attempts = 0;
        var parent = Sys.ActorOf(EntityParent<int>.Props(_ => Props.Create(() => new Stillborn(() => Interlocked.Increment(ref attempts)))));

        for (var i = 0; i < 20; i++)
        {
            parent.Tell(new Note(1, i));
        }

        parent.Tell(new Note(2, 0));
        AwaitAssert(() => Assert.True(attempts >= 2), TimeSpan.FromSeconds(5));
        var before = Volatile.Read(ref attempts);
        var probe = CreateTestProbe();
        for (var i = 0; i < 200; i++)
        {
            parent.Tell(new Identify(i), probe);
            probe.ExpectMsg<ActorIdentity>();
        }

        Assert.True(Volatile.Read(ref attempts) - before < 100, $"{attempts} attempts");
    }

    private void Sweep(int times)
    {
        for (var i = 0; i < times; i++)
        {
            Scheduler.Advance(TimeSpan.FromSeconds(30));
        }
    }

    private IActorRef Start(ManualResetEventSlim? gate = null)
    {
        var test = TestActor;
        return Sys.ActorOf(EntityParent<int>.Props(key => Props.Create(() => new Life(this, key, test, gate))));
    }

    private sealed record Note(int Key, int Number) : IEntityMessage<int>
    {
        public int EntityKey => Key;

        public bool MakesBusy { get; init; }

        public bool Crashes { get; init; }
    }

    private sealed record Noted(int Key, int Number, Guid Life);

    private sealed record Stopped(int Key);

    private sealed class Life : UntypedActor
    {
        private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<object, List<int>> Starts = [];

        private readonly Guid _id = Guid.NewGuid();
        private readonly int _key;
        private readonly IActorRef _test;
        private readonly ManualResetEventSlim? _gate;
        private bool _busy;

        public Life(object owner, int key, IActorRef test, ManualResetEventSlim? gate)
        {
            _key = key;
            _test = test;
            _gate = gate;
            var starts = Starts.GetOrCreateValue(owner);
            lock (starts)
            {
                starts.Add(key);
            }
        }

        public static int Started(object owner)
        {
            var starts = Starts.GetOrCreateValue(owner);
            lock (starts)
            {
                return starts.Count;
            }
        }

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Note { Crashes: true }:
                    throw new InvalidOperationException("crash");
                case Note note:
                    _busy = note.MakesBusy;
                    Sender.Tell(new Noted(_key, note.Number, _id));
                    break;
                case Passivate when _busy:
                    Sender.Tell(new StillBusy<int>(_key));
                    _busy = false;
                    break;
                case Passivate:
                    _gate?.Wait(TimeSpan.FromSeconds(5));
                    Context.Stop(Self);
                    break;
            }
        }

        protected override void PostStop() => _test.Tell(new Stopped(_key));
    }

    private sealed class Stillborn : UntypedActor
    {
        private readonly Func<int> _attempt;

        public Stillborn(Func<int> attempt) => _attempt = attempt;

        protected override void PreStart()
        {
            _attempt();
            throw new InvalidOperationException("cannot start");
        }

        protected override void OnReceive(object message)
        {
        }
    }
}
