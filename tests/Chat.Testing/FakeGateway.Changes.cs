using System.Globalization;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Protocol.Push;

namespace Chat.Testing;

/// <summary>Recalls, edits, deletions, receipts and key-value pairs.</summary>
public sealed partial class FakeGateway
{
    private readonly Dictionary<string, List<MessageExtension>> _extensions = new(StringComparer.Ordinal);

    /// <summary>A message is taken back by its sender, or somebody else.</summary>
    /// <param name="push">Tell nobody while it is false.</param>
    public RecalledMessage Recall(WireMessage message, string reason = "", string? revoker = null, bool push = true)
    {
        ArgumentNullException.ThrowIfNull(message);
        var info = new RevokerInfo { Revoker = revoker ?? message.From, Reason = reason };
        _model.Conversation(message.From, message.To)
            .Change(message.MsgOrder, one => one with { MsgFlagBits = MessageFlagBits.Recalled, RevokerInfo = info });
        var recalled = new RecalledMessage
        {
            From = message.From,
            To = message.To,
            MsgSeq = message.MsgSeq,
            MsgRandom = message.MsgRandom,
            MsgTimeStamp = message.MsgTimeStamp,
            MsgClientTime = message.MsgClientTime,
            TinyId = message.TinyId,
            MsgOrder = message.MsgOrder,
            RevokerInfo = info,
        };
        if (push)
        {
            Notify(message.To, Notification(recalled));
            Notify(message.From, Notification(recalled));
        }

        return recalled;
    }

    public static C2CNotification Notification(RecalledMessage recalled) =>
        new() { WithdrawC2cMsgNotify = new RecallNotification { C2cWithdrawInfoArray = [recalled] } };

    /// <summary>A message is edited by its sender.</summary>
    public ModifiedMessage Edit(WireMessage message, string text, bool push = true)
    {
        ArgumentNullException.ThrowIfNull(message);
        WireElement[] body = [new WireElement { MsgType = MessageTypes.Text, MsgContent = new RawJson(Wire.ToBytes(new TextContent { Text = text }, MessagesJson.Default.TextContent)) }];
        var edit = Store(message, body, "edited");
        if (push)
        {
            Raw(message.To, PushFrame.Build(Protocol.Push.Pushes.C2CMessagesModified, [edit]));
            Raw(message.From, PushFrame.Build(Protocol.Push.Pushes.C2CMessagesModified, [edit]));
        }

        return edit;
    }

    /// <summary>Another device of the user has deleted messages, or everything up to an order.</summary>
    public void DeleteElsewhere(string user, string peer, long[] orders, long cleared = 0)
    {
        ArgumentNullException.ThrowIfNull(orders);
        var conversation = _model.Conversation(user, peer);
        foreach (var order in orders.Concat(Enumerable.Range(1, (int)cleared).Select(static one => (long)one)))
        {
            conversation.Delete(user, order);
        }

        Raw(user, PushFrame.Build(
            Protocol.Push.Pushes.HistoryDeleted, [new DeletedMessages { Peer = peer, MsgOrderList = orders, ClearedOrder = cleared }]));
    }

    private ModifiedMessage Store(WireMessage message, WireElement[]? body, string? customData)
    {
        var edited = _model.Conversation(message.From, message.To).Change(message.MsgOrder, one => one with
        {
            MsgBody = body ?? one.MsgBody,
            CloudCustomData = customData ?? one.CloudCustomData,
            MsgVersion = (one.MsgVersion ?? 0) + 1,
        });
        return new ModifiedMessage
        {
            From = edited.From,
            To = edited.To,
            MsgSeq = edited.MsgSeq,
            MsgRandom = edited.MsgRandom,
            MsgTime = edited.MsgTimeStamp,
            MsgVersion = edited.MsgVersion ?? 0,
            MsgBody = new RawJson(Wire.ToBytes(edited.MsgBody, MessagesJson.Default.WireElementArray)),
            CloudCustomData = edited.CloudCustomData,
        };
    }

    private WireMessage? Find(string one, string other, long? sequence, long? random) =>
        _model.Conversation(one, other).Messages.Find(message => message.MsgSeq == sequence && message.MsgRandom == random);

    private byte[] AnswerChange(Connection connection, FakeRequest request)
    {
        var body = request.Body.Utf8.Span;
        return request.Command switch
        {
            "openim.msgwithdraw" => OnRecall(connection, Wire.Read(body, MessagesJson.Default.RecallMessage).MsgInfo),
            "openim.modify_c2c_msg" => OnModify(connection, Wire.Read(body, MessagesJson.Default.ModifyMessage)),
            "openim.delete_c2c_msg_ramble" => OnDelete(connection, Wire.Read(body, MessagesJson.Default.DeleteMessages)),
            "openim.c2c_msg_read_receipt" => OnReceipts(connection, Wire.Read(body, MessagesJson.Default.SendReadReceipts)),
            "openim.modify_group_msg" => OnModifyInGroup(connection, Wire.Read(body, Protocol.Groups.GroupsJson.Default.ModifyGroupMessage)),
            "openim_msg_ext_http_svc.set_key_values" => OnSetExtensions(Wire.Read(body, MessagesJson.Default.SetExtensions)),
            "openim_msg_ext_http_svc.get_key_values" => OnGetExtensions(Wire.Read(body, MessagesJson.Default.GetExtensions)),
            _ => Bytes(new Reply(), CommandsJson.Default.Reply),
        };
    }

    private byte[] OnRecall(Connection connection, RecallTarget target)
    {
        if (Find(target.From, target.To, target.MsgSeq, target.MsgRandom) is not { } message)
        {
            return Bytes(Reply.From(new ChatError(ErrorCodes.MessageUnknown, "no such message")), CommandsJson.Default.Reply);
        }

        var recalled = Recall(message, revoker: connection.User, push: false);
        var frame = PushFrame.Build(Protocol.Push.Pushes.C2CNotifications, [Notification(recalled)]);
        foreach (var other in _connections.Where(one => (one.User == message.From || one.User == message.To) && one != connection).ToList())
        {
            other.Receive([.. frame]);
        }

        return Bytes(new Reply(), CommandsJson.Default.Reply);
    }

    private byte[] OnModify(Connection connection, ModifyMessage modify)
    {
        var message = Find(modify.From, modify.To, modify.MsgSeq, modify.MsgRandom)!;
        var isConflict = modify.MsgVersion != (message.MsgVersion ?? 0);
        if (!isConflict)
        {
            var body = modify.MsgBody is { } json ? Wire.Read(json.Utf8.Span, MessagesJson.Default.WireElementArray) : null;
            var frame = PushFrame.Build(Protocol.Push.Pushes.C2CMessagesModified, [Store(message, body, modify.CloudCustomData)]);
            foreach (var other in _connections.Where(one => (one.User == message.From || one.User == message.To) && one != connection).ToList())
            {
                other.Receive([.. frame]);
            }
        }

        var now = Find(modify.From, modify.To, modify.MsgSeq, modify.MsgRandom)!;
        return Bytes(
            new ModifyMessageReply
            {
                ActionStatus = isConflict ? Reply.Fail : Reply.Ok,
                ErrorCode = isConflict ? ErrorCodes.ModifyConflict : 0,
                MsgVersion = now.MsgVersion ?? 0,
                MsgBody = new RawJson(Wire.ToBytes(now.MsgBody, MessagesJson.Default.WireElementArray)),
                CloudCustomData = now.CloudCustomData,
            },
            MessagesJson.Default.ModifyMessageReply);
    }

    private byte[] OnDelete(Connection connection, DeleteMessages delete)
    {
        var conversation = _model.Conversation(connection.User, delete.Peer!);
        foreach (var key in delete.MsgKeyList.Select(static key => key.Split('_').Select(part => long.Parse(part, CultureInfo.InvariantCulture)).ToArray()))
        {
            conversation.Delete(connection.User, conversation.Messages.First(one => one.MsgSeq == key[0] && one.MsgRandom == key[1]).MsgOrder);
        }

        return Bytes(new Reply(), CommandsJson.Default.Reply);
    }

    private byte[] OnReceipts(Connection connection, SendReadReceipts receipts)
    {
        Raw(receipts.Peer, PushFrame.Build(Protocol.Push.Pushes.ReadReceipts, new ReadReceiptsEvent
        {
            Reader = connection.User,
            PeerReadTime = Now,
            C2cMsgInfo =
            [
                .. receipts.C2CMsgInfo.Select(one => new MessageIdentity
                {
                    TinyId = _model.TinyId(receipts.Peer),
                    MsgClientTime = one.MsgClientTime ?? 0,
                    MsgRandom = one.MsgRandom ?? 0,
                }),
            ],
        }));
        return Bytes(new Reply(), CommandsJson.Default.Reply);
    }

    private byte[] OnSetExtensions(SetExtensions set)
    {
        if (!_extensions.TryGetValue(set.MsgKey, out var list))
        {
            _extensions.Add(set.MsgKey, list = []);
        }

        var results = new List<ExtensionResult>();
        foreach (var item in set.ExtensionList ?? [])
        {
            var known = list.Find(one => one.Key == item.Key);
            if ((known?.Seq ?? 0) != item.Seq)
            {
                results.Add(new ExtensionResult { Code = ErrorCodes.ExtensionConflict, Extension = known! });
                continue;
            }

            var written = item with { Seq = list.Select(static one => one.Seq).DefaultIfEmpty().Max() + 1 };
            list.RemoveAll(one => one.Key == item.Key);
            list.Add(written);
            results.Add(new ExtensionResult { Extension = written });
        }

        return Bytes(
            new SetExtensionsReply { ExtensionList = [.. results], Seq = list.Count == 0 ? 0 : list[^1].Seq }, MessagesJson.Default.SetExtensionsReply);
    }

    /// <summary>Pages of two.</summary>
    private byte[] OnGetExtensions(GetExtensions get)
    {
        var all = _extensions.GetValueOrDefault(get.MsgKey, []).Where(one => one.Seq >= (get.StartSeq ?? 0)).ToList();
        return Bytes(
            new ExtensionsReply { ExtensionList = [.. all.Take(2)], CompleteFlag = all.Count > 2 ? 0 : 1, LatestSeq = all.Count == 0 ? 0 : all[^1].Seq },
            MessagesJson.Default.ExtensionsReply);
    }
}
