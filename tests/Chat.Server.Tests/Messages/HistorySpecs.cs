using System.Text.Json;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Server.Tests.Testing;
using CsCheck;

namespace Chat.Server.Tests.Messages;

public sealed class HistorySpecs : IDisposable
{
    private readonly TestServer _server = new();
    private readonly TestClient _alice;

    public HistorySpecs()
    {
        _alice = _server.Login("alice");
        _server.Import("bob");
    }

    public void Dispose() => _server.Dispose();

    [Fact]
    public void Empty_conversation_is_complete()
    {
        var reply = _alice.History("bob");

        reply.ShouldBeOk();
        Assert.Equal(1, reply.Long("Complete"));
        Assert.Empty(reply.Items("MsgList"));
    }

    [Fact]
    public void Unknown_peer_is_refused() => _alice.History("nobody").ShouldFail(ErrorCodes.UserNotFound);

    [Fact]
    public void Messages_of_both_sides_come_oldest_first()
    {
        var bob = _server.Login("bob");
        _alice.Send("bob", "1");
        bob.Send("alice", "2");
        _alice.Send("bob", "3");

        var reply = _alice.History("bob");

        Assert.Equal(["1", "2", "3"], reply.Texts());
        Assert.Equal(["alice", "bob", "alice"], reply.Items("MsgList").Select(item => item.Str("From_Account")));
        Assert.Equal(["bob", "alice", "bob"], reply.Items("MsgList").Select(item => item.Str("To_Account")));
        Assert.Equal([1L, 2, 3], reply.Items("MsgList").Select(item => item.Long("MsgOrder")));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData(" 1")]
    [InlineData("0x10")]
    [InlineData("4294967296")]
    [InlineData("8589934592")]
    [InlineData("9223372036854775807")]
    [InlineData("99999999999999999999999")]
    [InlineData("5_6_1700000000")]
    public void Foreign_cursor_is_refused(string cursor)
    {
        _alice.Send("bob");

        _alice.History("bob", key: cursor).ShouldFail(ErrorCodes.RequestMalformed);
        _alice.History("bob", key: cursor, direction: 1).ShouldFail(ErrorCodes.RequestMalformed);
    }

    [Fact]
    public void No_cursor_opens_the_conversations_of_others()
    {
        var users = Enumerable.Range(0, 6).Select(i => $"user{i}").ToArray();
        _server.Import(users);
        var spy = _server.Login("spy");
        for (var i = 0; i < users.Length; i++)
        {
            _alice.Send(users[i], "secret").ShouldBeOk();
            spy.Send(users[i], "own").ShouldBeOk();
        }

        long[] cursors = [0, 1, 2, 3, int.MaxValue, uint.MaxValue, 1L << 32, 3L << 32, 7L << 32, 15L << 32, long.MaxValue - 1, long.MaxValue];
        long[] times = [0, 1, -1, long.MinValue, long.MaxValue, _server.Now];
        foreach (var user in users)
        {
            foreach (var direction in new[] { 0, 1 })
            {
                foreach (var reply in cursors.Select(cursor => spy.History(user, 100, $"{cursor}", direction: direction))
                    .Concat(times.Select(time => spy.History(user, 100, time: time, direction: direction))))
                {
                    Assert.True(reply.Code() != 0 || reply.Texts() is [] or ["own"], reply.ToString());
                }
            }
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-5, 1)]
    [InlineData(1_000_000, 100)]
    public void Page_size_is_kept_within_bounds(int asked, int got)
    {
        Fill(120, new int[120]);

        Assert.Equal(got, _alice.History("bob", asked).Items("MsgList").Length);
    }

    [Fact]
    public void Time_without_cursor_includes_its_whole_second_in_both_directions()
    {
        var start = _server.Now;
        Fill(9, [0, 0, 0, 1, 0, 0, 1, 0, 0]);

        Assert.Equal(["0", "1", "2", "3", "4", "5"], _alice.History("bob", time: start + 1).Texts());
        Assert.Equal(["3", "4", "5", "6", "7", "8"], _alice.History("bob", time: start + 1, direction: 1).Texts());
    }

    [Fact]
    public void Time_before_the_first_message_has_nothing_older_and_everything_newer()
    {
        var start = _server.Now;
        Fill(3, [0, 0, 0]);

        Assert.Empty(_alice.History("bob", time: start - 1).Texts());
        Assert.Equal(3, _alice.History("bob", time: start - 1, direction: 1).Texts().Length);
    }

    [Fact]
    public void Time_after_the_last_message_has_everything_older_and_nothing_newer()
    {
        Fill(3, [0, 0, 0]);

        Assert.Equal(3, _alice.History("bob", time: _server.Now + 1).Texts().Length);
        Assert.Empty(_alice.History("bob", time: _server.Now + 1, direction: 1).Texts());
    }

    [Fact]
    public void Both_sides_see_the_same()
    {
        var bob = _server.Login("bob");
        Fill(20, new int[20]);

        Assert.Equal(_alice.HistoryTexts("bob"), bob.HistoryTexts("alice"));
    }

    [Fact]
    public void Null_cursor_is_no_cursor_or_malformed()
    {
        var reply = _alice.Call(MessageCommands.GetHistory, """{"Peer_Account":"bob","MsgKey":null}""");

        Assert.Contains(reply.Code(), new[] { 0, ErrorCodes.RequestMalformed });
    }

    [Fact]
    public void Paging_never_misses_or_doubles_a_message()
    {
        var conversation = 0;
        Gen.Select(Gen.Int[0, 60], Gen.Int[1, 17], Gen.Int[0, 3]).SelectMany((count, size, spread) =>
            Gen.Int[0, spread].Array[count].Select(steps => (count, size, steps))).Sample(
            test =>
            {
                var peer = $"peer{Interlocked.Increment(ref conversation)}";
                _server.Import(peer);
                Fill(test.count, test.steps, peer);
                var all = Enumerable.Range(0, test.count).Select(i => $"{i}").ToArray();
                Assert.Equal(all, Walk(peer, test.size, direction: 0));
                Assert.Equal(all, Walk(peer, test.size, direction: 1));
            },
            iter: 40,
            threads: 1);
    }

    [Fact]
    public void Paging_older_is_not_disturbed_by_new_messages()
    {
        Fill(30, new int[30]);
        var texts = new List<string>();
        var key = "";
        for (var complete = false; !complete;)
        {
            var reply = _alice.History("bob", 7, key);
            texts.InsertRange(0, reply.Texts());
            (key, complete) = (reply.Str("MsgKey"), reply.Long("Complete") == 1);
            _alice.Send("bob", "new");
        }

        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"{i}"), texts);
    }

    private List<string> Walk(string peer, int size, int direction)
    {
        var texts = new List<string>();
        JsonElement? last = null;
        for (var pages = 0; pages < 100; pages++)
        {
            var reply = last is { } previous
                ? _alice.History(peer, size, previous.Str("MsgKey"), previous.Long("LastMsgTime"), direction)
                : _alice.History(peer, size, time: direction == 0 ? 0 : 1, direction: direction);
            var page = reply.Texts();
            Assert.True(page.Length <= size);
            texts.InsertRange(direction == 0 ? 0 : texts.Count, page);
            if (reply.Long("Complete") == 1)
            {
                return texts;
            }

            Assert.NotEmpty(page);
            last = reply;
        }

        throw new InvalidOperationException("the walk does not end");
    }

    /// <summary>Sends numbered messages; before each the clock goes on by so many seconds.</summary>
    private void Fill(int count, int[] steps, string peer = "bob")
    {
        for (var i = 0; i < count; i++)
        {
            _server.Time.Advance(TimeSpan.FromSeconds(steps[i]));
            _alice.Send(peer, $"{i}").ShouldBeOk();
        }
    }
}
