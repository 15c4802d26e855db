using Chat.Actors.Events;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Testing;

namespace Chat.Actors.Tests.Groups;

public sealed class GroupAttributeSpecs : ChatSpec
{
    private const string Group = "@TGS#1";
    private const string Get = "group_open_attr_http_svc.get_group_attr";

    public GroupAttributeSpecs() => Gateway.AddGroup(Group, GroupTypes.Public, "alice", "bob");

    [Fact]
    public void Attributes_that_are_set_are_told_to_everybody_once()
    {
        var alice = LogIn();
        LogIn("bob");

        Done(alice.InitGroupAttributesAsync(Group, new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" }));
        Done(alice.SetGroupAttributesAsync(Group, new Dictionary<string, string> { ["b"] = "3" }));
        Done(alice.DeleteGroupAttributesAsync(Group, ["a"]));

        foreach (var user in new[] { "alice", "bob" })
        {
            var events = EventsOf<GroupAttributesUpdated>(user);
            Assert.Equal(["a,b|", "b|", "|a"], events.Select(static one => $"{string.Join(',', one.UpdatedKeyList)}|{string.Join(',', one.DeletedKeyList)}"));
            Assert.Equal([KeyValuePair.Create("b", "3")], events[^1].GroupAttributes);
        }

        Assert.Empty(Gateway.RequestsFor(Get));
        Assert.Equal(
            """{"GroupId":"@TGS#1","GroupAttr":[{"key":"a","value":"1"},{"key":"b","value":"2"}],"AttrMainSeq":0,"AttrControl":["RaceConflict"]}""",
            Gateway.RequestsFor("group_open_http_svc.set_group_attr").Single().Body.ToString());
        Assert.Equal(
            """{"GroupId":"@TGS#1","GroupAttr":[{"key":"b","value":"3","seq":1}],"AttrMainSeq":1,"AttrControl":["RaceConflict"]}""",
            Gateway.RequestsFor("group_open_http_svc.modify_group_attr").Single().Body.ToString());
        Assert.Equal(
            """{"GroupId":"@TGS#1","GroupAttr":[{"key":"a","seq":1}],"AttrMainSeq":2,"AttrControl":["RaceConflict"]}""",
            Gateway.RequestsFor("group_open_http_svc.delete_group_attr").Single().Body.ToString());
    }

    [Fact]
    public void Deleting_without_keys_clears()
    {
        var alice = LogIn();
        Done(alice.InitGroupAttributesAsync(Group, new Dictionary<string, string> { ["a"] = "1" }));

        Assert.Equal(["a"], Done(alice.DeleteGroupAttributesAsync(Group)));

        Assert.Equal("""{"GroupId":"@TGS#1","AttrMainSeq":1,"AttrControl":["RaceConflict"]}""", Gateway.RequestsFor("group_open_http_svc.clear_group_attr").Single().Body.ToString());
        Assert.Empty(Done(alice.GetGroupAttributesAsync(Group)));
    }

    [Fact]
    public void Attributes_are_believed_for_thirty_seconds()
    {
        Gateway.SetAttribute(Group, "a", "1", push: false);
        var alice = LogIn();

        Assert.Equal([KeyValuePair.Create("a", "1")], Done(alice.GetGroupAttributesAsync(Group)));
        Assert.Empty(Done(alice.GetGroupAttributesAsync(Group, ["b"])));
        Assert.Single(Gateway.RequestsFor(Get));
        Gateway.SetAttribute(Group, "a", "2", push: false);
        AdvanceSeconds(31);

        Assert.Equal([KeyValuePair.Create("a", "2")], Done(alice.GetGroupAttributesAsync(Group)));
        Assert.Equal("""{"GroupId":"@TGS#1","GroupType":0}""", Gateway.RequestsFor(Get)[0].Body.ToString());
    }

    [Fact]
    public void Push_without_values_or_behind_a_gap_is_followed_by_a_question()
    {
        var alice = LogIn();
        Gateway.SetAttribute(Group, "a", "1");
        Gateway.SetAttribute(Group, "b", "2", push: false);
        Gateway.SetAttribute(Group, "c", "3");
        Gateway.SetAttribute(Group, "a", "4", tellsValues: false);
        AdvanceSeconds(1);

        Assert.Equal(["a", "b,c", "a"], EventsOf<GroupAttributesUpdated>("alice").Select(static one => string.Join(',', one.UpdatedKeyList)));
        Assert.Equal(2, Gateway.RequestsFor(Get).Count);
        Assert.Equal("4", Done(alice.GetGroupAttributesAsync(Group))["a"]);
    }

    [Fact]
    public void Conflict_reaches_the_caller_and_the_next_read_sees_what_holds()
    {
        Gateway.SetAttribute(Group, "a", "1", push: false);
        var alice = LogIn();

        Assert.Equal(ErrorCodes.AttributeConflict, CodeOf(alice.SetGroupAttributesAsync(Group, new Dictionary<string, string> { ["a"] = "2" })));

        Assert.Equal("1", Done(alice.GetGroupAttributesAsync(Group))["a"]);
        Done(alice.SetGroupAttributesAsync(Group, new Dictionary<string, string> { ["a"] = "2" }));
    }

    [Fact]
    public void Reply_without_the_attributes_fails_the_call_and_the_next_read_asks()
    {
        var alice = LogIn();
        Done(alice.InitGroupAttributesAsync(Group, new Dictionary<string, string> { ["a"] = "1" }));
        Gateway.OverrideReply = static request => request.Command.EndsWith("modify_group_attr", StringComparison.Ordinal) ? "{\"AttrMainSeq\":2}" : null;

        Assert.Equal(ErrorCodes.UnexpectedReply, CodeOf(alice.SetGroupAttributesAsync(Group, new Dictionary<string, string> { ["a"] = "2" })));

        Done(alice.GetGroupAttributesAsync(Group));
        Assert.Single(Gateway.RequestsFor(Get));
    }

    [Fact]
    public void Read_after_a_reconnect_asks_the_server()
    {
        var alice = LogIn();
        Done(alice.InitGroupAttributesAsync(Group, new Dictionary<string, string> { ["a"] = "1" }));
        Gateway.Drop("alice");
        Gateway.SetAttribute(Group, "a", "2", push: false);
        AdvanceSeconds(1);

        Assert.Equal("2", Done(alice.GetGroupAttributesAsync(Group))["a"]);
    }

    [Fact]
    public void Eleventh_change_in_five_seconds_is_refused()
    {
        var alice = LogIn();
        for (var i = 0; i < 10; i++)
        {
            Done(alice.SetGroupAttributesAsync(Group, new Dictionary<string, string> { ["a"] = $"{i}" }));
        }

        Assert.Equal(ErrorCodes.ClientRateLimit, CodeOf(alice.SetGroupAttributesAsync(Group, new Dictionary<string, string> { ["a"] = "x" })));
    }

    [Fact]
    public void Counters_are_told_one_by_one_also_to_whoever_changes_them()
    {
        var alice = LogIn();
        LogIn("bob");

        Assert.Equal(5, Done(alice.SetGroupCountersAsync(Group, new Dictionary<string, long> { ["a"] = 5, ["b"] = 1 }))["a"]);
        Assert.Equal(7, Done(alice.IncreaseGroupCounterAsync(Group, "a", 2))["a"]);
        Assert.Equal(-1, Done(alice.DecreaseGroupCounterAsync(Group, "c", 1))["c"]);

        Assert.Equal(["a=5", "b=1", "a=7", "c=-1"], EventsOf<GroupCounterUpdated>("alice").Select(static one => $"{one.Key}={one.Value}"));
        Assert.Equal(4, EventsOf<GroupCounterUpdated>("bob").Count);
        Assert.Equal(
            """{"GroupId":"@TGS#1","GroupCounter":[{"Key":"a","Value":2}],"Mode":"Increase"}""",
            Gateway.RequestsFor("group_open_http_svc.update_group_counter")[1].Body.ToString());
    }

    [Fact]
    public void Counters_are_believed_for_thirty_seconds_and_follow_pushes()
    {
        var alice = LogIn();
        Done(alice.SetGroupCountersAsync(Group, new Dictionary<string, long> { ["a"] = 5 }));

        Assert.Equal(5, Done(alice.GetGroupCountersAsync(Group))["a"]);
        Done(alice.IncreaseGroupCounterAsync(Group, "a", 1));
        Assert.Equal(6, Done(alice.GetGroupCountersAsync(Group, ["a"]))["a"]);
        Assert.Equal("""{"GroupId":"@TGS#1","GroupCounterKeys":[]}""", Assert.Single(Gateway.RequestsFor("group_open_http_svc.get_group_counter")).Body.ToString());
    }

    [Fact]
    public void App_without_counters_is_told_so()
    {
        Gateway.PurchaseBits = "0111111111111111";
        var alice = LogIn();

        Assert.Equal(ErrorCodes.FeatureNotPurchased, CodeOf(alice.GetGroupCountersAsync(Group)));
        Assert.Equal(ErrorCodes.FeatureNotPurchased, CodeOf(alice.IncreaseGroupCounterAsync(Group, "a", 1)));
    }
}
