using Akka.Actor;
using Chat.Actors.Events;
using Chat.Actors.Groups;
using Chat.Protocol.Groups;
using Chat.Testing;

namespace Chat.Actors.Tests.Groups;

public sealed class GroupUpkeepSpecs : ChatSpec
{
    [Fact]
    public void Group_that_nobody_uses_leaves_though_things_happen_in_it()
    {
        Gateway.AddGroup("g1", GroupTypes.Public, "bob", "alice");
        var client = LogIn();
        Done(client.GetGroupMemberListAsync(new GroupMemberQuery { GroupId = "g1" }));
        Assert.True(IsOpen());

        for (var minute = 0; minute < 12; minute++)
        {
            Advance(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1));
            Gateway.Tip("g1", new GroupTipBody { OpType = GroupTipTypes.Quit, Operator = "carol", MemberNum = 2 });
        }

        Assert.False(IsOpen());
    }

    [Fact]
    public void Change_that_a_question_for_the_profile_brings_is_told()
    {
        var group = Gateway.AddGroup("g1", GroupTypes.Public, "bob", "alice");
        var client = LogIn();
        AdvanceSeconds(3);
        Done(client.GetGroupProfileAsync("g1"));
        AdvanceSeconds(3);
        var before = EventsOf<GroupListUpdated>("alice").Count;

        group.Name = "renamed";
        Done(client.GetGroupProfileAsync("g1"));

        Assert.Equal(before + 1, EventsOf<GroupListUpdated>("alice").Count);
        Assert.Equal("renamed", Assert.Single(EventsOf<GroupListUpdated>("alice")[^1].Groups).Name);
    }

    private bool IsOpen()
    {
        try
        {
            return !Sys.ActorSelection("/user/chat/1400000001/alice/groups/g1").ResolveOne(Patience).GetAwaiter().GetResult().IsNobody();
        }
        catch (ActorNotFoundException)
        {
            return false;
        }
    }
}
