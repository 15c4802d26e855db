using System.Text.Json;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Messages;

public sealed class ExtensionSpecs : IDisposable
{
    private const string Extensible = ""","SupportMessageExtension":1""";
    private readonly TestServer _server = new();
    private readonly TestClient _alice;
    private readonly TestClient _bob;

    public ExtensionSpecs()
    {
        _alice = _server.Login("alice");
        _bob = _server.Login("bob");
    }

    public void Dispose() => _server.Dispose();

    [Fact]
    public void Pairs_are_kept_told_and_counted_by_one_sequence()
    {
        var key = _alice.SendKey("bob", extra: Extensible);

        var reply = Set(_bob, key, ("a", "1", 0), ("b", "2", 0));

        Assert.Equal([(0, "a", "1", 1L), (0, "b", "2", 2L)], Results(reply));
        Assert.Equal(2, reply.Long("Seq"));
        var push = _alice.WaitPush("MsgExtensionNotify");
        Assert.Equal(_alice.TinyId, push.Str("TinyId"));
        Assert.Equal(2, push.GetProperty("SetKVInfo")[0].Items("MsgKeyValue").Length);
        var stored = Get(_alice, key);
        Assert.Equal((1, 2, 0), (stored.Long("CompleteFlag"), stored.Long("LatestSeq"), stored.Long("ClearSeq")));
        Assert.Equal(["b"], Get(_alice, key, start: 2).Items("ExtensionList").Select(pair => pair.Str("Key")));
    }

    [Fact]
    public void Writer_that_does_not_know_the_pair_gets_a_conflict_with_what_is_there()
    {
        var key = _alice.SendKey("bob", extra: Extensible);
        Set(_bob, key, ("a", "1", 0));

        Assert.Equal([(ErrorCodes.ExtensionConflict, "a", "1", 1L)], Results(Set(_alice, key, ("a", "mine", 0))));
        Assert.Equal([(0, "a", "mine", 2L)], Results(Set(_alice, key, ("a", "mine", 1))));
        Assert.Equal([(ErrorCodes.ExtensionConflict, "z", "", 0L)], Results(Set(_alice, key, ("z", "new", 5))));
    }

    [Fact]
    public void Deleted_pair_stays_as_an_empty_one_and_clearing_forgets_all()
    {
        var key = _alice.SendKey("bob", extra: Extensible);
        Set(_alice, key, ("a", "1", 0), ("b", "2", 0));

        Assert.Equal([(0, "a", "", 3L)], Results(Change(_bob, key, SetExtensions.DeleteKeys, ("a", "", 0))));
        Assert.Equal([(ErrorCodes.ExtensionUnknown, "a", "", 3L)], Results(Change(_bob, key, SetExtensions.DeleteKeys, ("a", "", 0))));
        Assert.Equal(["2", ""], Get(_alice, key).Items("ExtensionList").Select(pair => pair.Str("Value")));

        Change(_bob, key, SetExtensions.Clear).ShouldBeOk();

        var cleared = Get(_alice, key);
        Assert.Empty(cleared.Items("ExtensionList"));
        Assert.Equal((4, 4), (cleared.Long("LatestSeq"), cleared.Long("ClearSeq")));
        Assert.Equal([(0, "a", "again", 5L)], Results(Set(_alice, key, ("a", "again", 0))));
    }

    [Fact]
    public void Writes_are_checked()
    {
        var plain = _alice.SendKey("bob");
        var key = _alice.SendKey("bob", extra: Extensible);
        var carol = _server.Login("carol");

        Set(_alice, plain, ("a", "1", 0)).ShouldFail(ErrorCodes.ExtensionNotSupported);
        Set(_alice, "1_2_3", ("a", "1", 0)).ShouldFail(ErrorCodes.ExtensionUnknown);
        Set(_alice, "x", ("a", "1", 0)).ShouldFail(ErrorCodes.ExtensionUnknown);
        Set(carol, key, ("a", "1", 0)).ShouldFail(ErrorCodes.ExtensionUnknown);
        Get(carol, key).ShouldFail(ErrorCodes.ExtensionUnknown);
        Set(_alice, key, ("", "1", 0)).ShouldFail(ErrorCodes.RequestMalformed);
        Set(_alice, key, (new string('k', 101), "1", 0)).ShouldFail(ErrorCodes.RequestMalformed);
        Set(_alice, key, ("k", new string('v', 1001), 0)).ShouldFail(ErrorCodes.RequestMalformed);
        Set(_alice, key, [.. Enumerable.Range(0, 21).Select(i => ($"k{i}", "v", 0))]).ShouldFail(ErrorCodes.RequestMalformed);
        Change(_alice, key, 4).ShouldFail(ErrorCodes.RequestMalformed);
        _alice.Recall("bob", key).ShouldBeOk();
        Set(_alice, key, ("a", "1", 0)).ShouldFail(ErrorCodes.ExtensionUnknown);
    }

    [Fact]
    public void Message_holds_300_pairs_and_takes_200_writes_a_minute()
    {
        var key = _alice.SendKey("bob", extra: Extensible);
        for (var call = 0; call < 15; call++)
        {
            Assert.All(Results(Set(_alice, key, [.. Enumerable.Range(0, 20).Select(i => ($"k{call}-{i}", "v", 0))])), result => Assert.Equal(0, result.Code));
        }

        Assert.Equal(ErrorCodes.RequestMalformed, Assert.Single(Results(Set(_alice, key, ("one more", "v", 0)))).Code);
        var page = Get(_alice, key);
        Assert.Equal((200, 0), (page.Items("ExtensionList").Length, page.Long("CompleteFlag")));
        Assert.Equal((100, 1), (Get(_alice, key, 201).Items("ExtensionList").Length, Get(_alice, key, 201).Long("CompleteFlag")));

        for (var call = 16; call < 200; call++)
        {
            Set(_alice, key, ("k0-0", "v", -1)).ShouldBeOk();
        }

        Set(_alice, key, ("k0-0", "v", -1)).ShouldFail(ErrorCodes.ExtensionTooFrequent);
        _server.Advance(TimeSpan.FromMinutes(1));
        Set(_alice, key, ("k0-0", "v", -1)).ShouldBeOk();
    }

    [Fact]
    public void Deleted_pairs_make_room_and_the_oldest_are_forgotten()
    {
        var key = _alice.SendKey("bob", extra: Extensible);
        for (var call = 0; call < 32; call++)
        {
            (string, string, int)[] pairs = [.. Enumerable.Range(0, 20).Select(i => ($"k{call}-{i}", "v", 0))];
            Assert.All(Results(Set(_alice, key, pairs)), result => Assert.Equal(0, result.Code));
            Assert.All(Results(Change(_alice, key, SetExtensions.DeleteKeys, pairs)), result => Assert.Equal(0, result.Code));
        }

        var (first, second) = (Get(_alice, key), Get(_alice, key, (32 * 40) - 99));

        Assert.Equal((200, 0), (first.Items("ExtensionList").Length, first.Long("CompleteFlag")));
        Assert.Equal("k31-19", second.Items("ExtensionList")[^1].Str("Key"));
        Assert.DoesNotContain("k16-19", Keys(first));
        Assert.Equal("k17-0", Keys(first)[0]);
    }

    [Fact]
    public void Peer_writes_to_what_the_sender_has_deleted_for_itself()
    {
        var key = _alice.SendKey("bob", extra: Extensible);
        _alice.Delete("bob", key).ShouldBeOk();

        Assert.Equal([(0, "a", "1", 1L)], Results(Set(_bob, key, ("a", "1", 0))));

        Set(_alice, key, ("b", "2", 0)).ShouldFail(ErrorCodes.ExtensionUnknown);
    }

    private static string[] Keys(JsonElement page) => [.. page.Items("ExtensionList").Select(static pair => pair.Str("Key"))];

    private static JsonElement Set(TestClient client, string key, params (string Key, string Value, int Seq)[] pairs) => Change(client, key, SetExtensions.SetKeys, pairs);

    private static JsonElement Change(TestClient client, string key, int operation, params (string Key, string Value, int Seq)[] pairs) => client.Call(
        MessageExtensionCommands.Set,
        $$"""
        {"From_Account":"alice","To_Account":"bob","MsgKey":"{{key}}","OperateType":{{operation}},
         "ExtensionList":{{JsonSerializer.Serialize(pairs.Select(pair => new { pair.Key, pair.Value, pair.Seq }))}}}
        """);

    private static JsonElement Get(TestClient client, string key, int start = 0) => client.Call(
        MessageExtensionCommands.Get, $$"""{"From_Account":"alice","To_Account":"bob","MsgKey":"{{key}}","startSeq":{{start}}}""");

    private static IEnumerable<(int Code, string Key, string Value, long Seq)> Results(JsonElement reply)
    {
        reply.ShouldBeOk();
        return reply.Items("ExtensionList").Select(item => (
            item.Code(), item.GetProperty("Extension").Str("Key"), item.GetProperty("Extension").Str("Value"), item.GetProperty("Extension").Long("Seq")));
    }
}
