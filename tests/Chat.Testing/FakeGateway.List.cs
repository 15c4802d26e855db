using Chat.Protocol.Commands;
using Chat.Protocol.Conversations;
using Chat.Protocol.Messages;
using Chat.Protocol.Push;

namespace Chat.Testing;

/// <summary>Commands about the conversation list and what other devices are told of them.</summary>
public sealed partial class FakeGateway
{
    private SetDoNotDisturb _doNotDisturb = new();

    /// <summary>Positions of the list are 0, so that the next one is fetched from the beginning.</summary>
    public bool HasNoPositions { get; set; }

    /// <summary>Another device of the user makes a call.</summary>
    public void CallElsewhere<TRequest, TReply>(string user, Command<TRequest, TReply> command, TRequest request)
        where TReply : Reply
    {
        ArgumentNullException.ThrowIfNull(command);
        AnswerList(null, new FakeRequest(user, command.Name, 0, new RawJson(Wire.ToBytes(request, command.Request)), time.GetUtcNow()));
        Work();
    }

    /// <summary>What the list cannot say after an outage: conversations that are gone.</summary>
    private void TellDeleted(string user, long since)
    {
        var list = _model.ListOf(user);
        foreach (var peer in list.Peers.Where(peer => list.Item(peer).ChangedIndex > since && !IsListed(user, peer)).ToList())
        {
            Tell(user, null, Deleted([peer]));
        }
    }

    private static ConversationsNotification Deleted(IEnumerable<string?> peers) => new()
    {
        PushType = ConversationsNotification.Deleted,
        RecentContactDeleteItem = new ConversationItems { RecentContactList = [.. peers.Select(static peer => new ConversationItem { UserId = peer })] },
    };

    private byte[]? AnswerList(Connection? connection, FakeRequest request)
    {
        var body = request.Body.Utf8.Span;
        var list = _model.ListOf(request.User);
        return request.Command switch
        {
            "recentcontact.page_get" => OnGetList(request.User, Wire.Read(body, ConversationsJson.Default.GetConversationPage)),
            "recentcontact.top" => OnPin(connection, request.User, Wire.Read(body, ConversationsJson.Default.PinConversations)),
            "recentcontact.batch_delete" => OnDelete(connection, request.User, Wire.Read(body, ConversationsJson.Default.DeleteConversations)),
            "recentcontact.clear_msg" => OnClear(request.User, Wire.Read(body, ConversationsJson.Default.ClearHistory)),
            "recentcontact.mark_contact" => OnMark(connection, request.User, Wire.Read(body, ConversationsJson.Default.MarkConversations)),
            "recentcontact.create_contact_group" => OnCreateGroup(connection, request.User, Wire.Read(body, ConversationsJson.Default.CreateConversationGroups)),
            "recentcontact.del_contact_group" => OnDeleteGroup(connection, request.User, Wire.Read(body, ConversationsJson.Default.DeleteConversationGroups)),
            "recentcontact.update_contact_group" => OnUpdateGroup(connection, request.User, Wire.Read(body, ConversationsJson.Default.UpdateConversationGroup)),
            "recentcontact.get_contact_group" => Bytes(
                new ConversationGroupsReply { CompleteFlag = 1, GroupItem = [.. list.Groups], ContactItem = [.. list.Peers.Select(peer => ToMarks(list, peer))] },
                ConversationsJson.Default.ConversationGroupsReply),
            "recentcontact.search_contact_group" => Bytes(
                new SearchConversationGroupsReply
                {
                    GroupItem = [.. list.Groups],
                    ContactResultItem =
                    [
                        .. Wire.Read(body, ConversationsJson.Default.SearchConversationGroups).ContactItem.Select(item => ToMarks(list, KeyOf(item.Peer, item.ToGroupId))),
                    ],
                },
                ConversationsJson.Default.SearchConversationGroupsReply),
            "openim.set_c2c_peer_mute_notifications" => OnMute(connection, request.User, Wire.Read(body, MessagesJson.Default.SetPeerMute)),
            "openim.get_c2c_peer_mute_notifications" => Bytes(
                new PeerMuteReply
                {
                    MuteNotificationsList =
                    [
                        .. Wire.Read(body, MessagesJson.Default.GetPeerMute).Peers.Select(peer => new PeerMute { Peer = peer, MuteNotifications = list.Item(peer).Mute }),
                    ],
                },
                MessagesJson.Default.PeerMuteReply),
            "openim.read_all_unread_msg" => OnReadAll(connection, request.User, Wire.Read(body, MessagesJson.Default.ReadAll)),
            "im_msg_db_logic.ws_set_do_not_disturb" => OnSetDoNotDisturb(request.User, Wire.Read(body, MessagesJson.Default.SetDoNotDisturb)),
            "im_msg_db_logic.ws_get_do_not_disturb" => Bytes(
                new DoNotDisturbReply
                {
                    Level = _doNotDisturb.Level, StartTime = _doNotDisturb.StartTime, EndTime = _doNotDisturb.EndTime, IsRepeated = _doNotDisturb.IsRepeated,
                },
                MessagesJson.Default.DoNotDisturbReply),
            _ => null,
        };
    }

    private bool IsListed(string user, string peer) =>
        GroupIn(peer) is null && _model.ListOf(user).Item(peer) is var item && (item.IsMade || _model.Conversation(user, peer).Messages.Count > item.DeletedOrder);

    private byte[] OnGetList(string user, GetConversationPage get)
    {
        var list = _model.ListOf(user);
        var all = _model.ConversationsOf(user).Select(one => one.PeerOf(user)).Union(list.Peers, StringComparer.Ordinal).Where(peer => IsListed(user, peer))
            .Select(peer => (Peer: peer, Conversation: _model.Conversation(user, peer), Item: list.Item(peer)))
            .Select(one => (one.Peer, one.Conversation, one.Item, Index: Math.Max(one.Conversation.LastIndex, one.Item.ChangedIndex)));
        var changed = all.Where(one => one.Index > get.StartIndex).OrderBy(one => one.Index).ToList();
        var page = changed.Take(ListPageSize).ToList();
        var isLast = page.Count == changed.Count;
        return Bytes(
            new ConversationPageReply
            {
                CompleteFlag = isLast ? 1 : 0,
                StartIndex = HasNoPositions && isLast ? 0 : isLast ? Math.Max(_model.LastIndex, get.StartIndex) : page[^1].Index,
                TimeStamp = HasNoPositions && isLast ? 0 : Now,
                GroupItem = [.. list.Groups],
                SessionItem = [.. page.Select(one => ToListItem(user, one.Conversation, one.Item)), .. isLast ? GroupItemsOf(user, get.StartIndex) : []],
            },
            ConversationsJson.Default.ConversationPageReply);
    }

    private static WireConversation ToListItem(string user, FakeConversation conversation, FakeListItem item)
    {
        var listed = conversation.ToListItem(user, item.ClearedOrder);
        return listed with
        {
            TopFlags = item.IsPinned ? 1 : 0,
            StandardMark = item.Digits,
            CustomMark = item.CustomData,
            ContactGroupId = [.. item.Groups],
            MsgRecvOption = item.Mute,
            C2cRemark = "remark of " + listed.Peer,
        };
    }

    private static ContactMarks ToMarks(FakeList list, string peer) => new()
    {
        Type = GroupIn(peer) is null ? ConversationTypes.C2C : ConversationTypes.Group,
        Peer = GroupIn(peer) is null ? peer : null,
        ToGroupId = GroupIn(peer),
        StandardMark = list.Item(peer).Digits,
        CustomMark = list.Item(peer).CustomData,
        ContactGroupId = [.. list.Item(peer).Groups],
    };

    private byte[] OnPin(Connection? connection, string user, PinConversations pin)
    {
        var isPin = pin.OperationType == PinConversations.Pin;
        foreach (var item in pin.RecentContactItem)
        {
            var changed = Change(user, KeyOf(item.Peer, item.GroupId));
            changed.IsPinned = isPin;
            changed.IsMade = true;
        }

        Tell(user, connection, new ConversationsNotification
        {
            PushType = isPin ? ConversationsNotification.Pinned : ConversationsNotification.Unpinned,
            RecentContactTopItem = new ConversationItems { RecentContactList = [.. pin.RecentContactItem.Select(item => new ConversationItem { Type = item.Type, UserId = item.Peer, GroupId = item.GroupId })] },
        });
        return Bytes(new Reply(), CommandsJson.Default.Reply);
    }

    private byte[] OnDelete(Connection? connection, string user, DeleteConversations delete)
    {
        foreach (var item in delete.ContactItem)
        {
            if (item.ToGroupid is { } group)
            {
                Change(user, KeyOf(null, group)).DeletedOrder = NewestOf(group);
                continue;
            }

            var changed = Change(user, item.Peer!);
            changed.IsPinned = false;
            changed.IsMade = false;
            changed.Marks = 0;
            changed.CustomData = "";
            changed.Groups.Clear();
            changed.DeletedOrder = _model.Conversation(user, item.Peer!).Messages.Count;
            changed.ClearedOrder = delete.ClearRamble == 1 ? changed.DeletedOrder : changed.ClearedOrder;
            _model.Conversation(user, item.Peer!).ReadUpTo(user, Now);
        }

        Tell(user, connection, Deleted(delete.ContactItem.Select(static item => item.Peer).OfType<string>()));
        return Bytes(
            new DeleteConversationsReply { ResultItem = [.. delete.ContactItem.Select(item => new DeleteResult { Type = item.Type, Peer = item.Peer, ToGroupid = item.ToGroupid })] },
            ConversationsJson.Default.DeleteConversationsReply);
    }

    private byte[] OnClear(string user, ClearHistory clear)
    {
        if (clear.ToGroupid is { } group)
        {
            Change(user, KeyOf(null, group)).ClearedOrder = NewestOf(group);
            return Bytes(new Reply(), CommandsJson.Default.Reply);
        }

        Change(user, clear.Peer!).ClearedOrder = _model.Conversation(user, clear.Peer!).Messages.Count;
        return Bytes(new Reply(), CommandsJson.Default.Reply);
    }

    private byte[] OnMark(Connection? connection, string user, MarkConversations mark)
    {
        foreach (var one in mark.MarkItem.Where(one => one.ContactItem.ToGroupId is not null || IsListed(user, one.ContactItem.Peer!)))
        {
            var item = Change(user, KeyOf(one.ContactItem.Peer, one.ContactItem.ToGroupId));
            item.Marks = (one.SetMark ?? []).Aggregate(item.Marks, static (marks, bit) => marks | (1UL << bit));
            item.Marks = (one.ClearMark ?? []).Aggregate(item.Marks, static (marks, bit) => marks & ~(1UL << bit));
            item.CustomData = one.CustomMark ?? item.CustomData;
            Tell(user, connection, new ConversationsNotification
            {
                PushType = ConversationsNotification.Marked,
                RecentContactMarkContact = new MarkedConversations
                {
                    RecentContactMarkContactItem =
                    [
                        new MarkedConversation
                        {
                            RecentContactItem = new ConversationItem { Type = one.ContactItem.Type, UserId = one.ContactItem.Peer, GroupId = one.ContactItem.ToGroupId },
                            OptType = one.OptType,
                            StandardMark = item.Digits,
                            CustomMark = item.CustomData,
                        },
                    ],
                },
            });
        }

        return Bytes(
            new MarkConversationsReply { ResultItem = [.. mark.MarkItem.Select(static one => new ContactResult { ContactItem = one.ContactItem })] },
            ConversationsJson.Default.MarkConversationsReply);
    }

    private byte[] OnCreateGroup(Connection? connection, string user, CreateConversationGroups create)
    {
        var wanted = create.GroupContactItem[0];
        wanted = wanted with { ContactItem = [.. wanted.ContactItem.Where(contact => IsListed(user, contact.Peer!))] };
        var group = _model.ListOf(user).AddGroup(wanted.GroupName);
        foreach (var contact in wanted.ContactItem)
        {
            Change(user, contact.Peer!).Groups.Add(group.GroupId);
        }

        Tell(user, connection, new ConversationsNotification
        {
            PushType = ConversationsNotification.GroupCreated,
            RecentContactCreateContactGroup = new CreatedConversationGroups
            {
                MsgContactGroupContactItem =
                [
                    new CreatedConversationGroup
                    {
                        MsgGroupItem = group,
                        MsgRecentContactItem = [.. wanted.ContactItem.Select(static contact => new ConversationItem { UserId = contact.Peer })],
                    },
                ],
            },
        });
        return Bytes(
            new CreateConversationGroupsReply
            {
                GroupResultItem =
                [
                    new ConversationGroupResult
                    {
                        GroupItem = group, ResultItem = [.. wanted.ContactItem.Select(static contact => new ContactResult { ContactItem = contact })],
                    },
                ],
            },
            ConversationsJson.Default.CreateConversationGroupsReply);
    }

    private byte[] OnDeleteGroup(Connection? connection, string user, DeleteConversationGroups delete)
    {
        var list = _model.ListOf(user);
        var groups = delete.GroupName.Select(name => new ConversationGroup { GroupId = list.IdOf(name), GroupName = name }).ToArray();
        foreach (var group in groups)
        {
            list.RemoveGroup(group.GroupName);
        }

        Tell(user, connection, new ConversationsNotification
        {
            PushType = ConversationsNotification.GroupDeleted, RecentContactDelContactGroup = new DeletedConversationGroups { MsgGroupItem = groups },
        });
        return Bytes(new DeleteConversationGroupsReply { GroupItem = groups }, ConversationsJson.Default.DeleteConversationGroupsReply);
    }

    private byte[] OnUpdateGroup(Connection? connection, string user, UpdateConversationGroup update)
    {
        var list = _model.ListOf(user);
        var change = update.UpdateGroup;
        var id = list.IdOf(change.OldGroupName);
        var contacts = change.ContactUpdateItem ?? [];
        if (change.NewGroupName is { } name)
        {
            list.Groups[list.Groups.FindIndex(one => one.GroupId == id)] = new ConversationGroup { GroupId = id, GroupName = name };
        }

        foreach (var contact in contacts)
        {
            var groups = Change(user, contact.ContactItem.Peer!).Groups;
            _ = contact.ContactOptType == ContactUpdate.Add ? groups.Add(id) : groups.Remove(id);
        }

        Tell(user, connection, new ConversationsNotification
        {
            PushType = ConversationsNotification.GroupUpdated,
            RecentContactUpdateContactGroup = new ConversationGroupUpdate
            {
                UpdateType = ConversationGroupUpdate.Group,
                MsgUpdateGroup = new UpdatedConversationGroup
                {
                    UpdateGroupType = change.UpdateGroupType,
                    GroupId = id,
                    OldGroupName = change.OldGroupName,
                    GroupName = change.NewGroupName,
                    RecentContactUpdateGroupItem =
                    [
                        .. contacts.Select(static contact => new UpdatedConversation
                        {
                            ContactOptType = contact.ContactOptType, RecentContactItem = new ConversationItem { UserId = contact.ContactItem.Peer },
                        }),
                    ],
                },
            },
        });
        return Bytes(
            new UpdateConversationGroupReply
            {
                UpdateGroupResult = new ConversationGroupUpdateResult
                {
                    GroupId = id, ContactResultItem = [.. contacts.Select(static contact => new ContactResult { ContactItem = contact.ContactItem })],
                },
            },
            ConversationsJson.Default.UpdateConversationGroupReply);
    }

    private byte[] OnMute(Connection? connection, string user, SetPeerMute set)
    {
        foreach (var peer in set.Peers.Where(_model.Exists))
        {
            Change(user, peer).Mute = set.MuteNotifications;
            Tell(user, connection, PushFrame.Build(
                Protocol.Push.Pushes.C2CNotifications,
                [new C2CNotification { MuteNotificationsSync = new MuteNotification { Peer = peer, MuteNotifications = set.MuteNotifications } }]));
        }

        return Bytes(
            new SetPeerMuteReply
            {
                ErrorList =
                [
                    .. set.Peers.Where(peer => !_model.Exists(peer)).Select(static peer => new PeerMuteFailure { Peer = peer, Code = Protocol.Errors.ErrorCodes.UserNotFound }),
                ],
            },
            MessagesJson.Default.SetPeerMuteReply);
    }

    private byte[] OnReadAll(Connection? connection, string user, ReadAll read)
    {
        foreach (var group in read.GroupReadInfo)
        {
            ReadGroup(user, group.GroupId, group.MsgSeq);
        }

        if (read.C2CReadAllMsg == 0)
        {
            return Bytes(new ReadAllReply { GroupReadInfoArray = read.GroupReadInfo }, MessagesJson.Default.ReadAllReply);
        }

        foreach (var conversation in _model.ConversationsOf(user))
        {
            conversation.ReadUpTo(user, Now);
        }

        Tell(user, connection, PushFrame.Build(Protocol.Push.Pushes.ReadAll, new ReadAllEvent { C2CReadAllMsg = 1 }));
        return Bytes(new ReadAllReply { C2CReadAllMsg = 1, GroupReadInfoArray = read.GroupReadInfo }, MessagesJson.Default.ReadAllReply);
    }

    private byte[] OnSetDoNotDisturb(string user, SetDoNotDisturb set)
    {
        _doNotDisturb = set;
        Tell(user, null, PushFrame.Build(Protocol.Push.Pushes.DoNotDisturb, set));
        return Bytes(new Reply(), CommandsJson.Default.Reply);
    }

    private FakeListItem Change(string user, string peer)
    {
        var item = _model.ListOf(user).Item(peer);
        item.ChangedIndex = _model.NextIndex();
        return item;
    }

    private void Tell(string user, Connection? except, ConversationsNotification change) =>
        Tell(user, except, PushFrame.Build(Protocol.Push.Pushes.Conversations, [change]));

    private void Tell(string user, Connection? except, byte[] frame)
    {
        foreach (var connection in ConnectionsOf(user).Where(one => one != except))
        {
            connection.Receive([.. frame]);
            if (Pushes == PushMode.Twice)
            {
                connection.Receive([.. frame]);
            }
        }
    }
}
