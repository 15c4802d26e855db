using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Chat.Actors.Connection;
using Chat.Protocol.Commands;
using Chat.Protocol.Conversations;
using Chat.Protocol.Errors;
using Chat.Protocol.Frames;
using Chat.Protocol.Messages;
using Chat.Protocol.Profiles;
using Chat.Protocol.Push;
using Chat.Protocol.Sessions;

namespace Chat.Testing;

/// <summary>
/// The server in memory: real frames, a small model behind them, and a script for whatever can go wrong. Nothing happens on its own: everything runs on
/// the thread that sends a frame or calls a member, one thing after the other.
/// </summary>
public sealed partial class FakeGateway(TimeProvider time) : IChatTransport
{
    private const string A2Prefix = "a2-";

    private readonly FakeModel _model = new();
    private readonly List<Connection> _connections = [];
    private readonly Dictionary<string, Queue<int>> _failures = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _lastingFailures = new(StringComparer.Ordinal);
    private readonly HashSet<string> _silent = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Action> _work = new();
    private readonly List<(string User, WireMessage Message)> _held = [];
    private int _working;
    private uint _instances;
    private long _said;

    /// <summary>When somebody tried to connect, and where.</summary>
    public List<(DateTimeOffset Time, Uri Address)> Connects { get; } = [];

    public List<FakeRequest> Requests { get; } = [];

    /// <summary>Connections fail while it is set.</summary>
    public bool RefusesConnects { get; set; }

    /// <summary>What becomes of message pushes.</summary>
    public PushMode Pushes { get; set; }

    /// <summary>Orders that history does not have.</summary>
    public HashSet<long> MissingInHistory { get; } = [];

    /// <summary>Conversations in a page of the list.</summary>
    public int ListPageSize { get; set; } = 100;

    /// <summary>Seconds between two hellos.</summary>
    public int HelloInterval { get; set; } = 300;

    /// <summary>May replace the body of a reply; null leaves it.</summary>
    public Func<FakeRequest, string?>? OverrideReply { get; set; }

    private long Now => time.GetUtcNow().ToUnixTimeSeconds();

    public Task<IChatConnection> ConnectAsync(Uri address, IChatReceiver receiver, CancellationToken cancellationToken)
    {
        Connects.Add((time.GetUtcNow(), address));
        if (RefusesConnects)
        {
            return Task.FromException<IChatConnection>(new IOException("connection refused"));
        }

        var connection = new Connection(this, receiver);
        _connections.Add(connection);
        return Task.FromResult<IChatConnection>(connection);
    }

    public string TinyIdOf(string user) => _model.TinyId(user);

    public void RemoveUser(string user) => _model.Forget(user);

    public IReadOnlyList<string> CommandsOf(string user) => [.. Requests.Where(one => one.User == user).Select(one => one.Command)];

    public IReadOnlyList<FakeRequest> RequestsFor(string command) => [.. Requests.Where(one => one.Command == command)];

    /// <summary>Sockets that are open now.</summary>
    public int OpenConnections => _connections.Count;

    /// <summary>The next requests of a command fail, one with each code.</summary>
    public void FailNext(Command command, params int[] codes)
    {
        ArgumentNullException.ThrowIfNull(command);
        _failures[command.Name] = new Queue<int>(codes);
    }

    /// <summary>All requests of a command fail; 0 ends it.</summary>
    public void Fail(Command command, int code)
    {
        ArgumentNullException.ThrowIfNull(command);
        _lastingFailures[command.Name] = code;
    }

    /// <summary>A command gets no answer.</summary>
    public void Silence(Command command, bool silent = true)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (silent)
        {
            _silent.Add(command.Name);
        }
        else
        {
            _silent.Remove(command.Name);
        }
    }

    /// <summary>A user's connections end, as when a cable is pulled.</summary>
    public void Drop(string user)
    {
        foreach (var connection in ConnectionsOf(user))
        {
            connection.End();
        }

        Work();
    }

    public void Kick(string user, int kickType, bool forceOffline = true) => Raw(user, PushFrame.Build(
        forceOffline ? PushFrame.ForceOfflineCommand : PushFrame.Command,
        Protocol.Push.Pushes.C2CNotifications,
        [new C2CNotification { KickoutMsgNotify = new KickNotification { KickType = kickType } }]));

    /// <summary>Another device of the user has read a conversation.</summary>
    public void ReadElsewhere(string user, string peer, long order)
    {
        var conversation = _model.Conversation(user, peer);
        var at = conversation.Messages[(int)order - 1].MsgTimeStamp;
        conversation.ReadUpTo(user, at);
        Notify(user, new C2CNotification
        {
            ReadC2cMsgNotify = new OwnReadNotification { UinPairReadArray = [new ReadTime { Peer = peer, LastReadTime = at, MsgOrder = order }] },
        });
    }

    /// <summary>A user without a client here reads a conversation.</summary>
    public void Read(string reader, string peer, long? at = null)
    {
        var read = at ?? Now;
        _model.Conversation(reader, peer).ReadUpTo(reader, read);
        Notify(peer, new C2CNotification
        {
            C2cReadedReceipt = new PeerReadNotification { Reader = reader, UinPairReadArray = [new ReadTime { LastReadTime = read }] },
        });
    }

    /// <summary>A user without a client here sends a text.</summary>
    public WireMessage Say(string from, string to, string text, Func<WireMessage, WireMessage>? change = null)
    {
        var number = ++_said;
        var message = new WireMessage
        {
            From = from,
            To = to,
            MsgSeq = number,
            MsgRandom = number * 7,
            MsgTimeStamp = Now,
            MsgClientTime = Now,
            TinyId = _model.TinyId(from),
            MsgBody = [new WireElement { MsgType = MessageTypes.Text, MsgContent = new RawJson(Wire.ToBytes(new TextContent { Text = text }, MessagesJson.Default.TextContent)) }],
        };
        var stored = _model.Store(change?.Invoke(message) ?? message).Message;
        Deliver(to, stored);
        Work();
        return stored;
    }

    /// <summary>Pushes messages as they are, in one frame.</summary>
    public void Push(string user, params WireMessage[] messages) =>
        Raw(user, PushFrame.Build(Protocol.Push.Pushes.C2CMessages, messages));

    public void Notify(string user, C2CNotification notification) => Raw(user, PushFrame.Build(Protocol.Push.Pushes.C2CNotifications, [notification]));

    /// <summary>Any bytes to all connections of a user.</summary>
    public void Raw(string user, byte[] frame)
    {
        foreach (var connection in ConnectionsOf(user))
        {
            connection.Receive(frame);
        }

        Work();
    }

    public void Raw(string user, string frame) => Raw(user, Encoding.UTF8.GetBytes(frame));

    /// <summary>Delivers pushes that were held, in an order of choice.</summary>
    public void Release(Func<IReadOnlyList<WireMessage>, IEnumerable<WireMessage>>? order = null)
    {
        Pushes = PushMode.Deliver;
        var held = _held.ToList();
        _held.Clear();
        foreach (var user in held.Select(one => one.User).Distinct().ToList())
        {
            var messages = held.Where(one => one.User == user).Select(one => one.Message).ToList();
            foreach (var message in order?.Invoke(messages) ?? messages)
            {
                Push(user, message);
            }
        }
    }

    private List<Connection> ConnectionsOf(string user) => [.. _connections.Where(one => one.User == user)];

    private void Deliver(string user, WireMessage message, Connection? except = null)
    {
        switch (Pushes)
        {
            case PushMode.Swallow:
                return;
            case PushMode.Hold:
                _held.Add((user, message));
                return;
        }

        foreach (var connection in ConnectionsOf(user).Where(one => one != except))
        {
            var frame = PushFrame.Build(Protocol.Push.Pushes.C2CMessages, [message]);
            connection.Receive(frame);
            if (Pushes == PushMode.Twice)
            {
                connection.Receive([.. frame]);
            }
        }
    }

    private void Enqueue(Action action) => _work.Enqueue(action);

    /// <summary>Hands out what is queued; a call from inside leaves it to the one outside.</summary>
    private void Work()
    {
        while (!_work.IsEmpty && Interlocked.Exchange(ref _working, 1) == 0)
        {
            try
            {
                while (_work.TryDequeue(out var action))
                {
                    action();
                }
            }
            finally
            {
                Volatile.Write(ref _working, 0);
            }
        }
    }

    private void OnFrame(Connection connection, byte[] message)
    {
        var frame = ClientFrame.Parse(message);
        var command = Encoding.UTF8.GetString(frame.Command);
        if (command == SessionCommands.Login.Name)
        {
            connection.User = frame.A2.IsEmpty ? Encoding.UTF8.GetString(frame.Identifier) : Encoding.UTF8.GetString(frame.A2)[A2Prefix.Length..];
        }

        var request = new FakeRequest(connection.User, command, frame.Sequence, new RawJson(frame.Body.ToArray()), time.GetUtcNow());
        Requests.Add(request);
        if (_silent.Contains(command) || command == SessionCommands.PushAck.Name)
        {
            return;
        }

        if (TakeFailure(command) is var code and not 0)
        {
            var failed = code == ErrorCodes.KickedOut
                ? Wire.ToBytes(new LoginReply { ActionStatus = Reply.Fail, ErrorCode = code, KickType = KickType.MultipleAccount }, SessionsJson.Default.LoginReply)
                : Bytes(Reply.From(new ChatError(code, "scripted")), CommandsJson.Default.Reply);
            connection.Reply(request, failed);
            return;
        }

        connection.Reply(request, OverrideReply?.Invoke(request) is { } text ? Encoding.UTF8.GetBytes(text) : Answer(connection, request));
    }

    private int TakeFailure(string command) =>
        _failures.TryGetValue(command, out var queue) && queue.TryDequeue(out var next) ? next : _lastingFailures.GetValueOrDefault(command);

    private byte[] Answer(Connection connection, FakeRequest request)
    {
        var body = request.Body.Utf8.Span;
        var user = request.User;
        return request.Command switch
        {
            "im_open_status.wslogin" => Bytes(
                new LoginReply
                {
                    A2Key = A2Prefix + user,
                    TinyId = _model.TinyId(user),
                    InstId = ++_instances,
                    HelloInterval = HelloInterval,
                    TimeStamp = Now,
                    PurchaseBits = PurchaseBits,
                },
                SessionsJson.Default.LoginReply),
            "openim.sendmsg" => OnSend(connection, Wire.Read(body, MessagesJson.Default.SendC2CMessage)),
            "openim.getroammsg" => OnGetHistory(user, Wire.Read(body, MessagesJson.Default.GetHistory)),
            "openim.getmsg" => OnGetMissed(user, Wire.Read(body, MessagesJson.Default.GetMissedMessages)),
            "openim.msgreaded" => OnRead(user, Wire.Read(body, MessagesJson.Default.ReportRead)),
            "openim.get_peer_read_time" => Bytes(
                new PeerReadTimeReply
                {
                    ReadTime = [.. Wire.Read(body, MessagesJson.Default.GetPeerReadTime).Peers.Select(peer => _model.Conversation(user, peer).ReadTimeOf(peer))],
                },
                MessagesJson.Default.PeerReadTimeReply),
            "recentcontact.page_get" => OnGetList(user, Wire.Read(body, ConversationsJson.Default.GetConversationPage)),
            "profile.portrait_get_all" => OnGetProfiles(Wire.Read(body, ProfilesJson.Default.GetProfiles)),
            _ => AnswerGroups(connection, request) ?? AnswerFriends(connection, request) ?? AnswerList(connection, request) ?? AnswerMedia(request) ?? AnswerChange(connection, request),
        };
    }

    private byte[] OnSend(Connection connection, SendC2CMessage send)
    {
        if (!_model.Exists(send.To))
        {
            return Bytes(Reply.From(new ChatError(ErrorCodes.UserNotFound, "no such user")), CommandsJson.Default.Reply);
        }

        var message = new WireMessage
        {
            From = connection.User,
            To = send.To,
            MsgSeq = send.MsgSeq,
            MsgRandom = send.MsgRandom,
            MsgTimeStamp = Now,
            MsgClientTime = send.MsgClientTime,
            TinyId = _model.TinyId(connection.User),
            MsgBody = Wire.Read(send.MsgBody.Utf8.Span, MessagesJson.Default.WireElementArray),
            CloudCustomData = send.CloudCustomData,
            IsNeedReadReceipt = send.IsNeedReadReceipt,
            SupportMessageExtension = send.SupportMessageExtension,
            MsgLifeTime = send.MsgLifeTime,
            SendMsgControl = send.SendMsgControl is { Length: > 0 } names
                ? new SendMsgControl { NoUnread = names.Contains(SendMsgControl.NoUnreadName) ? 1 : 0, NoLastMsg = names.Contains(SendMsgControl.NoLastMsgName) ? 1 : 0 }
                : null,
        };
        var (stored, isNew) = send.MsgLifeTime == 0 ? (message, true) : _model.Store(message);
        if (isNew)
        {
            Deliver(stored.To, stored);
            Deliver(stored.From, stored, except: connection);
        }

        return Bytes(
            new SendC2CMessageReply
            {
                MsgTime = stored.MsgTimeStamp,
                MsgKey = string.Create(CultureInfo.InvariantCulture, $"{stored.MsgSeq}_{stored.MsgRandom}_{stored.MsgTimeStamp}"),
                MsgOrder = stored.MsgOrder,
            },
            MessagesJson.Default.SendC2CMessageReply);
    }

    private byte[] OnGetHistory(string user, GetHistory get)
    {
        var all = _model.Conversation(user, get.Peer).MessagesOf(user).Where(one => _model.IsVisible(user, one) && !MissingInHistory.Contains(one.MsgOrder)).ToList();
        long? cursor = get.MsgKey.Length > 0 ? long.Parse(get.MsgKey, CultureInfo.InvariantCulture) : null;
        List<WireMessage> page;
        bool isComplete;
        if (get.GetDirection == GetHistory.Newer)
        {
            var newer = all.Where(one => cursor is { } after ? one.MsgOrder > after : one.MsgTimeStamp >= get.LastMsgTime).ToList();
            page = [.. newer.Take(get.MaxCnt)];
            isComplete = page.Count == newer.Count;
        }
        else
        {
            var older = all.Where(one => cursor is { } before ? one.MsgOrder < before : get.LastMsgTime == 0 || one.MsgTimeStamp <= get.LastMsgTime).ToList();
            page = [.. older.TakeLast(get.MaxCnt)];
            isComplete = page.Count == older.Count;
        }

        var edge = get.GetDirection == GetHistory.Newer ? page.LastOrDefault() : page.FirstOrDefault();
        return Bytes(
            new HistoryReply
            {
                Complete = isComplete ? 1 : 0,
                MsgKey = edge?.MsgOrder.ToString(CultureInfo.InvariantCulture) ?? get.MsgKey,
                LastMsgTime = edge?.MsgTimeStamp ?? get.LastMsgTime,
                MsgList = [.. page],
            },
            MessagesJson.Default.HistoryReply);
    }

    private byte[] OnGetMissed(string user, GetMissedMessages get)
    {
        // A cookie is never empty, so it counts from 1.
        var since = get.Cookie.Length > 0 ? long.Parse(get.Cookie, CultureInfo.InvariantCulture) - 1 : long.MaxValue;
        var (messages, cookie) = _model.Since(user, since);
        Enqueue(() => TellDeleted(user, since));
        return Bytes(
            new MissedMessagesReply
            {
                Cookie = cookie.ToString(CultureInfo.InvariantCulture),
                SyncFlag = MissedMessagesReply.End,
                MsgList = messages,
                C2CPairUnreadCount = _model.UnreadOf(user),
            },
            MessagesJson.Default.MissedMessagesReply);
    }

    private byte[] OnRead(string user, ReportRead report)
    {
        foreach (var item in report.C2CMsgReaded.C2CMsgReadedItem)
        {
            Read(user, item.Peer, item.LastedMsgTime);
        }

        return Bytes(new Reply(), CommandsJson.Default.Reply);
    }

    private byte[] OnGetProfiles(GetProfiles get) => Bytes(
        new ProfilesReply
        {
            UserProfileItem =
            [
                .. get.UserItem.Where(one => _model.Exists(one.User!)).Select(one => new UserProfile
                {
                    User = one.User!,
                    ProfileItem = [new ProfileField { Tag = ProfileTags.Nick, Value = JsonSerializer.SerializeToElement("nick of " + one.User) }],
                }),
            ],
        },
        ProfilesJson.Default.ProfilesReply);

    private static byte[] Bytes<T>(T reply, JsonTypeInfo<T> type) => Wire.ToBytes(reply, type);

    /// <summary>What becomes of message pushes.</summary>
    public enum PushMode
    {
        Deliver,
        Twice,
        Swallow,
        Hold,
    }

    private sealed class Connection(FakeGateway gateway, IChatReceiver receiver) : IChatConnection
    {
        private bool _ended;

        /// <summary>Who logged in here; "" before.</summary>
        public string User { get; set; } = "";

        public void Send(ReadOnlyMemory<byte> message)
        {
            if (_ended)
            {
                return;
            }

            var frame = message.ToArray();
            gateway.Enqueue(() => gateway.OnFrame(this, frame));
            gateway.Work();
        }

        public void Close(int closeCode)
        {
            End();
            gateway.Work();
        }

        public void End()
        {
            if (!_ended)
            {
                _ended = true;
                gateway._connections.Remove(this);
                gateway.Enqueue(receiver.OnClosed);
            }
        }

        public void Receive(byte[] frame) => gateway.Enqueue(() =>
        {
            if (!_ended)
            {
                receiver.OnMessage(frame);
            }
        });

        public void Reply(FakeRequest request, byte[] body)
        {
            var output = new ArrayBufferWriter<byte>(body.Length + 64);
            ServerFrame.Write(output, Encoding.UTF8.GetBytes(request.Command), request.Sequence, body);
            Receive(output.WrittenSpan.ToArray());
        }
    }
}
