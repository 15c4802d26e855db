using Chat.Protocol.Errors;
using Chat.Protocol.Friends;
using Chat.Server.Commands;

namespace Chat.Server.Friends;

/// <summary><c>sns.black_list_get</c>: a page of the users whom the caller has blocked. <c>StartIndex</c> is the row key behind which it begins.</summary>
internal sealed class GetBlacklistHandler(Relations relations) : ICommandHandler<GetBlacklist>
{
    public void Handle(CommandContext context, GetBlacklist request)
    {
        if (request.StartIndex < 0 || request.MaxLimited <= 0)
        {
            context.Fail(ErrorCodes.FriendParameter, "StartIndex is negative, or MaxLimited is not positive");
            return;
        }

        if (relations.Caller(context, request.Account) is not { } me)
        {
            return;
        }

        var limit = Math.Min(request.MaxLimited, GetBlacklist.MaxLimit);
        var (users, position) = relations.Store.Read(connection =>
            (RelationRows.Blocked(connection, me.AccountId, request.StartIndex, limit + 1), RelationRows.NewestPosition(connection, me.AccountId)));
        var isLast = users.Count <= limit;
        var page = isLast ? users : users[..limit];
        context.Reply(
            new BlacklistReply
            {
                BlackListItem = [.. page.Select(one => new BlacklistItem { User = relations.Find(one.AccountId)!.UserId, AddBlackTimeStamp = one.Since })],
                StartIndex = isLast ? 0 : page[^1].AccountId,
                CurruentSequence = position,
            },
            FriendsJson.Default.BlacklistReply);
    }
}

/// <summary><c>sns.black_list_add</c> and <c>sns.black_list_delete</c>.</summary>
internal sealed class ChangeBlacklistHandler(Relations relations, bool isAddition) : ICommandHandler<ChangeBlacklist>
{
    public void Handle(CommandContext context, ChangeBlacklist request)
    {
        if (relations.Caller(context, request.Account) is { } me && relations.Targets(context, request.Users) is { } targets)
        {
            relations.Change(context, me, targets, (change, peer) => isAddition ? change.Block(peer) : change.Unblock(peer));
        }
    }
}

/// <summary>REST <c>sns/black_list_check</c>: who of two users blocks the other.</summary>
internal sealed class CheckBlacklistHandler(Relations relations) : ICommandHandler<CheckBlacklist>
{
    public void Handle(CommandContext context, CheckBlacklist request)
    {
        if (request.CheckType is not (CheckBlacklist.Single or CheckBlacklist.Both))
        {
            context.Fail(ErrorCodes.FriendParameter, $"CheckType is neither {CheckBlacklist.Single} nor {CheckBlacklist.Both}");
            return;
        }

        if (relations.Caller(context, request.Account) is { } me && relations.Targets(context, request.Users) is { } targets)
        {
            var items = relations.Compare(me, targets, static relation => relation.IsBlocked, request.CheckType == CheckBlacklist.Both, static (mine, theirs) => (mine, theirs) switch
            {
                (true, true) => BlacklistRelations.BothWay,
                (true, false) => BlacklistRelations.AWithB,
                (false, true) => BlacklistRelations.BWithA,
                _ => BlacklistRelations.None,
            });
            context.Reply(new CheckBlacklistReply { BlackListCheckItem = items, FailedUsers = Relations.Failed(items) }, FriendsJson.Default.CheckBlacklistReply);
        }
    }
}
