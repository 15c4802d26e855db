using System.Text;
using System.Text.Json;
using Chat.Protocol.Errors;
using Chat.Protocol.Friends;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Sessions;

namespace Chat.Server.Friends;

/// <summary>What the wire says of a friend.</summary>
internal static class FriendFields
{
    public static FriendField[] Of(in Friend friend)
    {
        var fields = new List<FriendField>(4);
        Add(FriendTags.Remark, friend.Remark);
        Add(FriendTags.Source, friend.Source);
        Add(FriendTags.Wording, friend.Wording);
        fields.Add(new FriendField { Tag = FriendTags.AddTime, Value = JsonSerializer.SerializeToElement(friend.AddedAt, FriendsJson.Default.Int64) });
        return [.. fields];

        void Add(string tag, string value)
        {
            if (value.Length > 0)
            {
                fields.Add(new FriendField { Tag = tag, Value = JsonSerializer.SerializeToElement(value, FriendsJson.Default.String) });
            }
        }
    }
}

/// <summary><c>sns.friend_get</c>: a page of the caller's friends. <c>StartIndex</c> is the row key behind which it begins.</summary>
internal sealed class GetFriendsHandler(Relations relations) : ICommandHandler<GetFriends>
{
    /// <summary>Documented as the server's to choose.</summary>
    private const int PageSize = 100;

    public void Handle(CommandContext context, GetFriends request)
    {
        if (request.StartIndex < 0)
        {
            context.Fail(ErrorCodes.FriendParameter, "StartIndex is negative");
            return;
        }

        if (relations.Caller(context, request.Account) is not { } me)
        {
            return;
        }

        // The view ends where the pushes begin that come behind it: until a client has synchronized these are all of its socket.
        var until = context is SocketCommandContext { Socket: { IsHolding: true } socket } ? socket.AttachPosition : long.MaxValue;
        var (friends, count, position) = relations.Store.Read(connection => (
            FriendRows.Page(connection, me.AccountId, request.StartIndex, PageSize + 1, until),
            FriendRows.Count(connection.Prepare, me.AccountId),
            RelationRows.NewestPosition(connection, me.AccountId)));
        var isLast = friends.Count <= PageSize;
        var page = isLast ? friends : friends[..PageSize];
        context.Reply(
            new FriendsReply
            {
                UserDataItem = [.. page.Select(friend => new FriendItem { User = relations.Find(friend.AccountId)!.UserId, ValueItem = FriendFields.Of(friend) })],
                CompleteFlag = isLast ? 1 : 0,
                NextStartIndex = isLast ? 0 : page[^1].AccountId,
                StandardSequence = position,
                CustomSequence = position,
                FriendNum = count,
            },
            FriendsJson.Default.FriendsReply);
    }
}

/// <summary><c>sns.friend_get_specified</c>: what the caller has laid down about certain friends.</summary>
internal sealed class GetSpecifiedFriendsHandler(Relations relations) : ICommandHandler<GetSpecifiedFriends>
{
    public void Handle(CommandContext context, GetSpecifiedFriends request)
    {
        if (relations.Caller(context, request.Account) is not { } me || relations.Targets(context, request.Users) is not { } targets)
        {
            return;
        }

        var items = relations.Store.Read(connection => targets.ConvertAll(target =>
            target.Account is { } peer && FriendRows.Find(connection, me.AccountId, peer.AccountId) is { } friend
                ? new SpecifiedFriend { User = target.UserId, SnsProfileItem = FriendFields.Of(friend) }
                : new SpecifiedFriend { User = target.UserId, ResultCode = ErrorCodes.FriendParameter, ResultInfo = "Err_SNS_FriendGetList_Friend_Not_Exist" }));
        context.Reply(new SpecifiedFriendsReply { InfoItem = [.. items] }, FriendsJson.Default.SpecifiedFriendsReply);
    }
}

/// <summary>REST <c>sns/friend_import</c>. Friend groups and custom fields are refused: nothing would be kept of them.</summary>
internal sealed class ImportFriendsHandler(Relations relations) : ICommandHandler<ImportFriends>
{
    public void Handle(CommandContext context, ImportFriends request)
    {
        if (relations.Caller(context, request.Account) is not { } me
            || relations.Targets(context, Array.ConvertAll(request.AddFriendItem, static item => item?.User)) is not { } targets)
        {
            return;
        }

        relations.Change(
            context,
            me,
            (_, change) =>
            {
                foreach (var ((userId, account), item) in targets.Zip(request.AddFriendItem))
                {
                    change.Add(userId, account is null ? Relations.UserUnknown : Check(item!) ?? change.Befriend(account, item!));
                }
            },
            change => context.Reply(change.Reply(), FriendsJson.Default.RelationResultsReply));
    }

    private static ChatError? Check(ImportedFriend item)
    {
        var letters = item.AddSource?.StartsWith(ImportedFriend.SourcePrefix, StringComparison.Ordinal) == true ? item.AddSource[ImportedFriend.SourcePrefix.Length..] : "";
        if (letters.Length is 0 or > ImportedFriend.MaxSourceLetters || !letters.All(char.IsAsciiLetter))
        {
            return new ChatError(ErrorCodes.FriendParameter, $"AddSource must be {ImportedFriend.SourcePrefix} and up to {ImportedFriend.MaxSourceLetters} letters");
        }

        if (Bytes(item.Remark) > ImportedFriend.MaxRemarkBytes || Bytes(item.AddWording) > ImportedFriend.MaxWordingBytes)
        {
            return new ChatError(ErrorCodes.FriendParameter, $"Remark holds at most {ImportedFriend.MaxRemarkBytes} bytes, AddWording {ImportedFriend.MaxWordingBytes}");
        }

        if (item.AddTime is < 1 or > uint.MaxValue)
        {
            return new ChatError(ErrorCodes.FriendParameter, "AddTime is not a time");
        }

        return IsGiven(item.GroupName) || IsGiven(item.CustomItem)
            ? new ChatError(ErrorCodes.FriendParameter, "friend groups and custom fields are not kept")
            : null;
    }

    private static int Bytes(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);

    private static bool IsGiven(JsonElement? value) =>
        value is { } given && !(given.ValueKind == JsonValueKind.Null || (given.ValueKind == JsonValueKind.Array && given.GetArrayLength() == 0));
}

/// <summary><c>sns.friend_delete</c>.</summary>
internal sealed class DeleteFriendsHandler(Relations relations) : ICommandHandler<DeleteFriends>
{
    public void Handle(CommandContext context, DeleteFriends request)
    {
        if (DeleteTypes.Check(context, request.DeleteType) is { } both
            && relations.Caller(context, request.Account) is { } me && relations.Targets(context, request.Users) is { } targets)
        {
            relations.Change(context, me, targets, (change, peer) => change.Unfriend(peer, both));
        }
    }
}

/// <summary>REST <c>sns/friend_delete_all</c>.</summary>
internal sealed class DeleteAllFriendsHandler(Relations relations) : ICommandHandler<DeleteAllFriends>
{
    public void Handle(CommandContext context, DeleteAllFriends request)
    {
        if (DeleteTypes.Check(context, request.DeleteType) is not { } both || relations.Caller(context, request.Account) is not { } me)
        {
            return;
        }

        relations.Change(
            context,
            me,
            (transaction, change) =>
            {
                foreach (var peer in FriendRows.All(transaction, me.AccountId).Select(relations.Find).OfType<AccountInfo>())
                {
                    change.Unfriend(peer, both);
                }
            },
            _ => context.Reply(new AllFriendsDeleted(), FriendsJson.Default.AllFriendsDeleted));
    }
}

internal static class DeleteTypes
{
    /// <summary>True for the lists of both. Null: the call has been answered.</summary>
    public static bool? Check(CommandContext context, string? type)
    {
        if (type is null or DeleteFriends.Single or DeleteFriends.Both)
        {
            return type == DeleteFriends.Both;
        }

        context.Fail(ErrorCodes.FriendParameter, $"DeleteType is neither {DeleteFriends.Single} nor {DeleteFriends.Both}");
        return null;
    }
}

/// <summary><c>sns.friend_check</c>: who of two users has the other on its list.</summary>
internal sealed class CheckFriendsHandler(Relations relations) : ICommandHandler<CheckFriends>
{
    public void Handle(CommandContext context, CheckFriends request)
    {
        if (request.CheckType is not (CheckFriends.Single or CheckFriends.Both))
        {
            context.Fail(ErrorCodes.FriendParameter, $"CheckType is neither {CheckFriends.Single} nor {CheckFriends.Both}");
            return;
        }

        if (relations.Caller(context, request.Account) is { } me && relations.Targets(context, request.Users) is { } targets)
        {
            var items = relations.Compare(me, targets, static relation => relation.IsFriend, request.CheckType == CheckFriends.Both, static (mine, theirs) => (mine, theirs) switch
            {
                (true, true) => FriendRelations.BothWay,
                (true, false) => FriendRelations.AWithB,
                (false, true) => FriendRelations.BWithA,
                _ => FriendRelations.None,
            });
            context.Reply(new CheckFriendsReply { InfoItem = items, FailedUsers = Relations.Failed(items) }, FriendsJson.Default.CheckFriendsReply);
        }
    }
}

/// <summary>Friend groups at login. Nobody can have any yet, so they are complete and empty.</summary>
internal sealed class GetFriendGroupsHandler : ICommandHandler<GetFriendGroups>
{
    public void Handle(CommandContext context, GetFriendGroups request) =>
        context.Reply(new FriendGroupsReply(), FriendsJson.Default.FriendGroupsReply);
}

/// <summary>Applications of friends at login. Nobody can apply yet, so they are complete and empty.</summary>
internal sealed class GetFriendApplicationsHandler : ICommandHandler<GetFriendApplications>
{
    public void Handle(CommandContext context, GetFriendApplications request) =>
        context.Reply(new FriendApplicationsReply(), FriendsJson.Default.FriendApplicationsReply);
}
