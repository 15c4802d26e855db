using Chat.Protocol.Messages;
using Chat.Server.Tests.Testing;
using CsCheck;

namespace Chat.Server.Tests.Conversations;

/// <summary>Any mixture of sends and changes of two users leaves what a plain model says: history, unread count, last message, place on the list.</summary>
public sealed class ConversationModelSpecs
{
    private static readonly string[] Users = ["alice", "bob"];

    private enum Kind
    {
        Send,
        SendQuietly,
        SendUnshown,
        Read,
        Recall,
        Edit,
        Delete,
        Clear,
        HideKeepingHistory,
        HideWithHistory,
        Pin,
        Discard,
        Receive,
        TimePasses,
        Restart,
    }

    [Fact]
    public void State_is_that_of_the_model() =>
        Gen.Select(Gen.Enum<Kind>(), Gen.Int[0, 1], Gen.Int[0, 5]).List[1, 40].Sample(
            steps =>
            {
                using var server = new TestServer(settings => settings.RecallWindow = TimeSpan.FromDays(1));
                var clients = Users.Select(user => server.Login(user)).ToArray();
                var model = new Model();
                foreach (var (kind, user, back) in steps)
                {
                    if (kind == Kind.Restart)
                    {
                        server.Restart();
                        clients = [.. Users.Select(name => server.Login(name))];
                    }
                    else
                    {
                        Run(server, clients, model, kind, user, back);
                    }
                }

                for (var user = 0; user < Users.Length; user++)
                {
                    Compare(clients[user], Users[1 - user], model, user);
                }
            },
            iter: 60,
            threads: 1);

    private static void Run(TestServer server, TestClient[] clients, Model model, Kind kind, int user, int back)
    {
        var (client, peer) = (clients[user], Users[1 - user]);
        var target = model.Messages.Count > back ? model.Messages[^(back + 1)] : null;
        switch (kind)
        {
            case Kind.Send or Kind.SendQuietly or Kind.SendUnshown:
                var text = $"m{model.Messages.Count}";
                var control = kind switch { Kind.SendQuietly => ""","SendMsgControl":["NoUnread"]""", Kind.SendUnshown => ""","SendMsgControl":["NoLastMsg"]""", _ => "" };
                var discarded = model.Discards[1 - user];
                model.Hidden[1 - user] += discarded && model.Hidden[1 - user] == model.Messages.Count ? 1 : 0;
                model.Messages.Add(new Message(client.SendKey(peer, text, control), user)
                {
                    Text = text, Counts = kind != Kind.SendQuietly && !discarded, IsShown = kind != Kind.SendUnshown, IsWithheld = discarded,
                });
                break;
            case Kind.Read:
                client.Read(peer).ShouldBeOk();
                model.Seen[user] = model.Messages.Count;
                break;
            case Kind.Recall when target is not null && target.From == user && !target.IsRecalled && model.IsVisible(target, user):
                client.Recall(peer, target.Key).ShouldBeOk();
                target.IsRecalled = true;
                break;
            case Kind.Edit when target is not null && target.From == user && !target.IsRecalled && model.IsVisible(target, user):
                client.Modify(peer, target.Key, target.Text + "'", target.Version).ShouldBeOk();
                target.Text += "'";
                target.Version++;
                break;
            case Kind.Delete when target is not null:
                client.Delete(peer, target.Key).ShouldBeOk();
                target.DeletedBy[user] = true;
                break;
            case Kind.Clear or Kind.HideWithHistory or Kind.HideKeepingHistory:
                if (kind == Kind.Clear)
                {
                    client.Clear(peer).ShouldBeOk();
                }
                else
                {
                    client.DeleteConversation(peer, kind == Kind.HideWithHistory).ShouldBeOk();
                    model.Hidden[user] = model.Messages.Count;
                    model.Pinned[user] = false;
                }

                model.Seen[user] = model.Messages.Count;
                model.Cleared[user] = kind == Kind.HideKeepingHistory ? model.Cleared[user] : model.Messages.Count;
                break;
            case Kind.Pin:
                client.Pin(peer).ShouldBeOk();
                model.Pinned[user] = true;
                break;
            case Kind.Discard or Kind.Receive:
                client.Mute(peer, kind == Kind.Discard ? ReceiveOptions.Discard : ReceiveOptions.Notify).ShouldBeOk();
                model.Discards[user] = kind == Kind.Discard;
                break;
            case Kind.TimePasses:
                server.Advance(TimeSpan.FromSeconds(1));
                break;
        }
    }

    private static void Compare(TestClient client, string peer, Model model, int user)
    {
        var visible = model.Messages.Where(message => model.IsVisible(message, user)).ToList();
        var history = client.History(peer, 100).Items("MsgList");
        Assert.Equal(visible.Select(message => (message.Text, message.IsRecalled)), history.Select(item => (item.TextOf(), item.TryGetProperty("MsgFlagBits", out _))));
        Assert.Equal(model.UnreadOf(user), client.UnreadOf(peer));

        var listed = client.Conversation(peer);
        var isListed = model.Pinned[user] || model.Messages.Count > model.Hidden[user];
        Assert.Equal(isListed, listed.ValueKind == System.Text.Json.JsonValueKind.Object);
        if (isListed)
        {
            var shown = visible.FindLast(message => message.IsShown && model.Messages.IndexOf(message) >= model.Hidden[user] && (message.From == user || !message.IsWithheld));
            Assert.Equal(shown?.Text, listed.TryGetProperty("LastMsg", out var last) ? last.TextOf() : null);
            Assert.Equal(shown?.IsRecalled == true ? 8 : 0, listed.TryGetProperty("LastMsgFlags", out var flags) ? flags.GetInt32() : 0);
            Assert.Equal(model.UnreadOf(user), listed.Long("UnreadMsgCount"));
            Assert.Equal(model.Pinned[user] ? 1 : 0, listed.Long("TopFlags"));
        }
    }

    private sealed class Message(string key, int from)
    {
        public string Key => key;

        public int From => from;

        public required string Text { get; set; }

        public required bool Counts { get; init; }

        public required bool IsShown { get; init; }

        public required bool IsWithheld { get; init; }

        public long Version { get; set; }

        public bool IsRecalled { get; set; }

        public bool[] DeletedBy { get; } = new bool[2];
    }

    private sealed class Model
    {
        public List<Message> Messages { get; } = [];

        /// <summary>For each user: up to how many messages are read, cleared, taken off the list.</summary>
        public int[] Seen { get; } = new int[2];

        public int[] Cleared { get; } = new int[2];

        public int[] Hidden { get; } = new int[2];

        public bool[] Pinned { get; } = new bool[2];

        public bool[] Discards { get; } = new bool[2];

        public bool IsVisible(Message message, int user) => Messages.IndexOf(message) >= Cleared[user] && !message.DeletedBy[user];

        public int UnreadOf(int user) => Messages.Skip(Seen[user]).Count(message =>
            message.From != user && message.Counts && !message.IsRecalled && !message.DeletedBy[user]);
    }
}
