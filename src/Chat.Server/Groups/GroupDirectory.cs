using System.Collections.Concurrent;
using System.Text.Json.Serialization.Metadata;
using Akka.Actor;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Push;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Groups.Messages;
using Chat.Server.Rooms;
using Chat.Server.Sessions;
using Chat.Server.Storage;

namespace Chat.Server.Groups;

/// <summary>What handlers of groups share: who is meant, whom to ask, whom to tell.</summary>
internal sealed class GroupDirectory(AccountDirectory accounts, SessionDirectory sessions, ChatStore store, IActorRef actors)
{
    public static readonly ChatError Unknown = new(ErrorCodes.GroupUnknown, "the group does not exist or was dismissed");
    public static readonly ChatError NotMember = new(ErrorCodes.GroupDenied, "only members may do this");
    public static readonly ChatError Denied = new(ErrorCodes.GroupDenied, "the caller's role or the group's type does not allow this");

    private const int MaxRemembered = 100_000;

    public static readonly ChatError DirectedDenied = new(ErrorCodes.GroupDenied, "messages of this type of group go to all members");

    public AccountDirectory Accounts => accounts;

    public SessionDirectory Sessions => sessions;

    public ChatStore Store => store;

    public GroupAudiences Audiences { get; } = new(sessions);

    public RoomDirectory Rooms { get; } = new();

    public LogRemoval LogRemoval { get; } = new(store);

    public GroupDismissals Dismissals { get; } = new(store, sessions);

    /// <summary>Groups that exist or did: only they get an actor, whatever IDs clients make up.</summary>
    private readonly ConcurrentDictionary<GroupKey, bool> _seen = [];

    /// <summary>What the store could not do, with the code of the group service.</summary>
    public static ChatError Internal(ChatError error) => error with { Code = ErrorCodes.GroupInternal };

    /// <summary>Who calls.</summary>
    public static AccountInfo Caller(CommandContext context) => ((SocketCommandContext)context).Identity.Account;

    /// <summary>The group behind an ID as it is in the store; null if there is none, or none any more.</summary>
    public static GroupRow? Find(StoreConnection connection, uint sdkAppId, string groupId) =>
        Find(connection.Prepare, sdkAppId, groupId);

    /// <inheritdoc cref="Find(StoreConnection, uint, string)"/>
    public static GroupRow? Find(Func<string, SqlStatement> prepare, uint sdkAppId, string groupId) =>
        GroupRow.Find(prepare, GroupKey.Of(sdkAppId, groupId)) is { DismissedAt: 0 } row ? row : null;

    /// <summary>An account as a member; null for none. In a live room the owner is one wherever it is, the others while they are there.</summary>
    public GroupMember? Member(Func<string, SqlStatement> prepare, GroupRow row, AccountInfo account)
    {
        if (!row.Rules.IsRoom)
        {
            return GroupMember.Find(prepare, row.Key, account.AccountId);
        }

        var isOwner = row.OwnerId == account.AccountId;
        return isOwner || Audiences.Contains(row.Key, account.AccountId)
            ? new GroupMember(0, row.Key, account.AccountId, isOwner ? Roles.Owner : Roles.Member, 0, 0, 0, "", "[]", GroupMutes.Until(prepare, row.Key, account.AccountId))
            : null;
    }

    /// <summary>Has a group's owner make a change; 10010 if there is no such group.</summary>
    /// <param name="context">The call; it is answered by <paramref name="completed"/>, or with the error.</param>
    /// <param name="groupId">ID of the group, or of one of its topics.</param>
    /// <param name="execute">The change, inside the transaction; what it returns is why nothing was changed, null for success.</param>
    /// <param name="completed">Answers; null for a bare success.</param>
    public void Run(CommandContext context, string groupId, Func<GroupChange, ChatError?> execute, Action? completed = null)
    {
        var key = GroupKey.Of(context.App.SdkAppId, groupId);
        if (!HasSeen(key))
        {
            context.Fail(Unknown);
            return;
        }

        Run(new GroupOperation(
            this, key, change => change.State.Row(change.Transaction) is null ? Unknown : execute(change), completed ?? context.Ok, context.Fail));
    }

    /// <summary>Whether there is a group with a key, or was one.</summary>
    public bool HasSeen(GroupKey key)
    {
        if (_seen.ContainsKey(key))
        {
            return true;
        }

        if (store.Read(key, static (connection, key) => GroupRow.Find(connection.Prepare, key)) is null)
        {
            return false;
        }

        if (_seen.Count >= MaxRemembered)
        {
            _seen.Clear();
        }

        _seen.TryAdd(key, true);
        return true;
    }

    /// <summary>The same for what concerns a group as a whole: 10015 for a topic's ID.</summary>
    public void RunOnGroup(CommandContext context, string groupId, Func<GroupChange, ChatError?> execute, Action? completed = null)
    {
        if (GroupLimits.CheckGroupId(groupId) is { } invalid)
        {
            context.Fail(invalid);
            return;
        }

        Run(context, groupId, execute, completed);
    }

    /// <summary>Answers from the store to a member of a group; 10015 for another ID than a group's, 10010 and 10007 as everywhere.</summary>
    public void Answer<T>(CommandContext context, string groupId, Func<StoreConnection, GroupRow, T> read, JsonTypeInfo<T> type)
        where T : Reply
    {
        if (GroupLimits.CheckGroupId(groupId) is { } invalid)
        {
            context.Fail(invalid);
            return;
        }

        var me = Caller(context);
        var (reply, error) = Store.Read<(T? Reply, ChatError? Error)>(connection => Find(connection, me.SdkAppId, groupId) is not { } row ? (null, Unknown)
            : Member(connection.Prepare, row, me) is not null ? (read(connection, row), null)
            : (null, NotMember));
        if (error is not null)
        {
            context.Fail(error);
            return;
        }

        context.Reply(reply!, type);
    }

    public void Run(GroupOperation operation) => actors.Tell(operation, ActorRefs.NoSender);

    /// <summary>Has a group's owner send a message; 10010 if there is no such group.</summary>
    public void Send(CommandContext context, SendGroupMessage message)
    {
        if (HasSeen(message.EntityKey))
        {
            actors.Tell(message, ActorRefs.NoSender);
        }
        else
        {
            context.Fail(Unknown);
        }
    }

    /// <summary>Pushes to all sockets of an account but one: one text for all of them.</summary>
    public void Notify<T>(long accountId, Push<T> push, T payload, Session? except = null)
    {
        byte[]? frame = null;
        foreach (var session in sessions.Of(accountId))
        {
            if (session != except)
            {
                session.Notify(frame ??= PushFrame.Build(push, payload));
            }
        }
    }

    /// <summary>Pushes one item of <c>GroupTips</c>, as JSON text, to all members who are online.</summary>
    public void PushEvent(long groupKey, int eventCode, byte[] item, Session? except)
    {
        if (Rooms.TryFind(groupKey, out var room))
        {
            Rooms.Tell(new RoomProtocol.Publish(room, eventCode, item, except));
            return;
        }

        Push(Audiences.Of(groupKey), GroupPushFrame.Tips(eventCode, item), except);
    }

    /// <summary>Pushes a frame to sockets of accounts.</summary>
    public void Push(IEnumerable<long> accountIds, byte[] frame, Session? except)
    {
        foreach (var account in accountIds)
        {
            foreach (var session in sessions.Of(account))
            {
                if (session != except)
                {
                    session.Notify(frame);
                }
            }
        }
    }
}
