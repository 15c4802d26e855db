using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Protocol.Groups;

namespace Chat.Actors.Tests.Messages;

/// <summary>Who is invited into a group is told what was said before.</summary>
public sealed class InvitationSpecs : GroupSpec
{
    private const string Other = "@TGS#2";
    private const string History = "group_open_http_svc.group_msg_get";

    public InvitationSpecs() => Gateway.AddGroup(Other, GroupTypes.Public, "alice");

    /// <summary>Texts of the messages that somebody was told of; the invitation itself has none.</summary>
    private IEnumerable<string> Told => EventsOf<MessageReceived>().SelectMany(static one => one.Messages).Select(static one => one.Payload).OfType<TextPayload>().Select(static one => one.Text);

    [Fact]
    public void What_is_pushed_behind_what_was_fetched_is_told_once()
    {
        LogIn("bob");
        Gateway.Speak("alice", Other, "1");
        Gateway.Speak("alice", Other, "2");
        Invite();

        Gateway.Speak("alice", Other, "2 again", sequence: 2);
        Gateway.Speak("alice", Other, "3");

        Assert.Equal(["1", "2", "3"], Told);
    }

    [Fact]
    public void What_was_pushed_before_the_rest_is_fetched_is_told_once()
    {
        LogIn("bob");
        Gateway.Speak("alice", Other, "1");
        Gateway.Speak("alice", Other, "2");
        Join();
        Gateway.Speak("alice", Other, "3");

        Invite();

        Assert.Equal(["3", "1", "2"], Told);
    }

    [Fact]
    public void What_was_said_behind_the_invitation_counts_though_it_is_fetched_before_it_is_pushed()
    {
        var bob = LogIn("bob");
        Speak(2);
        Join();
        Gateway.GroupOf(Other).Change("bob", static one => one with { JoinTime = 1, MsgSeq = 1 });

        Invite();

        Assert.Equal(["1", "2"], Told);
        Assert.Equal([true, false], EventsOf<MessageReceived>().SelectMany(static one => one.Messages).Where(static one => one.Payload is TextPayload).Select(static one => one.IsRead));
        Assert.Equal(1, Done(bob.GetConversationProfileAsync("GROUP" + Other)).UnreadCount);
    }

    [Fact]
    public void Nothing_is_told_when_the_session_ends_meanwhile()
    {
        var bob = LogIn("bob");
        Speak(30);
        Gateway.OverrideReply = request =>
        {
            // The first page is answered, the next one is not.
            if (request.Command == History)
            {
                Gateway.Silence(GroupMessageCommands.GetHistory.Ordinary);
            }

            return null;
        };
        Invite();
        Assert.Equal(2, Bodies(History).Count);

        Done(bob.LogoutAsync());
        AdvanceSeconds(60);

        Assert.Empty(Told);
    }

    [Fact]
    public void Nothing_is_told_when_the_group_is_left_meanwhile()
    {
        var bob = LogIn("bob");
        Speak(2);
        Gateway.Silence(GroupMessageCommands.GetHistory.Ordinary);
        Invite();
        Gateway.Silence(GroupMessageCommands.GetHistory.Ordinary, silent: false);

        Done(bob.QuitGroupAsync(Other));
        Gateway.Drop("bob");
        AdvanceSeconds(30);

        Assert.Empty(Told);
        Assert.DoesNotContain(Done(bob.GetConversationListAsync()), static one => one.ConversationId == "GROUP" + Other);
    }

    [Fact]
    public void Nothing_is_fetched_if_the_application_does_without_it_until_the_logout()
    {
        var bob = Create("bob");
        bob.DisableMessagePullOnInvite();
        Done(bob.LoginAsync("bob", "signature"));
        Speak(1);
        Invite();
        Assert.Empty(Bodies(History));

        Done(bob.LogoutAsync());
        Done(bob.LoginAsync("bob", "signature"));
        Invite();

        Assert.Single(Bodies(History));
    }

    private void Speak(int count)
    {
        for (var i = 1; i <= count; i++)
        {
            Gateway.Speak("alice", Other, $"{i}");
        }
    }

    private void Join()
    {
        if (Gateway.GroupOf(Other).Member("bob") is null)
        {
            Gateway.GroupOf(Other).Members.Add(new WireGroupMember { Member = "bob", Role = GroupRoles.Member });
        }
    }

    private void Invite()
    {
        Join();
        Gateway.Notice("bob", Other, new GroupNoticeBody { ReportType = GroupNoticeTypes.Invited, Operator = "alice" });
    }
}
