using System.Text.Json;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Conversations;

public sealed class ConversationPageSpecs : IDisposable
{
    private readonly TestServer _server = new();
    private readonly TestClient _alice;

    public ConversationPageSpecs() => _alice = _server.Login("alice");

    public void Dispose() => _server.Dispose();

    [Fact]
    public void Empty_list_is_complete()
    {
        var reply = _alice.Page();

        Assert.Equal(1, reply.Long("CompleteFlag"));
        Assert.Empty(reply.Items("SessionItem"));
    }

    [Fact]
    public void Newest_conversation_comes_first()
    {
        _server.Import("a", "b", "c");
        foreach (var peer in new[] { "a", "b", "c", "a" })
        {
            _server.Time.Advance(TimeSpan.FromSeconds(1));
            _alice.Send(peer);
        }

        Assert.Equal(["a", "c", "b"], Peers(_alice.Page()));
    }

    [Fact]
    public void Item_describes_the_last_message()
    {
        _server.Import("bob");
        _alice.Send("bob", "old");
        _alice.Send("bob", "new", seq: 17, extra: ""","CloudCustomData":"c" """);

        var item = Assert.Single(_alice.Page().Items("SessionItem"));

        Assert.Equal(1, item.Long("Type"));
        Assert.Equal("bob", item.Str("To_Account"));
        Assert.Equal(_server.Now, item.Long("MsgTime"));
        Assert.Equal(17, item.Long("MsgSeq"));
        Assert.Equal(2, item.Long("MsgOrder"));
        Assert.Equal("alice", item.Str("LastC2CMsgFrom_Account"));
        Assert.Equal("new", item.GetProperty("LastMsg").TextOf());
        Assert.Equal("c", item.GetProperty("LastMsg").Str("CloudCustomData"));
        Assert.Equal(0, item.Long("UnreadMsgCount"));
    }

    [Fact]
    public void Both_sides_have_the_conversation()
    {
        var bob = _server.Login("bob");
        _alice.Send("bob", "hello");

        var item = Assert.Single(bob.Page().Items("SessionItem"));

        Assert.Equal("alice", item.Str("To_Account"));
        Assert.Equal("alice", item.Str("LastC2CMsgFrom_Account"));
        Assert.Equal(1, item.Long("UnreadMsgCount"));
    }

    [Fact]
    public void Item_carries_nick_and_avatar_of_the_peer()
    {
        _server.Rest(Protocol.Accounts.AccountCommands.Import, """{"UserID":"bob","Nick":"Bob \"B\"","FaceUrl":"http://b"}""").ShouldBeOk();
        _alice.Send("bob");

        var item = Assert.Single(_alice.Page().Items("SessionItem"));

        Assert.Equal("Bob \"B\"", item.Str("C2cNick"));
        Assert.Equal("http://b", item.Str("C2cImage"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(1000)]
    public void Paging_over_1050_conversations_neither_misses_nor_doubles_one(int perSecond)
    {
        var peers = Enumerable.Range(0, 1050).Select(i => $"peer{i:0000}").ToArray();
        Fill(peers, perSecond);

        var pages = Walk();

        Assert.Equal([500, 500, 50], pages.Select(page => page.Items("SessionItem").Length));
        Assert.Equal(peers.Reverse(), pages.SelectMany(Peers));
        Assert.Equal([0L, 0, 1], pages.Select(page => page.Long("CompleteFlag")));
    }

    [Fact]
    public void Conversations_without_a_shown_message_are_paged_too()
    {
        var peers = Enumerable.Range(0, 550).Select(i => $"peer{i:0000}").ToArray();
        _server.Import(peers);
        foreach (var peer in peers)
        {
            _alice.Send(peer, extra: ""","SendMsgControl":["NoLastMsg"]""").ShouldBeOk();
        }

        Assert.Equal(peers, Walk().SelectMany(Peers).Order());
    }

    [Fact]
    public void Message_between_two_pages_hides_no_other_conversation()
    {
        var peers = Enumerable.Range(0, 1050).Select(i => $"peer{i:0000}").ToArray();
        Fill(peers, 10);
        var seen = new List<string>();

        foreach (var page in Pages())
        {
            seen.AddRange(Peers(page));
            _server.Time.Advance(TimeSpan.FromSeconds(1));
            _alice.Send("peer0005").ShouldBeOk();
            _alice.Send("peer0500").ShouldBeOk();
        }

        Assert.Equal(peers.Except(["peer0005", "peer0500"]), seen.Except(["peer0005", "peer0500"]).Order());
        Assert.Equal(seen.Count, seen.Distinct().Count());
    }

    [Fact]
    public void Pull_from_the_last_position_has_only_what_has_changed()
    {
        _server.Import("a", "b", "c");
        Fill(["a", "b", "c"], 1);
        _server.Time.Advance(TimeSpan.FromSeconds(60));
        _server.Settle();
        var last = Walk()[^1];
        _server.Time.Advance(TimeSpan.FromSeconds(60));
        _alice.Send("b").ShouldBeOk();

        var increment = _alice.Page(last.Long("TimeStamp"), last.Long("StartIndex"), last.Long("TopTimeStamp"), last.Long("TopStartIndex"));

        Assert.Equal(["b"], Peers(increment));
        Assert.Equal(1, increment.Long("CompleteFlag"));
    }

    [Fact]
    public void Pull_without_change_is_empty()
    {
        Fill(["a"], 1);
        _server.Time.Advance(TimeSpan.FromSeconds(60));
        _server.Settle();
        var last = Walk()[^1];

        Assert.Empty(Peers(_alice.Page(last.Long("TimeStamp"), last.Long("StartIndex"), last.Long("TopTimeStamp"), last.Long("TopStartIndex"))));
    }

    [Fact]
    public void Message_of_the_second_of_the_listing_is_in_the_next_pull()
    {
        Fill(["a", "b"], 1);
        _server.Time.Advance(TimeSpan.FromSeconds(60));
        _server.Settle();
        var last = Walk()[^1];
        _alice.Send("a").ShouldBeOk();

        Assert.Equal(["a"], Peers(_alice.Page(last.Long("TimeStamp"), last.Long("StartIndex"), last.Long("TopTimeStamp"), last.Long("TopStartIndex"))));
    }

    [Fact]
    public void Change_during_a_long_listing_is_in_the_next_pull()
    {
        Fill([.. Enumerable.Range(0, 550).Select(i => $"peer{i:0000}")], 10);
        _server.Time.Advance(TimeSpan.FromSeconds(60));
        var first = _alice.Page();
        _alice.Send("peer0549").ShouldBeOk();
        _server.Time.Advance(TimeSpan.FromSeconds(60));
        var last = _alice.Page(first.Long("TimeStamp"), first.Long("StartIndex"), first.Long("TopTimeStamp"), first.Long("TopStartIndex"));
        Assert.Equal(1, last.Long("CompleteFlag"));

        Assert.Contains("peer0549", Peers(_alice.Page(last.Long("TimeStamp"), last.Long("StartIndex"), last.Long("TopTimeStamp"), last.Long("TopStartIndex"))));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, -1)]
    [InlineData(long.MaxValue, long.MaxValue)]
    [InlineData(long.MinValue, long.MinValue)]
    [InlineData(1, long.MaxValue)]
    public void Foreign_positions_are_answered(long time, long index)
    {
        Fill(["a"], 1);

        _alice.Page(time, index).ShouldBeOk();
    }

    [Fact]
    public void List_survives_a_restart()
    {
        Fill(["a", "b"], 1);
        _server.Restart();
        _alice.NewSocket();

        Assert.Equal(["b", "a"], Peers(_alice.Page()));
    }

    private void Fill(string[] peers, int perSecond)
    {
        _server.Import(peers);
        for (var i = 0; i < peers.Length; i++)
        {
            if (i % perSecond == 0)
            {
                _server.Time.Advance(TimeSpan.FromSeconds(1));
            }

            _alice.Send(peers[i]).ShouldBeOk();
        }
    }

    private List<JsonElement> Walk() => [.. Pages()];

    private IEnumerable<JsonElement> Pages()
    {
        var page = _alice.Page();
        yield return page;
        for (var i = 0; i < 10 && page.Long("CompleteFlag") != 1; i++)
        {
            page = _alice.Page(page.Long("TimeStamp"), page.Long("StartIndex"), page.Long("TopTimeStamp"), page.Long("TopStartIndex"));
            yield return page;
        }
    }

    private static string[] Peers(JsonElement page) => [.. page.Items("SessionItem").Select(item => item.Str("To_Account"))];
}
