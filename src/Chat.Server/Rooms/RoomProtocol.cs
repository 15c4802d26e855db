using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Rooms;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Entities;
using Chat.Server.Groups;
using Chat.Server.Groups.Messages;
using Chat.Server.Sessions;

namespace Chat.Server.Rooms;

/// <summary>Messages of <see cref="RoomActor"/>. Commands carry the call that they answer.</summary>
internal static class RoomProtocol
{
    public abstract record Message(GroupKey EntityKey) : IEntityMessage<GroupKey>;

    /// <param name="EntityKey">The room.</param>
    /// <param name="Context">The call, which the room answers.</param>
    public abstract record Command(GroupKey EntityKey, CommandContext Context) : Message(EntityKey);

    /// <param name="EntityKey">The room.</param>
    /// <param name="Context">The call.</param>
    /// <param name="Visitor">Who wants to see the room.</param>
    /// <param name="App">The app that the visitor belongs to.</param>
    /// <param name="WantsHistory">The newest messages belong into the reply.</param>
    public sealed record Join(GroupKey EntityKey, CommandContext Context, RoomVisitor Visitor, Apps.ChatApp App, bool WantsHistory) : Command(EntityKey, Context);

    /// <param name="Key">As the poll has it; the reply has the same.</param>
    /// <param name="CameAt">The item at which the holder of the key came; null if nobody has signed it.</param>
    /// <param name="IsShort">The short form of items is welcome.</param>
    /// <param name="HasOneRoom">Its account may be in no other room.</param>
    public sealed record Poll(GroupKey EntityKey, CommandContext Context, RoomVisitor Visitor, string Key, long? CameAt, long StartSeq, bool IsShort, bool HasOneRoom)
        : Command(EntityKey, Context);

    public sealed record Quit(GroupKey EntityKey, CommandContext Context, RoomVisitor Visitor) : Command(EntityKey, Context);

    /// <summary>A message on its way; its sender is answered when it was delivered or dropped. It may be one that is refused to whoever may send.</summary>
    public sealed record Send(GroupKey EntityKey, CommandContext Context, AccountInfo From, NewGroupMessage Content, ChatError? Refusal) : Command(EntityKey, Context);

    public sealed record Recall(GroupKey EntityKey, CommandContext Context, AccountInfo By, RecallGroupMessages Request) : Command(EntityKey, Context);

    public sealed record CountViewers(GroupKey EntityKey, CommandContext Context) : Command(EntityKey, Context);

    public sealed record GetMembers(GroupKey EntityKey, CommandContext Context, AccountInfo Caller, GetRoomMembers Request) : Command(EntityKey, Context);

    public sealed record MarkMembers(GroupKey EntityKey, CommandContext Context, AccountInfo Caller, MarkRoomMembers Request) : Command(EntityKey, Context);

    public sealed record GetHistory(GroupKey EntityKey, CommandContext Context, AccountInfo Caller, int Most) : Command(EntityKey, Context);

    /// <summary>Accounts that may not come back for a time were written down.</summary>
    public sealed record Banned(GroupKey EntityKey, AccountInfo By, AccountInfo[] Accounts, string Reason) : Message(EntityKey);

    /// <summary>A ban has ended and its row is gone.</summary>
    public sealed record Unbanned(GroupKey EntityKey, AccountInfo Account) : Message(EntityKey);

    public sealed record Dismissed(GroupKey EntityKey, CommandContext Context, AccountInfo By) : Command(EntityKey, Context);

    /// <summary>A tip of another feature; the room numbers it.</summary>
    public sealed record Tip(GroupKey EntityKey, GroupTipBody Body) : Message(EntityKey);

    /// <summary>An item of <c>GroupTips</c> that is complete.</summary>
    public sealed record Publish(GroupKey EntityKey, int EventCode, byte[] Item, Session? Except) : Message(EntityKey);

    /// <summary>A message to all live rooms.</summary>
    public sealed record Broadcast(GroupKey EntityKey, AccountInfo From, NewGroupMessage Content) : Message(EntityKey);

    /// <summary>An account has come into another room and may be in one only.</summary>
    public sealed record Depart(GroupKey EntityKey, AccountInfo Account) : Message(EntityKey);

    /// <summary>Devices that were here when an earlier process ended; they come back without saying so.</summary>
    /// <param name="HasOneRoom">Their accounts may be in no other room.</param>
    public sealed record Expect(GroupKey EntityKey, IReadOnlyList<(AccountInfo Account, uint InstanceId)> Devices, bool HasOneRoom) : Message(EntityKey);

    /// <summary>Text that only the app understands.</summary>
    public sealed record Data(GroupKey EntityKey, string Text) : Message(EntityKey);
}

/// <summary>Who looks into a room from a socket.</summary>
/// <param name="Session">The socket.</param>
/// <param name="Account">Null for a guest, who is not logged in.</param>
/// <param name="InstanceId">Number of the account's instance; 0 for a guest.</param>
internal readonly record struct RoomVisitor(Session Session, AccountInfo? Account, uint InstanceId)
{
    /// <summary>Whom bans concern: a guest may look in from a socket that is logged in.</summary>
    public AccountInfo? Person => Account ?? Session.Identity?.Account;

    public static RoomVisitor Of(CommandContext context)
    {
        var identity = ((SocketCommandContext)context).Identity;
        return new RoomVisitor(context.Session!, identity.Account, identity.InstanceId);
    }
}
