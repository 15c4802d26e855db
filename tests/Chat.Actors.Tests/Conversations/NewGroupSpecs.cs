using Chat.Actors.Conversations;
using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Actors.Tests.Messages;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;

namespace Chat.Actors.Tests.Conversations;

/// <summary>Conversations of groups in which somebody speaks for the first time.</summary>
public sealed class NewGroupSpecs : GroupSpec
{
    private const string Profile = "group_open_http_svc.get_group_self_member_info";
    private const string Search = "recentcontact.search_contact_group";
    private const int Many = 10;

    [Fact]
    public void Burst_of_new_conversations_of_muted_groups_counts_nothing()
    {
        string[] groups = [.. Enumerable.Range(1, Many).Select(static i => $"many{i}")];
        foreach (var group in groups)
        {
            Gateway.AddGroup(group, GroupTypes.Work, "alice", "bob").Change("bob", static one => one with { MsgFlag = GroupReceiveOptions.AcceptNotNotify });
        }

        var bob = LogIn("bob");
        AdvanceSeconds(3);

        foreach (var group in groups)
        {
            Gateway.Speak("alice", group, "hi");
        }

        Assert.Equal(0, bob.GetTotalUnreadMessageCount());
        Assert.All(groups, group => Assert.Equal(
            (RemindType.AcceptNotNotify, new GroupProfile(group, "name of " + group, "", GroupTypes.Work)),
            (Conversation(bob, "GROUP" + group).RemindType, Conversation(bob, "GROUP" + group).GroupProfile)));
    }

    [Fact]
    public void Question_that_was_not_answered_is_asked_again_with_the_next_message_and_then_no_more()
    {
        LogIn("bob");
        AdvanceSeconds(3);
        Gateway.Requests.Clear();
        Gateway.FailNext(GroupCommands.GetProfiles.Ordinary, ErrorCodes.GroupInternal, ErrorCodes.GroupInternal);
        Gateway.Speak("alice", GroupId, "1");
        Assert.Equal([Profile, Search, Profile], Gateway.CommandsOf("bob"));
        AdvanceSeconds(5);
        Assert.Equal(3, Gateway.CommandsOf("bob").Count);

        Gateway.Speak("alice", GroupId, "2");
        Gateway.Speak("alice", GroupId, "3");

        Assert.Equal([Profile, Search, Profile, Profile, Profile], Gateway.CommandsOf("bob"));
        Assert.Equal(Bodies(Profile).Take(2), Bodies(Profile).Skip(2));
    }

    [Fact]
    public void Question_that_is_under_way_is_not_asked_again()
    {
        LogIn("bob");
        AdvanceSeconds(3);
        Gateway.Requests.Clear();
        Gateway.Silence(GroupCommands.GetProfiles.Ordinary);

        Gateway.Speak("alice", GroupId, "1");
        Gateway.Speak("alice", GroupId, "2");

        Assert.Equal([Profile, Search, Profile], Gateway.CommandsOf("bob"));
    }

    [Fact]
    public void Live_room_is_known_as_one_from_the_first_own_message()
    {
        var room = Gateway.AddGroup("@TGS#room", GroupTypes.AVChatRoom, "bob");
        room.PollingKey = null;
        var alice = LogIn();
        Done(alice.JoinGroupAsync("@TGS#room"));
        Gateway.Silence(GroupCommands.GetProfiles.Ordinary);
        Done(alice.SendMessageAsync(alice.CreateTextMessage(MessageTarget.Group("@TGS#room"), "1")));
        Gateway.Pushes = Testing.FakeGateway.PushMode.Swallow;
        Gateway.Speak("bob", "@TGS#room", "lost");
        Gateway.Pushes = Testing.FakeGateway.PushMode.Deliver;

        Done(alice.SendMessageAsync(alice.CreateTextMessage(MessageTarget.Group("@TGS#room"), "2")));

        Assert.Empty(Bodies("group_open_http_svc.group_msg_get"));
        Assert.Empty(EventsOf<MessageReceived>("alice"));
    }
}
