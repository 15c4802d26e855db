using Chat.Actors.Events;
using Chat.Actors.Groups;
using Chat.Actors.Messages;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Testing;

namespace Chat.Actors.Tests.Groups;

/// <summary>Groups that the account is not in, whatever comes from them, and what calls about them make of errors.</summary>
public sealed class GroupGhostSpecs : ChatSpec
{
    private const string Profile = "group_open_http_svc.get_group_self_member_info";
    private const string Join = "group_open_http_svc.apply_join_group";
    private const string Joined = "group_open_http_svc.get_joined_group_list";

    [Fact]
    public void Message_that_overtakes_the_end_of_a_membership_brings_the_group_back_for_a_moment_only()
    {
        var fake = Gateway.AddGroup("@TGS#1", GroupTypes.Public, "bob", "alice");
        var client = LogIn();
        AdvanceSeconds(2);
        Done(client.QuitGroupAsync("@TGS#1"));
        fake.Members.Add(new WireGroupMember { Member = "alice", Role = GroupRoles.Member });
        Gateway.Speak("bob", "@TGS#1", "late");
        Gateway.GroupOf("@TGS#1").Members.Clear();
        Assert.Single(Done(client.GetGroupListAsync()));

        AdvanceSeconds(8);

        Assert.Empty(Done(client.GetGroupListAsync()));
        Assert.Empty(EventsOf<GroupListUpdated>("alice")[^1].Groups);
    }

    [Fact]
    public void Group_that_its_server_does_not_know_at_once_stays()
    {
        var client = LogIn();
        var asked = 0;
        Gateway.OverrideReply = request => IsQuestion(request) && ++asked < 3 ? $$"""{"ErrorCode":{{ErrorCodes.GroupUnknown}}}""" : null;

        var made = Done(client.CreateGroupAsync(new NewGroup { Type = GroupTypes.Public, Name = "new" }));
        AdvanceSeconds(8);

        Assert.Equal(made.Group.GroupId, Assert.Single(Done(client.GetGroupListAsync())).GroupId);
        Assert.Equal(3, asked);
    }

    [Fact]
    public void Messages_and_own_ones_tell_the_list()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "bob", "alice");
        Gateway.AddGroup("@TGS#2", GroupTypes.Public, "bob", "alice");
        var client = LogIn();
        AdvanceSeconds(3);
        var before = EventsOf<GroupListUpdated>("alice").Count;

        Gateway.Speak("bob", "@TGS#2", "hi");
        Gateway.Speak("bob", "@TGS#2", "again");
        Assert.Equal("@TGS#2", EventsOf<GroupListUpdated>("alice")[^1].Groups[0].GroupId);
        AdvanceSeconds(3);
        Assert.Equal(before + 2, EventsOf<GroupListUpdated>("alice").Count);
        Done(client.SendMessageAsync(client.CreateTextMessage(MessageTarget.Group("@TGS#1"), "me")));

        Assert.Equal("@TGS#1", EventsOf<GroupListUpdated>("alice")[^1].Groups[0].GroupId);
    }

    [Fact]
    public void Communities_that_were_not_answered_are_asked_for_again()
    {
        Gateway.AddGroup("@TGS#_1", GroupTypes.Community, "bob", "alice");
        Gateway.Silence(GroupCommands.GetJoined.Community);
        var client = LogIn();
        AdvanceSeconds(1);
        Gateway.Silence(GroupCommands.GetJoined.Community, silent: false);

        AdvanceSeconds(22);

        Assert.Equal("@TGS#_1", Assert.Single(Done(client.GetGroupListAsync())).GroupId);
        Assert.Equal(2, Gateway.RequestsFor(Joined).Count);
    }

    [Fact]
    public void Join_of_a_known_group_that_was_not_answered_fails_and_forgets_nothing()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "bob", "alice");
        var client = LogIn();
        Gateway.Silence(GroupCommands.GetProfiles.Ordinary);
        var join = client.JoinGroupAsync("@TGS#1");
        AdvanceSeconds(16);

        Assert.Equal(ErrorCodes.RequestTimeout, CodeOf(join));
        Assert.Single(Done(client.GetGroupListAsync()));
        Assert.Empty(Gateway.RequestsFor(Join));
    }

    [Fact]
    public void Own_fields_as_a_member_come_with_the_profile_and_with_an_own_change()
    {
        var fake = Gateway.AddGroup("@TGS#1", GroupTypes.Public, "bob", "alice");
        fake.Change("alice", static member => member with { AppMemberDefinedData = [new GroupField { Key = "color", Value = "red" }] });
        var client = LogIn();

        Assert.Equal("red", Done(client.GetGroupProfileAsync("@TGS#1")).SelfInfo.CustomFields["color"]);
        Done(client.SetGroupMemberCustomFieldAsync("@TGS#1", new Dictionary<string, string> { ["color"] = "blue" }));

        Assert.Equal("blue", Assert.Single(Done(client.GetGroupListAsync())).SelfInfo.CustomFields["color"]);
    }

    [Fact]
    public void Fields_that_the_caller_changes_afterwards_are_those_that_were_sent()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "alice");
        var client = LogIn();
        var fields = new Dictionary<string, string> { ["a"] = "1" };
        Gateway.OverrideReply = request =>
        {
            if (request.Command == "group_open_http_svc.modify_group_base_info")
            {
                fields["a"] = "2";
            }

            return null;
        };

        var changed = Done(client.UpdateGroupProfileAsync(new GroupUpdate { GroupId = "@TGS#1", CustomFields = fields }));

        Assert.Equal("1", changed!.CustomFields["a"]);
    }

    /// <summary>The groups ask for everything, the conversations for less.</summary>
    private static bool IsQuestion(FakeRequest request) => request.Command == Profile && request.Body.ToString().Contains("\"Introduction\"", StringComparison.Ordinal);
}
