using Chat.Protocol.Errors;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Storage;

/// <summary>A full disk: sends are refused, reads go on, and nothing that was acknowledged is lost.</summary>
public sealed class DiskFullSpecs : IDisposable
{
    private readonly TestServer _server = new();
    private readonly TestClient _alice;
    private readonly TestClient _bob;

    public DiskFullSpecs()
    {
        _server.ExpectErrors();
        _alice = _server.Login("alice");
        _bob = _server.Login("bob");
    }

    public void Dispose() => _server.Dispose();

    [Fact]
    public void Sends_are_refused_while_the_disk_is_full_and_work_again_afterwards()
    {
        var acknowledged = new Dictionary<long, string>();
        Send("before", 20, acknowledged);
        _server.RunPragma("PRAGMA max_page_count = 1");

        var refused = Send("full", 300, acknowledged);

        Assert.NotEmpty(refused);
        Assert.All(refused, code => Assert.Equal(ErrorCodes.MessageServiceInternal, code));
        Assert.Equal(ErrorCodes.MessageServiceInternal, _alice.Send("bob", new string('x', 8000)).Code());
        Assert.NotEmpty(_bob.History("alice", 100).Items("MsgList"));
        Assert.NotEmpty(_bob.Unread());

        _server.RunPragma("PRAGMA max_page_count = 1073741823");
        Assert.Empty(Send("after", 20, acknowledged));
        Assert.Equal(Enumerable.Range(1, acknowledged.Count).Select(i => (long)i), acknowledged.Keys.Order());
        ShouldHaveExactly(acknowledged);
        _server.Settle();
        Assert.Equal(acknowledged.Count, _bob.Socket.Messages.Count);
        Assert.Equal(acknowledged.Count, _bob.UnreadOf("alice"));

        _server.Restart();
        _alice.NewSocket();
        _bob.NewSocket();
        ShouldHaveExactly(acknowledged);
        Assert.Equal(acknowledged.Count + 1, _alice.Send("bob").Long("MsgOrder"));
    }

    [Fact]
    public void Refused_message_can_be_sent_again_when_there_is_room()
    {
        _server.RunPragma("PRAGMA max_page_count = 1");
        var text = new string('x', 9000);
        while (_alice.Send("bob", text).Code() == 0)
        {
        }

        var stored = _server.Count("SELECT count(*) FROM message");
        _alice.Send("bob", text, 77, 78).ShouldFail(ErrorCodes.MessageServiceInternal);
        _server.RunPragma("PRAGMA max_page_count = 1073741823");

        Assert.Equal(stored + 1, _alice.Send("bob", text, 77, 78).Long("MsgOrder"));
        Assert.Equal(stored + 1, _alice.Send("bob", text, 77, 78).Long("MsgOrder"));
    }

    [Fact]
    public void Login_of_a_new_device_is_refused_and_the_old_one_stays()
    {
        FillUp();
        var second = _server.Connect("alice");

        var codes = Enumerable.Range(0, 200).Select(_ => second.Login().Code()).TakeWhile(code => code == 0).Count();

        if (codes < 200)
        {
            Assert.NotEqual(0, second.Login().Code());
        }

        _server.RunPragma("PRAGMA max_page_count = 1073741823");
        second.Login().ShouldBeOk();
        second.Send("bob").ShouldBeOk();
    }

    private void FillUp()
    {
        _server.RunPragma("PRAGMA max_page_count = 1");
        while (_alice.Send("bob", new string('x', 3000)).Code() == 0)
        {
        }
    }

    private List<int> Send(string text, int count, Dictionary<long, string> acknowledged)
    {
        var refused = new List<int>();
        var calls = Enumerable.Range(0, count).Select(i => (Text: $"{text} {i}", Call: _alice.StartSend("bob", $"{text} {i}"))).ToList();
        foreach (var (sent, call) in calls)
        {
            var reply = _alice.Wait(call);
            if (reply.Code() == 0)
            {
                acknowledged.Add(reply.Long("MsgOrder"), sent);
            }
            else
            {
                refused.Add(reply.Code());
            }
        }

        return refused;
    }

    private void ShouldHaveExactly(Dictionary<long, string> acknowledged)
    {
        var found = new Dictionary<long, string>();
        var key = "";
        for (var complete = false; !complete;)
        {
            var reply = _bob.History("alice", 100, key);
            foreach (var message in reply.Items("MsgList"))
            {
                found.Add(message.Long("MsgOrder"), message.TextOf());
            }

            (key, complete) = (reply.Str("MsgKey"), reply.Long("Complete") == 1);
        }

        Assert.Equal(acknowledged.OrderBy(pair => pair.Key), found.OrderBy(pair => pair.Key));
    }
}
