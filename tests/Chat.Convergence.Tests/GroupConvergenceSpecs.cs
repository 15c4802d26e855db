using System.Globalization;
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
    private const uint KnownTraces = 300;

    private string GroupId => $"g{Trace}";

    private string CommunityId => $"@TGS#_c{Trace}";

    private string TopicId => $"{CommunityId}@TOPIC#_t";

    /// <summary>Traces in which devices once differed, each with what was wrong.</summary>
    [Theory]
    [InlineData("3:Disconnect(0), 1:Kick(0)")] // The notice that a sync brings did not reach the groups.
    [InlineData("3:Disconnect(0), 1:Kick(0 topic), 1:Add(0 topic), 1:Kick(0)")]
    [InlineData("1:OpenTopics(0), 0:Send(0 topic), 0:Delete(0 topic)")] // Topics kept a last message that was deleted elsewhere.
    [InlineData("1:OpenTopics(0), 0:Rename(3 topic)")] // The list of topics knew of no tips.
    [InlineData("0:Rename(3 topic), 1:OpenTopics(0), 1:SendUnshown(2 topic)")] // A tip as the last message of a topic was read in two ways.
    [InlineData("0:SendUnshown(0 topic)")] // A topic that shows nothing did not get on.
    [InlineData("0:SetNameCard(2)")] // The list of groups had no name cards.
    [InlineData("2:Disconnect(0), 3:SetNameCard(2)")]
    [InlineData("0:Send(0), 0:SetNameCard(2), 0:Send(0)")] // Stored messages had the name card of today, sent ones none.
    [InlineData("0:SetNameCard(3 topic), 1:Send(5 topic)")]
    [InlineData("2:Disconnect(0), 0:MuteAll(0)")] // Only tips that are stored told a device that was away of a change.
    [InlineData("0:Disconnect(0), 1:Clear(5), 2:Mention(4)")] // What was cleared before the list was told was taken off its count.
    [InlineData("2:SetReceiveOption(1), 0:Send(0), 2:SetReceiveOption(0), 0:Send(1)")] // Messages that are no news did not reach lists and history.
    [InlineData("3:OpenTopics(0), 2:SetReceiveOption(1 topic), 0:Mention(1 topic)")] // What is no news counted as unread in topics.
    [InlineData("3:MentionAll(2), 0:SetReceiveOption(1), 0:Read(4)")] // Mentions that were read where nothing was unread stayed elsewhere.
    [InlineData("3:MentionAll(2), 0:SetReceiveOption(1), 1:Disconnect(0), 0:Read(4)")]
    [InlineData("2:SetReceiveOption(4), 0:Send(0), 0:Mention(0)")]
    [InlineData("1:OpenTopics(0), 0:SetNameCard(4 topic), 0:Mention(5 topic)")] // The last message in the list of topics had no name card.
    [InlineData("2:PinConversation(4), 2:Leave(2), 1:Add(4)")] // Pins and marks of a group that was left stayed.
    [InlineData("2:Mark(0), 2:Leave(2), 2:Join(0)")]
    [InlineData("3:SetReceiveOption(1), 1:Kick(5), 3:Join(1)")]
    [InlineData("1:Mention(2), 2:SetReceiveOption(1)")] // Mentions stayed where nothing was to be heard of the group any more.
    [InlineData("1:Mention(2), 2:SetReceiveOption(1), 2:SetReceiveOption(0)")]
    [InlineData("3:OpenTopics(0), 1:Mention(2 topic), 2:SetReceiveOption(1 topic), 0:Mention(1 topic), 2:SetReceiveOption(0 topic)")]
    [InlineData("0:SendQuietly(0 topic), 0:Send(0 topic), 3:OpenTopics(0), 0:Recall(0 topic)")] // The conversation of a topic did not know which messages do not count.
    [InlineData("1:OpenTopics(0), 3:Send(0 topic), 1:Delete(0 topic)")] // It took off what was deleted, which the server counts.
    [InlineData("0:SendQuietly(0 topic), 0:Send(0 topic), 3:OpenTopics(0), 3:Disconnect(0), 2:Read(0 topic), 0:Send(0 topic), 3:Connect(0)")]
    public void Every_device_ends_where_a_new_one_begins_after(string trace) => Run(Parse(trace));

    [Fact]
    public void Every_device_ends_where_a_new_one_begins() => RunTraces(
        Gen.Select(Gen.Enum<Kind>(), Gen.Int[0, Devices - 1], Gen.Int[0, 5], Gen.Bool).List[1, 30], KnownTraces, Run, Print);

    private static string Print(List<(Kind Kind, int Device, int Back, bool InTopic)> steps) =>
        string.Join(", ", steps.Select(step => $"{step.Device}:{step.Kind}({step.Back}{(step.InTopic ? " topic" : "")})"));

    private static List<(Kind Kind, int Device, int Back, bool InTopic)> Parse(string trace) =>
    [
        .. trace.Split(", ").Select(static step => step.Split(':', '(', ')')).Select(static parts => (
            Enum.Parse<Kind>(parts[1]), int.Parse(parts[0], CultureInfo.InvariantCulture), parts[2][0] - '0', parts[2].EndsWith(" topic", StringComparison.Ordinal))),
    ];

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
