using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Chat.Protocol.Commands;
using Chat.Protocol.Groups;

namespace Chat.EndToEnd;

/// <summary>kill -9 in the middle of traffic in groups: what was acknowledged is there, what was not is there once or not at all, and all parts of a group agree.</summary>
[Collection("processes")]
public sealed class GroupCrashSpecs : IAsyncLifetime
{
    private const int Members = 6;
    private const int Groups = 3;
    private const int Rounds = 60;
    private const int Kills = 2;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private readonly ConcurrentDictionary<string, Ledger> _ledgers = new();
    private List<RawMember> _members = [];
    private HostProcess _host = null!;
    private int _done;

    public async Task InitializeAsync()
    {
        _host = await HostProcess.StartAsync(settings: new Dictionary<string, string>
        {
            ["GroupAttributeWritesPerSecond"] = "1000000",
            ["GroupMessagesPerSecond"] = "1000000",
        });
        _members = [.. Enumerable.Range(0, Members).Select(i => new RawMember(_host, $"user{i}"))];
    }

    public async Task DisposeAsync()
    {
        _members.ForEach(static member => member.Dispose());
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Groups_keep_every_acknowledged_change_through_kill_9()
    {
        using var limit = new CancellationTokenSource(Limit);
        foreach (var member in _members)
        {
            await OkAsync(member, GroupCommands.GetJoined.Ordinary, """{"Limit":10,"Offset":0,"ResponseFilter":{}}""", limit.Token);
        }

        var groups = new List<string>();
        for (var i = 0; i < Groups; i++)
        {
            groups.Add(await CreateAsync(limit.Token));
        }

        var load = Task.WhenAll(groups.SelectMany(group => _members.Select(member => RunAsync(member, group, limit.Token))));
        for (var kill = 1; kill <= Kills; kill++)
        {
            var goal = Groups * Members * Rounds * kill / (Kills + 1);
            while (Volatile.Read(ref _done) < goal && !load.IsCompleted)
            {
                await Task.Delay(5, limit.Token);
            }

            await _host.KillAsync();
            await _host.StartAgainAsync();
        }

        await load.WaitAsync(limit.Token);
        foreach (var group in groups)
        {
            await CheckMessagesAsync(group, limit.Token);
            await CheckCountersAsync(group, limit.Token);
            await CheckAttributesAsync(group, limit.Token);
        }
    }

    private async Task<string> CreateAsync(CancellationToken cancellationToken)
    {
        var others = string.Join(',', _members.Skip(1).Select(static member => $$"""{"Member_Account":"{{member.User}}"}"""));
        var reply = await OkAsync(
            _members[0], GroupCommands.Create.Ordinary, $$"""{"Type":"Public","Name":"a group","Owner_Account":"user0","MemberList":[{{others}}]}""", cancellationToken);
        var group = reply.GetProperty("GroupId").GetString()!;
        _ledgers[group] = new Ledger();
        return group;
    }

    /// <summary>Says, counts and writes in turn; a call without an answer is repeated only where repeating is harmless.</summary>
    private async Task RunAsync(RawMember member, string group, CancellationToken cancellationToken)
    {
        var ledger = _ledgers[group];
        for (var round = 1; round <= Rounds; round++)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{member.User}:{round}");
            var send = $$$"""
                {"GroupId":"{{{group}}}","Random":{{{round}}},"ClientSeq":{{{round}}},"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"{{{text}}}"}}]}
                """;
            JsonElement? sent;
            while ((sent = await TryAsync(member, GroupMessageCommands.Send.Ordinary, send, cancellationToken)) is null)
            {
            }

            ledger.Messages[text] = sent.Value.GetProperty("MsgSeq").GetInt64();
            var counted = await TryAsync(
                member, GroupAttributeCommands.UpdateCounters.Ordinary, $$"""{"GroupId":"{{group}}","GroupCounter":[{"Key":"rounds","Value":1}],"Mode":"Increase"}""", cancellationToken);
            Interlocked.Increment(ref counted is null ? ref ledger.DoubtfulCounts : ref ledger.Counts);
            var written = await TryAsync(
                member,
                GroupAttributeCommands.Modify.Ordinary,
                $$"""{"GroupId":"{{group}}","GroupAttr":[{"key":"{{member.User}}","value":"{{round}}"}],"AttrMainSeq":0}""",
                cancellationToken);
            Interlocked.Increment(ref written is null ? ref ledger.DoubtfulWrites : ref ledger.Writes);
            if (written is { } attributes)
            {
                ledger.Attributes[member.User] = round;
                Assert.True(ledger.Versions.TryAdd(attributes.GetProperty("AttrMainSeq").GetInt64(), member.User), "a version was given twice");
            }

            Interlocked.Increment(ref _done);
        }
    }

    /// <summary>Sequences run 1, 2, 3 … without gap or double; each message is there once, where its acknowledgement said.</summary>
    private async Task CheckMessagesAsync(string group, CancellationToken cancellationToken)
    {
        var history = new List<(long Sequence, string Text)>();
        for (long next = uint.MaxValue; next > 0;)
        {
            var page = await OkAsync(_members[1], GroupMessageCommands.GetHistory.Ordinary, $$"""{"GroupId":"{{group}}","ReqMsgSeq":{{next}},"ReqMsgNumber":20}""", cancellationToken);
            history.AddRange(page.GetProperty("RspMsgList").EnumerateArray().Select(static item => (item.GetProperty("MsgSeq").GetInt64(), TextOf(item))));
            next = page.GetProperty("NextReqMsgSeq").GetInt64();
        }

        history.Reverse();
        Assert.Equal(Enumerable.Range(1, Members * Rounds).Select(static i => (long)i), history.Select(static message => message.Sequence));
        Assert.Equal(_ledgers[group].Messages.OrderBy(static one => one.Value).Select(static one => one.Key), history.Select(static message => message.Text));
    }

    /// <summary>The counter is the sum of what was acknowledged and some of what nobody knows; its version counts the same changes.</summary>
    private async Task CheckCountersAsync(string group, CancellationToken cancellationToken)
    {
        var ledger = _ledgers[group];
        var reply = await OkAsync(_members[2], GroupAttributeCommands.GetCounters.Ordinary, $$"""{"GroupId":"{{group}}","GroupCounterKeys":[]}""", cancellationToken);
        var value = Assert.Single(reply.GetProperty("GroupCounter").EnumerateArray()).GetProperty("Value").GetInt64();
        Assert.InRange(value, ledger.Counts, ledger.Counts + ledger.DoubtfulCounts);
        Assert.Equal(value, reply.GetProperty("GroupCounterSeq").GetInt64());
    }

    /// <summary>Nobody's attribute is older than its last acknowledged write, and the common version counts the writes.</summary>
    private async Task CheckAttributesAsync(string group, CancellationToken cancellationToken)
    {
        var ledger = _ledgers[group];
        var reply = await OkAsync(_members[3], GroupAttributeCommands.Get, $$"""{"GroupId":"{{group}}","GroupType":0}""", cancellationToken);
        Assert.InRange(reply.GetProperty("AttrMainSeq").GetInt64(), ledger.Writes, ledger.Writes + ledger.DoubtfulWrites);
        Assert.True(ledger.Versions.Keys.Max() <= reply.GetProperty("AttrMainSeq").GetInt64());
        var values = reply.GetProperty("GroupAttrAry").EnumerateArray()
            .ToDictionary(static item => item.GetProperty("key").GetString()!, static item => int.Parse(item.GetProperty("value").GetString()!, CultureInfo.InvariantCulture));
        foreach (var (user, round) in ledger.Attributes)
        {
            Assert.InRange(values[user], round, Rounds);
        }
    }

    private static string TextOf(JsonElement message) => message.GetProperty("MsgBody")[0].GetProperty("MsgContent").GetProperty("Text").GetString()!;

    /// <summary>Null if nobody knows whether it was done.</summary>
    private static async Task<JsonElement?> TryAsync(RawMember member, Command command, string body, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await member.CallAsync(command, body, cancellationToken);
            Assert.True(reply.GetProperty("ErrorCode").GetInt32() == 0, reply.ToString());
            return reply;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static async Task<JsonElement> OkAsync(RawMember member, Command command, string body, CancellationToken cancellationToken) =>
        await TryAsync(member, command, body, cancellationToken) ?? throw new IOException("The server does not answer.");

    /// <summary>What was acknowledged in a group, and how much nobody knows.</summary>
    private sealed class Ledger
    {
        public int Counts;
        public int DoubtfulCounts;
        public int Writes;
        public int DoubtfulWrites;

        /// <summary>Sequences by text.</summary>
        public ConcurrentDictionary<string, long> Messages { get; } = new();

        /// <summary>Last round that each member knows to be written.</summary>
        public ConcurrentDictionary<string, int> Attributes { get; } = new();

        /// <summary>Versions of the attributes that were answered, and to whom.</summary>
        public ConcurrentDictionary<long, string> Versions { get; } = new();
    }
}
