using Chat.Actors.Conversations;
using Chat.Actors.Events;
using Chat.Protocol.Conversations;
using Chat.Protocol.Errors;
using Chat.Testing;

namespace Chat.Actors.Tests.Conversations;

public sealed class ConversationGroupSpecs : ChatSpec
{
    [Fact]
    public void Group_is_made_with_its_conversations()
    {
        var client = WithConversations("bob", "carol");
        Events.Clear();

        var result = Done(client.CreateConversationGroupAsync("work", ["C2Cbob", "C2Cnobody"]));

        Assert.Equal(["C2Cbob"], result.SuccessConversationIds);
        Assert.Equal(2500, Assert.Single(result.Failures).Code);
        Assert.Equal(["work"], Done(client.GetConversationGroupListAsync()));
        Assert.Equal(["bob"], Members(client, "work"));
        Assert.Equal("work", Assert.Single(Assert.Single(EventsOf<ConversationGroupListUpdated>()).Names));
    }

    [Fact]
    public void Nothing_is_sent_without_a_conversation_of_the_list()
    {
        var client = LogIn();

        Assert.Equal(2500, Assert.Single(Done(client.CreateConversationGroupAsync("work", ["C2Cbob"])).Failures).Code);
        Assert.Empty(Gateway.RequestsFor("recentcontact.create_contact_group"));
    }

    [Fact]
    public void Members_come_and_go()
    {
        var client = WithConversations("bob", "carol", "dave");
        Done(client.CreateConversationGroupAsync("work", ["C2Cbob"]));

        var added = Done(client.AddConversationsToGroupAsync("work", ["C2Cbob", "C2Ccarol", "C2Cdave"]));
        var removed = Done(client.DeleteConversationsFromGroupAsync("work", ["C2Cbob"]));
        var unchanged = Done(client.DeleteConversationsFromGroupAsync("work", ["C2Cbob"]));

        Assert.Equal(["C2Ccarol", "C2Cdave"], added.SuccessConversationIds);
        Assert.Equal(["C2Cbob"], removed.SuccessConversationIds);
        Assert.Empty(unchanged.SuccessConversationIds);
        Assert.Empty(unchanged.Failures);
        Assert.Equal(["carol", "dave"], Members(client, "work"));
        var events = EventsOf<ConversationInGroupUpdated>();
        Assert.Equal([3, 2], events.Select(one => one.Conversations.Length));
        Assert.All(events, one => Assert.Equal("work", one.GroupName));
    }

    [Fact]
    public void Renamed_group_keeps_its_members_and_a_deleted_one_leaves_them()
    {
        var client = WithConversations("bob");
        Done(client.CreateConversationGroupAsync("work", ["C2Cbob"]));

        Done(client.RenameConversationGroupAsync("work", "job"));
        Assert.Equal(["job"], Done(client.GetConversationGroupListAsync()));
        Assert.Equal(["bob"], Members(client, "job"));

        Done(client.DeleteConversationGroupAsync("job"));
        Assert.Empty(Done(client.GetConversationGroupListAsync()));
        Assert.Empty(Assert.Single(Done(client.GetConversationListAsync())).ConversationGroupList);
        Assert.Equal(["work", "job", ""], EventsOf<ConversationGroupListUpdated>().Skip(1).Select(one => string.Join(',', one.Names)));
    }

    [Fact]
    public void Other_devices_follow_and_doubled_pushes_do_no_harm()
    {
        Gateway.Pushes = FakeGateway.PushMode.Twice;
        var client = WithConversations("bob", "carol");
        var second = LogIn(account: "second");

        Done(client.CreateConversationGroupAsync("work", ["C2Cbob"]));
        Done(client.AddConversationsToGroupAsync("work", ["C2Ccarol"]));
        Assert.Equal(["bob", "carol"], Members(second, "work"));

        Done(client.DeleteConversationsFromGroupAsync("work", ["C2Cbob"]));
        Done(client.RenameConversationGroupAsync("work", "job"));
        Assert.Equal(["carol"], Members(second, "job"));

        Done(client.DeleteConversationGroupAsync("job"));
        Assert.Empty(Done(second.GetConversationGroupListAsync()));
        Assert.Empty(Members(second, "job"));
    }

    [Fact]
    public void Groups_of_one_conversation_may_change_elsewhere()
    {
        var client = WithConversations("bob");
        Done(client.CreateConversationGroupAsync("work", ["C2Cbob"]));

        Gateway.Raw("alice", """
            {"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":{"EventArray":[{"Event":11,"RecentContactMod":[{"PushType":7,
            "RecentContactUpdateContactGroup":{"UpdateType":2,"MsgUpdateContact":{"MsgRecentContactItem":{"Type":1,"UserId":"bob"},
            "MsgRecentContactUpdateContactItem":[{"GroupOptType":2,"RecentContactGroupItem":{"GroupName":"work"}},
            {"GroupOptType":1,"RecentContactGroupItem":{"GroupName":"job"}}]}}}]}]}}
            """);

        Assert.Equal(["job"], Assert.Single(Done(client.GetConversationListAsync())).ConversationGroupList);
        Assert.Equal(["work", "job"], EventsOf<ConversationInGroupUpdated>().Select(one => one.GroupName));
    }

    [Fact]
    public void Groups_are_there_after_a_login()
    {
        Done(WithConversations("bob", "carol").CreateConversationGroupAsync("work", ["C2Cbob"]));

        var client = LogIn(account: "second");

        Assert.Equal(["work"], Done(client.GetConversationGroupListAsync()));
        Assert.Equal(["bob"], Members(client, "work"));
        Assert.Equal(["carol"], Members(client, ""));
    }

    [Fact]
    public void Groups_that_changed_during_an_outage_are_found()
    {
        var client = WithConversations("bob");
        Done(client.CreateConversationGroupAsync("work", ["C2Cbob"]));
        Done(client.CreateConversationGroupAsync("fun", ["C2Cbob"]));
        Gateway.RefusesConnects = true;
        Gateway.Drop("alice");
        Gateway.CallElsewhere("alice", ConversationCommands.DeleteGroups, new DeleteConversationGroups { GroupName = ["fun"] });
        Gateway.CallElsewhere(
            "alice",
            ConversationCommands.UpdateGroup,
            new UpdateConversationGroup { UpdateGroup = new ConversationGroupChange { UpdateGroupType = UpdateConversationGroup.Rename, OldGroupName = "work", NewGroupName = "job" } });

        Gateway.RefusesConnects = false;
        AdvanceSeconds(30);

        Assert.Equal(["job"], Done(client.GetConversationGroupListAsync()));
        Assert.Equal(["job"], Assert.Single(Done(client.GetConversationListAsync())).ConversationGroupList);
    }

    [Fact]
    public void List_that_could_not_be_fetched_is_asked_for_again()
    {
        Done(WithConversations("bob").CreateConversationGroupAsync("work", ["C2Cbob"]));
        Gateway.FailNext(ConversationCommands.GetGroups, ErrorCodes.ConversationParameter);
        Gateway.OverrideReply = request => request.Command == "recentcontact.page_get" ? """{"ErrorCode":0,"CompleteFlag":1}""" : null;
        var client = LogIn(account: "second");

        Assert.Equal(["work"], Done(client.GetConversationGroupListAsync()));
        Assert.Equal(["work"], Done(client.GetConversationGroupListAsync()));
        Assert.Equal(3, Gateway.RequestsFor("recentcontact.get_contact_group").Count);
    }

    [Fact]
    public void Groups_come_page_by_page()
    {
        Gateway.OverrideReply = request => request.Command != "recentcontact.get_contact_group" ? null : request.Body.ToString().Contains("\"StartIndex\":0", StringComparison.Ordinal)
            ? """{"ErrorCode":0,"CompleteFlag":0,"NextStartIndex":1,"GroupItem":[{"GroupId":"1","GroupName":"a"}],"ContactItem":null}"""
            : """{"ErrorCode":0,"CompleteFlag":1,"GroupItem":[{"GroupId":2,"GroupName":"b"},null,{"GroupId":3,"GroupName":null}]}""";

        Assert.Equal(["a", "b"], Done(LogIn().GetConversationGroupListAsync()));
    }

    [Fact]
    public void Reply_without_a_group_is_an_error()
    {
        var client = WithConversations("bob");
        Gateway.OverrideReply = request => request.Command.StartsWith("recentcontact.", StringComparison.Ordinal) ? """{"ErrorCode":0,"UpdateGroupResult":null}""" : null;

        Assert.Equal(ErrorCodes.UnexpectedReply, CodeOf(client.CreateConversationGroupAsync("work", ["C2Cbob"])));
        Assert.Equal(ErrorCodes.UnexpectedReply, CodeOf(client.AddConversationsToGroupAsync("work", ["C2Cbob"])));
    }

    private ChatClient WithConversations(params string[] peers)
    {
        foreach (var peer in peers)
        {
            Gateway.Say(peer, "alice", "hi");
        }

        return LogIn();
    }

    private static IReadOnlyList<string> Members(ChatClient client, string group) =>
        [.. Done(client.GetConversationListAsync(new ConversationFilter { GroupName = group })).Select(one => one.PeerUserId)];
}
