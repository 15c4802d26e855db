using Akka.Actor;
using Chat.Actors.App;
using Chat.Actors.Connection;
using Chat.Actors.Conversations;
using Chat.Actors.Events;
using Chat.Actors.Groups;
using Chat.Actors.Messages;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Sessions;
using Chat.Testing;

namespace Chat.Actors.Tests.Sessions;

/// <summary>Every call ends, whatever becomes of the account meanwhile, and harms nobody else.</summary>
public sealed class LostCallSpecs : ChatSpec
{
    private const string Account = "/user/chat/1400000001/alice";

    [Fact]
    public void Call_on_its_way_to_a_conversation_ends_with_the_session()
    {
        var client = LogIn();
        Done(client.SendMessageAsync(client.CreateTextMessage("bob", "hello")));
        var child = Child("conversations/C2Cbob");
        child.Suspend();
        var page = client.GetMessageListAsync("C2Cbob");

        Done(client.LogoutAsync());
        child.Resume(null!);

        Assert.Equal(ErrorCodes.NotReady, CodeOf(page));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Call_on_its_way_to_a_group_ends_with_the_session_or_the_membership(bool quits)
    {
        Gateway.AddGroup("g1", GroupTypes.Public, "bob", "alice");
        var client = LogIn();
        Done(client.GetGroupMemberListAsync(new GroupMemberQuery { GroupId = "g1" }));
        var child = Child("groups/g1");
        child.Suspend();
        var members = client.GetGroupMemberListAsync(new GroupMemberQuery { GroupId = "g1" });

        Done(quits ? client.QuitGroupAsync("g1") : client.LogoutAsync());
        child.Resume(null!);

        Done(members.ContinueWith(static _ => { }, TaskScheduler.Default));
    }

    [Fact]
    public void Call_that_meets_a_stopped_account_fails()
    {
        var client = LogIn();
        Done(client.LogoutAsync());
        var account = Sys.ActorSelection(Account);
        var profile = new Promise<Conversation>();
        var list = new Promise<IReadOnlyList<Group>>();

        account.Tell(new ConversationsProtocol.GetProfile("C2Czoe", profile));
        account.Tell(new GroupsProtocol.GetList(list));

        Assert.Equal(ErrorCodes.NotReady, CodeOf(profile.Task));
        Assert.Equal(ErrorCodes.NotReady, CodeOf(list.Task));
    }

    [Fact]
    public void Argument_that_cannot_be_written_fails_its_call_only()
    {
        var client = LogIn();

        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(client.SendMessageAsync(client.CreateLocationMessage("bob", new LocationPayload("x", double.NaN, 0)))));
        Assert.Equal(0, CodeOf(client.GetMessageListAsync("C2Cbob", null!)));
        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => client.GetUserProfileAsync([null!])));
        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => client.CreateGroupAsync(new NewGroup { Type = GroupTypes.Public, Name = "x", Members = [null!] })));

        Assert.Empty(EventsOf<SdkNotReady>());
    }

    [Fact]
    public void Account_that_crashes_again_and_again_logs_in_ever_later()
    {
        LogIn();

        for (var i = 0; i < 4; i++)
        {
            Crash();
        }

        var logins = Gateway.RequestsFor(SessionCommands.Login.Name).Count;
        AdvanceSeconds(0.4);
        Assert.Equal(logins, Gateway.RequestsFor(SessionCommands.Login.Name).Count);
        AdvanceSeconds(5);
        Assert.Equal(logins + 1, Gateway.RequestsFor(SessionCommands.Login.Name).Count);
    }

    [Fact]
    public void Logout_ends_the_wait_for_a_login_after_crashes()
    {
        var client = LogIn();
        Crash();
        Crash();

        Assert.Equal(ErrorCodes.NotLoggedIn, CodeOf(client.LogoutAsync()));
        AdvanceSeconds(60);

        Assert.False(client.IsReady());
    }

    [Fact]
    public void Socket_that_opens_after_its_client_has_ended_is_closed()
    {
        var transport = new SlowTransport();
        var client = Create(change: options => options with { Transport = transport });
        var login = client.LoginAsync("alice", "signature");
        Done(client.DestroyAsync());

        Until(() => transport.IsCancelled);
        transport.Open();

        Until(() => transport.IsClosed);
        Assert.NotEqual(0, CodeOf(login));
    }

    private IInternalActorRef Child(string path) => (IInternalActorRef)Sys.ActorSelection(Account + "/" + path).ResolveOne(Patience).GetAwaiter().GetResult();

    private void Crash() =>
        EventFilter.Exception<ActorKilledException>().Expect(1, () => Sys.ActorSelection(Account).Tell(Kill.Instance));

    private sealed class SlowTransport : IChatTransport, IChatConnection
    {
        private readonly TaskCompletionSource<IChatConnection> _opened = new();

        public bool IsCancelled { get; private set; }

        public bool IsClosed { get; private set; }

        public Task<IChatConnection> ConnectAsync(Uri address, IChatReceiver receiver, CancellationToken cancellationToken)
        {
            cancellationToken.Register(() => IsCancelled = true);
            return _opened.Task;
        }

        public void Open() => _opened.SetResult(this);

        public void Send(ReadOnlyMemory<byte> message)
        {
        }

        public void Close(int closeCode) => IsClosed = true;
    }
}
