using Chat.Protocol.Groups;
using Chat.Protocol.Push;
using Chat.Server.Groups;
using Chat.Server.Sessions;
using Chat.Server.Telemetry;

namespace Chat.Server.Rooms;

/// <summary>Tells everybody in a room: one text for all who are pushed to, one reply for all who poll.</summary>
internal sealed class RoomBroadcast(RoomAudience audience, TimeProvider time)
{
    /// <summary>Tips of comings and goings need not reach everybody under load (rules reference, limits §5): so many pushes in a second may be spent on them.</summary>
    private const int TipPushesPerSecond = 20_000;

    private const int MostTipsPerSecond = 20;

    private long _tipSecond;
    private int _tipsInSecond;

    /// <summary>The room's profile as it was last read.</summary>
    public GroupRow Row { get; set; } = null!;

    public RoomFeed Feed { get; } = new(time.GetUtcNow().ToUnixTimeSeconds());

    public long Now => time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Tells of an item.</summary>
    /// <param name="eventCode">Its kind.</param>
    /// <param name="json">For those who poll.</param>
    /// <param name="frame">For those who are pushed to; null for a message.</param>
    /// <param name="except">A socket that is not told.</param>
    public void Publish(int eventCode, byte[] json, byte[]? frame, Session? except)
    {
        var item = Feed.Add(eventCode, json, frame);
        var pushed = audience.Pushed;
        ServerTelemetry.Pushes.Add(pushed.Length);

        // From the end: one that turns out to be gone is replaced by the last.
        for (var i = pushed.Length - 1; i >= 0; i--)
        {
            var viewer = pushed[i];
            var session = viewer.Session!;
            if (session.IsClosed)
            {
                GoAway(viewer, item.Number);
            }
            else if (session != except)
            {
                Push(session, item);
            }
        }

        Answer(audience.Held.Count, [item]);
    }

    /// <summary>Answers polls that wait: one text for all that take the same form.</summary>
    /// <param name="count">How many, the longest waiting first.</param>
    /// <param name="items">What is new.</param>
    public void Answer(int count, IReadOnlyCollection<RoomItem> items)
    {
        if (count == 0)
        {
            return;
        }

        RoomPollReply? full = null;
        RoomPollReply? brief = null;
        foreach (var poll in audience.TakeHeld(count))
        {
            var reply = poll.IsShort
                ? brief ??= RoomPollReply.Of(Feed.Next, items, isShort: true)
                : full ??= RoomPollReply.Of(Feed.Next, items, isShort: false);
            reply.Answer(poll);
        }
    }

    /// <summary>Answers the poll of one viewer, if it waits, with nothing.</summary>
    /// <param name="viewer">The viewer.</param>
    /// <param name="next">Position of the next poll; null for the room's.</param>
    public void Release(RoomViewer viewer, long? next = null)
    {
        if (audience.TakeHeld(viewer) is { } poll)
        {
            RoomPollReply.Of(next ?? Feed.Next, [], isShort: false).Answer(poll);
        }
    }

    /// <summary>A tip with a number of its own.</summary>
    public void Tip(GroupTipBody body, Session? except = null)
    {
        var item = RoomItems.Tip(Row, body, audience.Count, Feed.Next, Now);
        Publish(Pushes.GroupTips.EventCode, item, GroupPushFrame.Tips(Pushes.GroupTips.EventCode, item), except);
    }

    /// <summary>Somebody came or went.</summary>
    public void PresenceTip(RoomMember member, int operation, Session? except = null)
    {
        var now = Now;
        if (now != _tipSecond)
        {
            (_tipSecond, _tipsInSecond) = (now, 0);
        }

        if (++_tipsInSecond <= Math.Clamp(TipPushesPerSecond / Math.Max(audience.Count, 1), 1, MostTipsPerSecond))
        {
            var person = RoomItems.Person(Row, member.Account);
            Tip(
                new GroupTipBody
                {
                    OpType = operation,
                    Operator = person.UserId,
                    Members = [person.UserId],
                    GroupJoinType = operation == GroupTipTypes.Joined ? 1 : 0,
                    MsgOperatorMemberExtraInfo = person,
                    MsgMemberExtraInfo = [person],
                },
                except);
        }
        else
        {
            ServerTelemetry.RoomTipsDropped.Add(1);
        }
    }

    /// <summary>A device has lost its socket; what it misses from an item on waits for it in the feed.</summary>
    public void GoAway(RoomViewer viewer, long missedFrom)
    {
        audience.Detach(viewer);
        viewer.MissedFrom = missedFrom;
        viewer.Since = time.GetUtcNow();
    }

    /// <summary>What a device has missed while it was away.</summary>
    public void Repeat(RoomViewer viewer)
    {
        foreach (var item in Feed.From(viewer.MissedFrom))
        {
            Push(viewer.Session!, item);
        }
    }

    private static void Push(Session session, RoomItem item)
    {
        if (item.Frame is { } frame)
        {
            session.Notify(frame);
        }
        else
        {
            session.PushToGroup(item.Json);
        }
    }
}
