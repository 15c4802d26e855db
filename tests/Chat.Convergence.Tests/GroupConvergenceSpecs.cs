using Chat.Actors.Groups;
using Chat.Actors.Topics;
using Chat.Protocol.Groups;
using CsCheck;

namespace Chat.Convergence;

/// <summary>
/// A group and a topic of a community, both of the first user with the second as a member: the same list, the same messages, groups, members, attributes,
/// counters and topics.
/// </summary>
public sealed partial class GroupConvergenceSpecs : ConvergenceSpec
{
    /// <summary>The steps that traces are made of.</summary>
    private static readonly Kind[] Talk =
    [
        Kind.Send, Kind.SendQuietly, Kind.Mention, Kind.MentionAll, Kind.Read, Kind.OpenHistory, Kind.Recall, Kind.Edit,
        Kind.PinMessage, Kind.UnpinMessage, Kind.PinConversation, Kind.UnpinConversation, Kind.Mark,
        Kind.Mute, Kind.Unmute, Kind.Promote, Kind.Demote,
        Kind.SetAttribute, Kind.DeleteAttributes, Kind.IncreaseCounter, Kind.Disconnect, Kind.Connect, Kind.TimePasses,
    ];

    private const uint KnownTraces = 200;
    private const ulong Seed = 1;

    private string GroupId => $"g{Trace}";

    private string CommunityId => $"@TGS#_c{Trace}";

    private string TopicId => $"{CommunityId}@TOPIC#_t";

    /// <summary>The same traces every time, so that a run says something about the change it tests; <c>CONVERGENCE_TRACES</c> looks for new ones.</summary>
    [Fact]
    public void Every_device_ends_where_a_new_one_begins()
    {
        var traces = Gen.Select(Gen.Int[0, Talk.Length - 1].Select(static one => Talk[one]), Gen.Int[0, Devices - 1], Gen.Int[0, 5], Gen.Bool).List[1, 30];
        if (Traces(0) is > 0 and var wanted)
        {
            traces.Sample(Run, iter: wanted, threads: 1, print: Print);
            return;
        }

        for (var stream = 1u; stream <= KnownTraces; stream++)
        {
            var steps = traces.Generate(new PCG(stream, Seed), null, out _);
            try
            {
                Run(steps);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"trace {stream}: {Print(steps)}", e);
            }
        }
    }

    private static string Print(List<(Kind Kind, int Device, int Back, bool InTopic)> steps) =>
        string.Join(", ", steps.Select(step => $"{step.Device}:{step.Kind}({step.Back}{(step.InTopic ? " topic" : "")})"));

    private void Run(List<(Kind Kind, int Device, int Back, bool InTopic)> steps) => RunTrace(devices =>
    {
        Found(devices[0]);
        foreach (var (kind, index, back, inTopic) in steps)
        {
            Step(devices[index], kind, back, inTopic);
            Settle();
        }
    });

    private void Found(Device owner)
    {
        NewMember[] members = [new NewMember(owner.Peer)];
        Result(owner.Client.CreateGroupAsync(
            new NewGroup { Type = GroupTypes.Public, GroupId = GroupId, Name = "group", JoinOption = JoinOptions.FreeAccess, InviteOption = InviteOptions.FreeAccess, Members = members }));
        Result(owner.Client.CreateGroupAsync(
            new NewGroup
            {
                Type = GroupTypes.Community, GroupId = CommunityId, Name = "community", JoinOption = JoinOptions.FreeAccess, InviteOption = InviteOptions.FreeAccess,
                Members = members, IsSupportTopic = true,
            }));
        Result(owner.Client.CreateTopicInCommunityAsync(new NewTopic { GroupId = CommunityId, TopicId = TopicId, TopicName = "topic" }));
        Pass(1);
    }
}
