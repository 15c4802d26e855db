using Chat.Protocol.Errors;
using Chat.Protocol.Rooms;
using Chat.Server.Groups;

namespace Chat.Server.Rooms;

/// <summary>The list of who is in a room, and the marks that its owner puts on members; both end with the presence (rules reference, limits §5).</summary>
internal sealed class RoomMemberList(GroupDirectory groups, RoomAudience audience, RoomBroadcast broadcast)
{
    private const int MaxListed = 1000;
    private const int PageSize = 500;
    private const int LowestMark = 1000;
    private const int MaxMarks = 10;
    private const int MaxMarked = 1000;

    /// <summary>The newest members, the newest first; the cursor is the number of the last one of a page.</summary>
    public void Answer(RoomProtocol.GetMembers call)
    {
        if (audience.Member(call.Caller.AccountId) is null && broadcast.Row.OwnerId != call.Caller.AccountId)
        {
            call.Context.Fail(GroupDirectory.NotMember);
            return;
        }

        var (cursor, mark) = (call.Request.Timestamp, call.Request.Mark);
        var found = audience.NewestMembers.Take(MaxListed)
            .Where(member => (cursor <= 0 || member.Number < cursor) && (mark is null or 0 || member.Marks.Contains(mark.Value)))
            .Take(PageSize + 1).ToArray();
        var page = found.AsSpan(0, Math.Min(found.Length, PageSize));
        var list = new RoomMember[page.Length];
        page.CopyTo(list);
        call.Context.Reply(
            new RoomMembersReply
            {
                MemberList = Array.ConvertAll(list, static member => new Protocol.Rooms.RoomMember
                {
                    Member = member.Account.UserId,
                    NickName = member.Account.Nick,
                    Avatar = member.Account.Avatar,
                    JoinTime = member.JoinedAt,
                    Marks = [.. member.Marks],
                }),
                NextTimestamp = found.Length > PageSize ? list[^1].Number : 0,
            },
            RoomsJson.Default.RoomMembersReply);
    }

    public void Mark(RoomProtocol.MarkMembers call)
    {
        var request = call.Request;
        if (request.CommandType is not (MarkRoomMembers.Set or MarkRoomMembers.Unset) || request.MemberList.Length is 0 or > MarkRoomMembers.MaxMembers)
        {
            call.Context.Fail(ErrorCodes.GroupParameter, $"CommandType must be 1 or 2, MemberList must have 1 to {MarkRoomMembers.MaxMembers} members");
            return;
        }

        if (broadcast.Row.OwnerId != call.Caller.AccountId)
        {
            call.Context.Fail(GroupDirectory.Denied);
            return;
        }

        if (request.MemberList.Any(static one => one?.Marks is not { Length: > 0 } marks || marks.Any(static mark => mark < LowestMark)))
        {
            call.Context.Fail(ErrorCodes.GroupParameter, $"Marks must be numbers from {LowestMark}");
            return;
        }

        var marked = audience.NewestMembers.SelectMany(static member => member.Marks).CountBy(static mark => mark).ToDictionary();
        call.Context.Reply(
            new MarkRoomMembersReply { MemberList = [.. request.MemberList.Where(one => Apply(call, one, marked)).Select(static one => new MarkedRoomMember { Member = one.Member })] },
            RoomsJson.Default.MarkRoomMembersReply);
    }

    /// <summary>False for somebody who is not here, or when a mark would be one too many.</summary>
    private bool Apply(RoomProtocol.MarkMembers call, MarkedRoomMember wanted, Dictionary<int, int> marked)
    {
        if (string.IsNullOrEmpty(wanted.Member) || groups.Accounts.Find(call.Caller.SdkAppId, wanted.Member) is not { } account
            || audience.Member(account.AccountId) is not { } member)
        {
            return false;
        }

        foreach (var mark in wanted.Marks!)
        {
            if (call.Request.CommandType == MarkRoomMembers.Unset)
            {
                if (member.Marks.Remove(mark) && --marked[mark] == 0)
                {
                    marked.Remove(mark);
                }

                continue;
            }

            var count = marked.GetValueOrDefault(mark);
            if (count >= MaxMarked || (count == 0 && marked.Count >= MaxMarks))
            {
                return false;
            }

            marked[mark] = count + (member.Marks.Add(mark) ? 1 : 0);
        }

        return true;
    }
}
