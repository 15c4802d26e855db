using System.Security.Cryptography;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Push;
using Chat.Server.Accounts;
using Chat.Server.Groups.Messages;
using Chat.Server.Rooms;
using Chat.Server.Sessions;
using Chat.Server.Storage;

namespace Chat.Server.Groups;

/// <summary>
/// A change of a group while it is being made: reads and writes inside the running transaction, and collects what others are to be told, which leaves after
/// the commit in the order in which it was said.
/// </summary>
internal sealed class GroupChange(GroupDirectory groups, GroupState state, WriteTransaction transaction)
{
    private readonly List<Action> _effects = [];

    public WriteTransaction Transaction => transaction;

    public GroupState State => state;

    /// <summary>The group; only where it exists for certain.</summary>
    public GroupRow Row => state.Row(transaction)!;

    public GroupLog Log => state.Log(Row.Key);

    /// <summary>UNIX seconds.</summary>
    public long Now => transaction.UnixSeconds;

    public GroupMember? Member(AccountInfo account) => groups.Member(transaction.Prepare, Row, account);

    /// <summary>The messages of the group or of one of its topics as a member sees them.</summary>
    /// <returns>Why there are none for the account; null for success.</returns>
    public ChatError? View(AccountInfo account, string groupId, string? topicId, out GroupView view) =>
        GroupView.Find(transaction.Prepare, state.Row(transaction), account, groupId, topicId, out view);

    /// <summary>Something to do after the commit.</summary>
    public void After(Action effect) => _effects.Add(effect);

    /// <summary>Runs what was collected; after the commit.</summary>
    public void RunEffects() => _effects.ForEach(static effect => effect());

    /// <summary>Changes the row; a changed profile gets a new version.</summary>
    public void Update(GroupRow row, bool isProfile = false) =>
        state.Update(transaction, isProfile ? row with { InfoSeq = row.InfoSeq + 1, InfoAt = Now, ChangedPosition = transaction.NextPosition() } : row);

    /// <summary>Makes an account a member and puts the group on its list.</summary>
    public void AddMember(AccountInfo account, int role, string fields = "[]")
    {
        var (row, tail) = (Row, Log.Tail(transaction));
        var option = ReceiveOptionCodes.Parse(row.Rules.DefaultReceiveOption)!.Value;
        transaction.Prepare("INSERT INTO group_member (group_key, account_id, role, joined_at, joined_seq, joined_position, fields) VALUES (?, ?, ?, ?, ?, ?, ?)")
            .Bind(1, row.Key).Bind(2, account.AccountId).Bind(3, role).Bind(4, Now).Bind(5, tail.Sequence).Bind(6, transaction.NextPosition()).Bind(7, fields).Execute();
        transaction.Prepare(
                """
                INSERT INTO conversation (account_id, dialog_id, peer_id, side, is_open, hidden_seq, receive_option, changed_position) VALUES (?1, ?2, 0, 0, 0, ?3, ?4, ?5)
                ON CONFLICT (account_id, dialog_id) DO UPDATE SET hidden_seq = ?3, receive_option = ?4, changed_position = ?5
                """)
            .Bind(1, account.AccountId).Bind(2, GroupLog.ConversationOf(row.Key)).Bind(3, tail.Sequence)
            .Bind(4, option).Bind(5, transaction.NextPosition()).Execute();
        transaction.Prepare(
                """
                INSERT INTO group_reader (account_id, log_id, read_seq, seen_seq, seen_count) VALUES (?1, ?2, ?3, ?3, ?4)
                ON CONFLICT (account_id, log_id) DO UPDATE SET read_seq = ?3, seen_seq = ?3, seen_count = ?4
                """)
            .Bind(1, account.AccountId).Bind(2, row.Key).Bind(3, tail.Sequence).Bind(4, tail.Count).Execute();
        Update(row with { MemberCount = row.MemberCount + 1 });
        After(() =>
        {
            groups.Audiences.Add(row.Key, account.AccountId);
            groups.Audiences.SetReceiveOption(row.Key, account.AccountId, option);
        });
    }

    /// <summary>Ends a membership. The account's list entry stays with what it has read, but goes off the list with pin, marks and groups.</summary>
    public void RemoveMember(long accountId)
    {
        var row = Row;
        transaction.Prepare("DELETE FROM group_member WHERE group_key = ? AND account_id = ?").Bind(1, row.Key).Bind(2, accountId).Execute();
        Conversations.ConversationEntries.Hide(transaction, accountId, GroupLog.ConversationOf(row.Key), state.Log(row.Key).Tail(transaction).Sequence);
        Update(row with { MemberCount = row.MemberCount - 1 });
        After(() => groups.Audiences.Remove(row.Key, accountId));
    }

    /// <summary>How a member receives the group, or one of its topics, from now on.</summary>
    public void SetReceiveOption(AccountInfo account, GroupTopic? topic, int option)
    {
        var log = topic?.LogId ?? Row.Key;
        var former = Conversations.ConversationEntries.Find(transaction.Prepare, account.AccountId, GroupLog.ConversationOf(log))?.ReceiveOption;
        if (former == ReceiveOptionCodes.Discard && option != ReceiveOptionCodes.Discard)
        {
            // What came meanwhile was not delivered and counts no more than then.
            GroupReaders.SeeAll(transaction, account.AccountId, state.Log(log));
        }

        transaction.Prepare(
                """
                INSERT INTO conversation (account_id, dialog_id, peer_id, side, receive_option, changed_position) VALUES (?1, ?2, 0, 0, ?3, ?4)
                ON CONFLICT (account_id, dialog_id) DO UPDATE SET receive_option = ?3, changed_position = ?4
                """)
            .Bind(1, account.AccountId).Bind(2, GroupLog.ConversationOf(log)).Bind(3, option).Bind(4, transaction.NextPosition()).Execute();
        After(() => groups.Audiences.SetReceiveOption(log, account.AccountId, option));
    }

    /// <summary>Ends the group with its topics: its members are told, and it is on nobody's list any more.</summary>
    /// <param name="by">Who has done it.</param>
    /// <param name="except">A socket that is not told.</param>
    public void Dismiss(AccountInfo by, Session? except)
    {
        var row = Row;
        var item = GroupNotices.Build(
            row, null, by, null, new GroupNoticeBody { ReportType = GroupNoticeTypes.Dismissed, Operator = by.UserId, MsgOperatorMemberExtraInfo = Person(by) }, Now);
        groups.Dismissals.Begin(this, item, except);
        groups.LogRemoval.RemoveAll(this);
        Update(row with { DismissedAt = Now, MemberCount = 0 });
        After(() => groups.Audiences.Drop(row.Key));
    }

    /// <summary>A tip that is stored and pushed to the members who are online after the commit (wire reference, groups §4). Live rooms store nothing.</summary>
    /// <param name="by">Who has done it.</param>
    /// <param name="body">What was done; the operator is filled in.</param>
    /// <param name="topic">The topic it is about; null for the group.</param>
    public void Tip(AccountInfo by, GroupTipBody body, GroupTopic? topic = null)
    {
        var row = Row;
        if (row.Rules.IsRoom)
        {
            var tip = new RoomProtocol.Tip(state.Key, body with { Operator = by.UserId, MsgOperatorMemberExtraInfo = Person(by) });
            After(() => groups.Rooms.Tell(tip));
            return;
        }

        var json = Wire.ToBytes(
            body with { Operator = by.UserId, MemberNum = row.MemberCount, MsgOperatorMemberExtraInfo = Person(by) }, GroupsJson.Default.GroupTipBody);
        var message = new NewGroupMessage
        {
            Random = RandomNumberGenerator.GetInt32(int.MaxValue),
            ClientTime = Now,
            Flags = GroupMessageFlags.Tip | (row.Rules.CountsUnread ? 0 : GroupMessageFlags.NoUnread),
            Priority = GroupPriorities.Normal,
            Body = json,
            CloudCustomData = [],
            Mentions = [],
            Receivers = "",
        };
        var stored = state.Log(topic?.LogId ?? row.Key).Append(transaction, message);
        var item = GroupMessageJson.Build(new GroupMessageHeader(row, topic, null, null, message, stored));
        After(() => groups.PushEvent(row.Key, Pushes.GroupTips.EventCode, item, null));
    }

    /// <summary>A tip that is pushed but not stored, and takes no sequence: attributes, counters.</summary>
    public void OnlineTip(AccountInfo by, GroupTipBody body, GroupTopic? topic = null)
    {
        var item = BuildOnlineTip(by, body, topic);
        var key = Row.Key;
        After(() => groups.PushEvent(key, Pushes.GroupOnlineTips.EventCode, item, null));
    }

    /// <summary>The same about a message, for those who may see it: pins.</summary>
    public void OnlineTip(AccountInfo by, GroupTipBody body, GroupView view, StoredGroupMessage message) =>
        TellViewers(view, message, GroupPushFrame.Tips(Pushes.GroupOnlineTips.EventCode, BuildOnlineTip(by, body, view.Topic)), null);

    /// <summary>
    /// Pushes what concerns a message to the members who are online and may see it: not to others than its receivers, nor to whom came behind it where the past is hidden.
    /// </summary>
    public void TellViewers(GroupView view, StoredGroupMessage message, byte[] frame, Session? except)
    {
        var newcomers = view.Group.Rules.HasHistoryFromBefore ? [] : GroupMember.JoinedBehind(transaction.Prepare, view.Group.Key, message.Sequence);
        After(() => groups.Push(
            groups.Audiences.Of(view.Group.Key).Where(account => !newcomers.Contains(account) && message.IsFor(account)), frame, except));
    }

    private byte[] BuildOnlineTip(AccountInfo by, GroupTipBody body, GroupTopic? topic)
    {
        var row = Row;
        var json = Wire.ToBytes(body with { Operator = by.UserId, MsgOperatorMemberExtraInfo = Person(by) }, GroupsJson.Default.GroupTipBody);
        var message = new NewGroupMessage
        {
            Random = RandomNumberGenerator.GetInt32(int.MaxValue),
            ClientTime = Now,
            Flags = GroupMessageFlags.Tip | GroupMessageFlags.OnlineOnly,
            Priority = GroupPriorities.Normal,
            Body = json,
            CloudCustomData = [],
        };
        return GroupMessageJson.Build(
            new GroupMessageHeader(row, topic, null, null, message, new AppendedGroupMessage(message.Random, Now, 0, message.Flags)));
    }

    /// <summary>A system notice to one account, kept until it is deleted or too old, and pushed to its sockets (wire reference, groups §5).</summary>
    /// <param name="to">Who is told.</param>
    /// <param name="by">Who has done it.</param>
    /// <param name="body">What was done; the operator is filled in.</param>
    /// <param name="topic">The topic it is about; null for the group.</param>
    /// <param name="except">A socket that is not told.</param>
    /// <param name="isStored">False where only devices that are online care.</param>
    public void Notice(AccountInfo to, AccountInfo by, GroupNoticeBody body, GroupTopic? topic = null, Session? except = null, bool isStored = true)
    {
        var item = GroupNotices.Build(Row, to, by, topic, body with { Operator = by.UserId, MsgOperatorMemberExtraInfo = Person(by) }, Now);
        if (isStored)
        {
            item = GroupNotices.Insert(transaction, to.AccountId, item);
        }

        After(() => groups.Notify(to.AccountId, Pushes.GroupNotices, [item], except));
    }

    /// <summary>A system notice to all members who are online, the one who has done it included; those who are away learn of it from lists.</summary>
    public void NoticeToMembers(AccountInfo by, GroupNoticeBody body, GroupTopic? topic = null)
    {
        var row = Row;
        var item = GroupNotices.Build(row, null, by, topic, body with { Operator = by.UserId, MsgOperatorMemberExtraInfo = Person(by) }, Now);
        var json = Wire.ToBytes(item, GroupsJson.Default.WireGroupMessage);
        After(() => groups.PushEvent(row.Key, Pushes.GroupNotices.EventCode, json, null));
    }

    /// <summary>Tells an account's devices, also those that are away, what it is called in the group now.</summary>
    public void TellNameCard(AccountInfo account, string card, Session? except)
    {
        var news = new GroupSelfChange { GroupId = Row.GroupId, NameCard = card };
        Conversations.ConversationEntries.Touch(transaction, account.AccountId, GroupLog.ConversationOf(Row.Key));
        After(() => groups.Notify(account.AccountId, Pushes.GroupSelfChanged, [news], except));
    }

    /// <summary>Somebody as tips and notices describe them.</summary>
    public GroupPerson Person(AccountInfo account)
    {
        var member = Member(account);
        return new GroupPerson
        {
            UserId = account.UserId,
            NickName = account.Nick,
            ImageUrl = account.Avatar,
            NameCard = member?.NameCard is { Length: > 0 } card ? card : null,
            Role = member?.Role,
        };
    }
}
