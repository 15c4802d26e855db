using Chat.Protocol.Errors;
using Chat.Server.Storage;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Storage;

public sealed class GroupCommitSpecs : IDisposable
{
    private readonly string _directory = TempDirectory.Create();
    private readonly CollectingLoggers _loggers = new();
    private readonly List<string> _events = [];
    private ChatStore _store;

    public GroupCommitSpecs() => _store = Open();

    public void Dispose()
    {
        _store.Dispose();
        TempDirectory.Delete(_directory);
    }

    [Fact]
    public void Operations_complete_in_the_order_of_enqueue()
    {
        using (Hold())
        {
            for (var i = 0; i < 1000; i++)
            {
                Enqueue($"{i}");
            }
        }

        Settle();
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"{i}"), _events);
    }

    [Fact]
    public void What_piled_up_shares_one_transaction()
    {
        var seconds = new HashSet<long>();
        using (Hold())
        {
            for (var i = 0; i < 50; i++)
            {
                Enqueue($"{i}");
            }
        }

        _store.Writer.Enqueue(transaction => seconds.Add(transaction.UnixSeconds), _ => { }, _ => { });
        Settle();

        Assert.Equal(50, _events.Count);
        Assert.Single(seconds);
    }

    [Fact]
    public void Poison_operation_fails_alone()
    {
        using (Hold())
        {
            Enqueue("a");
            EnqueuePoison("poison");
            Enqueue("b");
            EnqueuePoison("poison 2");
            Enqueue("c");
        }

        Settle();

        Assert.Equal(["a", "poison failed", "b", "poison 2 failed", "c"], _events);
        Assert.Equal([1L, -1, 1, -1, 1], new[] { "a", "poison", "b", "poison 2", "c" }.Select(name => ChatStoreSpecs.Value(_store, name)));
    }

    [Fact]
    public void Poison_operation_fails_with_a_code()
    {
        ChatError? failure = null;
        _store.Writer.Enqueue<bool>(_ => throw new InvalidOperationException(), _ => { }, error => failure = error);
        Settle();

        Assert.Equal(ErrorCodes.MessageServiceInternal, failure?.Code);
        Assert.Single(_loggers.Errors);
    }

    [Fact]
    public void Statement_left_open_by_a_poison_operation_does_not_hurt_the_next()
    {
        Enqueue("a");
        _store.Writer.Enqueue<bool>(
            transaction =>
            {
                transaction.Prepare("SELECT value FROM store_counter WHERE name = ?").Bind(1, "a").Step();
                throw new InvalidOperationException();
            },
            _ => { },
            _ => { });
        long value = -1;
        _store.Writer.Enqueue(
            transaction =>
            {
                var select = transaction.Prepare("SELECT value FROM store_counter WHERE name = ?").Bind(1, "a");
                var found = select.Step() ? select.Long(0) : -1;
                select.Reset();
                return found;
            },
            found => value = found,
            _ => { });
        Settle();

        Assert.Equal(1, value);
    }

    [Fact]
    public void Failing_callback_does_not_stop_the_writer()
    {
        _store.Writer.Enqueue(_ => true, _ => throw new InvalidOperationException(), _ => { });
        _store.Writer.Enqueue<bool>(_ => throw new InvalidOperationException(), _ => { }, _ => throw new InvalidOperationException());
        Enqueue("after");
        Settle();

        Assert.Equal(["after"], _events);
    }

    [Fact]
    public void Operation_may_enqueue_another_when_it_completes()
    {
        using var done = new ManualResetEventSlim();
        _store.Writer.Enqueue(_ => true, _ => _store.Writer.Enqueue(_ => true, _ => done.Set(), _ => { }), _ => { });

        Assert.True(done.Wait(FakeSession.Deadline));
    }

    [Fact]
    public void Enqueue_from_many_threads_loses_nothing()
    {
        var completed = 0;
        Parallel.For(0, 8, thread =>
        {
            for (var i = 0; i < 250; i++)
            {
                var name = $"{thread}-{i}";
                _store.Writer.Enqueue(transaction => ChatStoreSpecs.Put(transaction, name, 1), _ => completed++, _ => { });
            }
        });
        Settle();

        Assert.Equal(2000, completed);
    }

    [Fact]
    public void Writer_sleeps_and_wakes_again_and_again()
    {
        for (var i = 0; i < 300; i++)
        {
            Enqueue($"{i}");
            Settle();
        }

        Assert.Equal(300, _events.Count);
    }

    [Fact]
    public void Overload_is_refused_at_once()
    {
        var refused = new List<ChatError>();
        using var last = new CountdownEvent(GroupCommitWriter.MaxQueued);
        using (Hold())
        {
            for (var i = 0; i < GroupCommitWriter.MaxQueued + 3; i++)
            {
                _store.Writer.Enqueue(_ => true, _ => last.Signal(), refused.Add);
            }

            Assert.Equal(3, refused.Count);
            Assert.All(refused, error => Assert.Equal(ErrorCodes.MessageServiceInternal, error.Code));
        }

        Assert.True(last.Wait(FakeSession.Deadline));
        Assert.Equal(3, refused.Count);
    }

    [Fact]
    public void Commit_positions_grow_over_rollbacks_and_restarts()
    {
        var positions = new List<long>();
        for (var round = 0; round < 4; round++)
        {
            for (var i = 0; i < 5; i++)
            {
                Next(fail: false);
                Next(fail: true);
                using (Hold())
                {
                    Next(fail: false);
                    Next(fail: true);
                    Next(fail: false);
                }

                Settle();
            }

            Assert.True(_store.Writer.CommittedPosition >= positions[^1]);
            _store.Dispose();
            _store = Open();
            Assert.True(_store.Writer.CommittedPosition >= positions[^1]);
        }

        Assert.Equal(60, positions.Count);
        Assert.Equal(positions.Distinct().Order(), positions);

        void Next(bool fail) => _store.Writer.Enqueue(
            transaction =>
            {
                var position = transaction.NextPosition();
                return fail ? throw new InvalidOperationException() : position;
            },
            positions.Add,
            _ => { });
    }

    [Fact]
    public void First_operation_that_fails_does_not_spoil_the_positions_of_the_next_start()
    {
        _store.Writer.Enqueue<long>(
            transaction =>
            {
                transaction.NextPosition();
                throw new InvalidOperationException();
            },
            _ => { },
            _ => { });
        Settle();
        var committed = new List<long>();
        _store.Writer.Enqueue(transaction => transaction.NextPosition(), committed.Add, _ => { });
        Settle();
        _store.Dispose();
        _store = Open();
        _store.Writer.Enqueue(transaction => transaction.NextPosition(), committed.Add, _ => { });
        Settle();

        Assert.True(committed[1] > committed[0]);
    }

    [Fact]
    public void Committed_position_moves_only_after_the_callbacks()
    {
        var seen = new List<long>();
        long position = 0;
        _store.Writer.Enqueue(
            transaction => transaction.NextPosition(),
            assigned =>
            {
                position = assigned;
                seen.Add(_store.Writer.CommittedPosition);
            },
            _ => { });
        Settle();
        Settle();

        Assert.True(seen[0] < position);
        Assert.Equal(position, _store.Writer.CommittedPosition);
    }

    private ChatStore Open() => ChatStore.Open(_directory, TimeProvider.System, _loggers);

    private void Enqueue(string name) => _store.Writer.Enqueue(
        transaction => ChatStoreSpecs.Put(transaction, name, 1), _ => _events.Add(name), _ => _events.Add(name + " failed"));

    private void EnqueuePoison(string name) => _store.Writer.Enqueue<bool>(
        transaction =>
        {
            ChatStoreSpecs.Put(transaction, name, 1);
            throw new InvalidOperationException("poison");
        },
        _ => _events.Add(name),
        _ => _events.Add(name + " failed"));

    private void Settle()
    {
        using var done = new ManualResetEventSlim();
        _store.Writer.Enqueue(_ => true, _ => done.Set(), _ => { });
        Assert.True(done.Wait(FakeSession.Deadline));
    }

    private Release Hold()
    {
        var release = new Release();
        _store.Writer.Enqueue(_ => release.Enter(), _ => { }, _ => { });
        release.WaitEntered();
        return release;
    }

    private sealed class Release : IDisposable
    {
        private readonly ManualResetEventSlim _entered = new();
        private readonly ManualResetEventSlim _go = new();

        public bool Enter()
        {
            _entered.Set();
            return _go.Wait(FakeSession.Deadline);
        }

        public void WaitEntered() => Assert.True(_entered.Wait(FakeSession.Deadline));

        public void Dispose() => _go.Set();
    }
}
