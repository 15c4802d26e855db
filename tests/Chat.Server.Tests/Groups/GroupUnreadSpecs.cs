using Chat.Protocol.Groups;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Groups;

public sealed class GroupUnreadSpecs : IDisposable
{
    private readonly TestServer _server = new(settings =>
    {
        settings.GroupMessagesPerSecond = 100_000;
        settings.HistoryDays = 2;
    });

    public void Dispose() => _server.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Unread_is_what_counting_one_by_one_gives(int seed)
    {
        var random = new Random(seed);
        var members = new[] { "alice", "bob", "carol" }.Select(user => Login(user)).ToArray();
        var group = members[0].CreateGroup(GroupTypes.Public, "bob", "carol");
        var model = new List<Said>();
        var (read, cleared) = (new long[members.Length], new long[members.Length]);
        for (var step = 0; step < 150; step++)
        {
            var who = random.Next(members.Length);
            var target = model.Count == 0 ? null : model[random.Next(model.Count)];
            switch (random.Next(10))
            {
                case 0 when target is { IsRecalled: false } && (target.From == who || who == 0):
                    if ((target.Receiver is null || target.Receiver == who || target.From == who) && target.Sequence > cleared[who] && !target.DeletedBy.Contains(who))
                    {
                        Assert.Equal(0, members[who].RecallCode(group, target.Sequence));
                        target.IsRecalled = true;
                    }

                    break;
                case 1 when target is not null:
                    members[who].DeleteInGroup(group, target.Sequence).ShouldBeOk();
                    target.DeletedBy.Add(who);
                    break;
                case 2 when target is not null:
                    members[who].ReadGroup(group, target.Sequence).ShouldBeOk();
                    read[who] = Math.Max(read[who], target.Sequence);
                    break;
                case 3 when random.Next(4) == 0 && model.Count > 0:
                    members[who].ClearGroup(group).ShouldBeOk();
                    read[who] = cleared[who] = model[^1].Sequence;
                    break;
                case 4:
                    var receiver = (who + 1 + random.Next(2)) % 3;
                    model.Add(new Said(members[who].SaySeq(group, extra: $$""","To_Account":["{{members[receiver].User}}"]"""), who, receiver, false));
                    break;
                case 5:
                    model.Add(new Said(members[who].SaySeq(group, extra: ""","SendMsgControl":["NoUnread"]"""), who, null, true));
                    break;
                default:
                    model.Add(new Said(members[who].SaySeq(group), who, null, false));
                    break;
            }
        }

        for (var who = 0; who < members.Length; who++)
        {
            var expected = model.Count(said => said.From != who && !said.IsQuiet && !said.IsRecalled && said.Sequence > read[who]
                && (said.Receiver is null || said.Receiver == who) && !said.DeletedBy.Contains(who));
            Assert.Equal(expected, members[who].UnreadIn(group));
        }
    }

    [Fact]
    public async Task Messages_that_expired_count_no_more_and_what_comes_counts_on()
    {
        var (alice, bob) = (Login("alice"), Login("bob"));
        var group = alice.CreateGroup(GroupTypes.Public, "bob");
        alice.SaySeq(group, "old");
        bob.SaySeq(group, "old too");
        _server.Advance(TimeSpan.FromDays(3));
        bob.SaySeq(group, "new");
        alice.SaySeq(group, "newer");

        Assert.Equal(2, await _server.Server.Retention.SweepAsync(TimeSpan.Zero, CancellationToken.None).WaitAsync(FakeSession.Deadline));
        Assert.Equal([4, 3], bob.GroupHistory(group).Sequences());
        Assert.Equal(2, bob.GroupHistory(group).Long("IsFinished"));
        Assert.Equal(1, bob.UnreadIn(group));
        Assert.Equal(1, alice.UnreadIn(group));
        _server.Restart();
        Assert.Equal(5, Login("alice").SaySeq(group));
        Assert.Equal(2, Login("bob").UnreadIn(group));
    }

    [Fact]
    public void A_meeting_has_no_unread_messages()
    {
        var (alice, bob) = (Login("alice"), Login("bob"));
        var group = alice.CreateGroup(GroupTypes.Meeting, "bob");
        alice.SaySeq(group);

        Assert.Equal(0, bob.UnreadIn(group));
        Assert.Equal(1, bob.GroupOnList(group).GetProperty("LastMsg").GetProperty("MsgBody").GetArrayLength());
    }

    private TestClient Login(string user)
    {
        var client = _server.Connect(user);
        client.UserSig = client.Sign(TimeSpan.FromDays(100));
        client.Login().ShouldBeOk();
        client.GetMissed();
        return client;
    }

    private sealed record Said(long Sequence, int From, int? Receiver, bool IsQuiet)
    {
        public bool IsRecalled { get; set; }

        public HashSet<int> DeletedBy { get; } = [];
    }
}
