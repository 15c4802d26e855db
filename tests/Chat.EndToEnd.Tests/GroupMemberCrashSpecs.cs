using System.Globalization;
using System.Text.Json;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;

namespace Chat.EndToEnd;

/// <summary>
/// kill -9 while members of groups come, speak, leave and are removed: every step that was acknowledged holds and was told once, and the list of members, their
/// number, the tips and the members' own lists say the same.
/// </summary>
[Collection("processes")]
public sealed class GroupMemberCrashSpecs : IAsyncLifetime
{
    private const string Owner = "owner";
    private const int MoverCount = 5;
    private const int Groups = 2;
    private const int Rounds = 40;
    private const int StepsPerRound = 3;
    private const int Kills = 3;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    /// <summary>By group and user: what was acknowledged, in its order. Each list has one writer.</summary>
    private readonly Dictionary<(string Group, string User), List<string>> _steps = [];
    private HostProcess _host = null!;
    private List<RawMember> _members = [];
    private int _done;

    private RawMember OwnerOfAll => _members[0];

    private List<RawMember> Movers => _members[1..];

    public async Task InitializeAsync()
    {
        _host = await HostProcess.StartAsync(settings: new Dictionary<string, string> { ["GroupMessagesPerSecond"] = "1000000" });
        _members = [new RawMember(_host, Owner), .. Enumerable.Range(0, MoverCount).Select(i => new RawMember(_host, $"mover{i}"))];
    }

    public async Task DisposeAsync()
    {
        _members.ForEach(static member => member.Dispose());
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Memberships_tips_and_counts_agree_through_kill_9()
    {
        using var limit = new CancellationTokenSource(Limit);
        var groups = new List<string>();
        for (var i = 0; i < Groups; i++)
        {
            var reply = await OkAsync(
                OwnerOfAll, GroupCommands.Create.Ordinary, $$"""{"Type":"Public","Name":"a group","Owner_Account":"{{Owner}}","ApplyJoinOption":"FreeAccess"}""", limit.Token);
            groups.Add(reply.GetProperty("GroupId").GetString()!);
            Movers.ForEach(mover => _steps.Add((groups[^1], mover.User), []));
        }

        var load = Task.WhenAll(groups.SelectMany(group => Movers.Select((mover, i) => ComeAndGoAsync(mover, group, staysIn: i % 2 == 0, limit.Token))));
        for (var kill = 1; kill <= Kills; kill++)
        {
            var goal = Groups * MoverCount * Rounds * StepsPerRound * kill / (Kills + 1);
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
            var present = await CheckHistoryAsync(group, limit.Token);
            Assert.Equal([.. Movers.Where(static (_, i) => i % 2 == 0).Select(static mover => mover.User), Owner], present.Order(StringComparer.Ordinal));
            await CheckMembersAsync(group, present, limit.Token);
        }
    }

    /// <summary>Each step begins when the one before was acknowledged; so it also finds out whether that one holds.</summary>
    private async Task ComeAndGoAsync(RawMember mover, string group, bool staysIn, CancellationToken cancellationToken)
    {
        var steps = _steps[(group, mover.User)];
        var body = $$"""{"GroupId":"{{group}}"}""";
        for (var round = 1; round <= Rounds; round++)
        {
            await DoAsync(mover, GroupCommands.Join.Ordinary, body, ErrorCodes.GroupMemberExists, cancellationToken);
            Did(Step(GroupTipTypes.Joined));
            var sent = await DoAsync(
                mover,
                GroupMessageCommands.Send.Ordinary,
                $$$"""{"GroupId":"{{{group}}}","Random":{{{round}}},"ClientSeq":{{{round}}},"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"{{{round}}}"}}]}""",
                null,
                cancellationToken);
            Did(Said(round, sent.GetProperty("MsgSeq").GetInt64()));
            if (round == Rounds && staysIn)
            {
                return;
            }

            if (round % 2 == 0)
            {
                await DoAsync(mover, GroupCommands.Quit.Ordinary, body, ErrorCodes.GroupDenied, cancellationToken);
                Did(Step(GroupTipTypes.Quit));
            }
            else
            {
                await DoAsync(
                    OwnerOfAll, GroupMemberCommands.Delete.Ordinary, $$"""{"GroupId":"{{group}}","MemberToDel_Account":["{{mover.User}}"]}""", null, cancellationToken);
                Did(Step(GroupTipTypes.Kicked));
            }
        }

        void Did(string step)
        {
            steps.Add(step);
            Interlocked.Increment(ref _done);
        }
    }

    /// <summary>Sequences run 1, 2, 3 …; what they hold is what was acknowledged, each once; nobody speaks, comes or goes who could not; numbers are right at every tip.</summary>
    /// <returns>Who is in, as the tips tell it.</returns>
    private async Task<HashSet<string>> CheckHistoryAsync(string group, CancellationToken cancellationToken)
    {
        var history = await HistoryAsync(group, cancellationToken);
        Assert.Equal(Enumerable.Range(1, history.Count).Select(static i => (long)i), history.Select(static item => item.GetProperty("MsgSeq").GetInt64()));
        var present = new HashSet<string> { Owner };
        var steps = Movers.ToDictionary(static mover => mover.User, static _ => new List<string>());
        foreach (var item in history)
        {
            var (from, content) = (item.GetProperty("From_Account").GetString()!, item.GetProperty("MsgBody"));
            if (from != GroupIds.System)
            {
                Assert.Contains(from, present);
                steps[from].Add(Said(int.Parse(content[0].GetProperty("MsgContent").GetProperty("Text").GetString()!, CultureInfo.InvariantCulture), item.GetProperty("MsgSeq").GetInt64()));
                continue;
            }

            var (kind, user) = (content.GetProperty("OpType").GetInt32(), Assert.Single(content.GetProperty("List_Account").EnumerateArray()).GetString()!);
            Assert.True(kind == GroupTipTypes.Joined ? present.Add(user) : present.Remove(user), item.ToString());
            Assert.Equal(present.Count, content.GetProperty("MemberNum").GetInt32());
            Assert.Equal(kind == GroupTipTypes.Kicked ? Owner : user, content.GetProperty("Operator_Account").GetString());
            steps[user].Add(Step(kind));
        }

        Assert.All(steps, found => Assert.Equal(_steps[(group, found.Key)], found.Value));
        return present;
    }

    /// <summary>List, number and the members' own lists.</summary>
    private async Task CheckMembersAsync(string group, HashSet<string> present, CancellationToken cancellationToken)
    {
        var list = await OkAsync(
            OwnerOfAll, GroupMemberCommands.GetPage.Ordinary, $$"""{"GroupId":"{{group}}","Limit":100,"Offset":0,"MemberInfoFilter":["Role"]}""", cancellationToken);
        Assert.Equal(present.Order(), list.GetProperty("MemberList").EnumerateArray().Select(static member => member.GetProperty("Member_Account").GetString()!).Order());
        Assert.Equal(present.Count, list.GetProperty("MemberNum").GetInt32());
        foreach (var mover in Movers)
        {
            var joined = await OkAsync(mover, GroupCommands.GetJoined.Ordinary, """{"Limit":100,"Offset":0,"ResponseFilter":{}}""", cancellationToken);
            Assert.Equal(present.Contains(mover.User), joined.GetProperty("GroupIdList").EnumerateArray().Any(item => item.GetProperty("GroupId").GetString() == group));
        }
    }

    /// <summary>Oldest first.</summary>
    private async Task<List<JsonElement>> HistoryAsync(string group, CancellationToken cancellationToken)
    {
        var history = new List<JsonElement>();
        for (long next = uint.MaxValue; next > 0;)
        {
            var page = await OkAsync(OwnerOfAll, GroupMessageCommands.GetHistory.Ordinary, $$"""{"GroupId":"{{group}}","ReqMsgSeq":{{next}},"ReqMsgNumber":20}""", cancellationToken);
            history.AddRange(page.GetProperty("RspMsgList").EnumerateArray());
            next = page.GetProperty("NextReqMsgSeq").GetInt64();
        }

        history.Reverse();
        return history;
    }

    private static string Step(int tip) => tip switch
    {
        GroupTipTypes.Joined => "joined",
        GroupTipTypes.Quit => "left",
        GroupTipTypes.Kicked => "was removed",
        _ => string.Create(CultureInfo.InvariantCulture, $"tip {tip}"),
    };

    private static string Said(int round, long sequence) => string.Create(CultureInfo.InvariantCulture, $"said {round} as {sequence}");

    /// <summary>Repeats a call until it is answered.</summary>
    /// <param name="member">Who calls.</param>
    /// <param name="command">The call.</param>
    /// <param name="body">Its body.</param>
    /// <param name="doneBefore">The code of a repeated call that had been executed; null where that is a success, too.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    private static async Task<JsonElement> DoAsync(RawMember member, Command command, string body, int? doneBefore, CancellationToken cancellationToken)
    {
        for (var isRepeated = false; ; isRepeated = true)
        {
            try
            {
                var reply = await member.CallAsync(command, body, cancellationToken);
                var code = reply.GetProperty("ErrorCode").GetInt32();
                Assert.True(code == 0 || (isRepeated && code == doneBefore), $"{command.Name}: {reply}");
                return reply;
            }
            catch (IOException)
            {
                // Nobody knows whether it was executed.
            }
        }
    }

    private static Task<JsonElement> OkAsync(RawMember member, Command command, string body, CancellationToken cancellationToken) =>
        DoAsync(member, command, body, null, cancellationToken);
}
