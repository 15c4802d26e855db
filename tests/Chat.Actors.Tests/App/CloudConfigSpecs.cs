using System.Text.Json;
using Chat.Actors.App;
using Chat.Actors.Tests.Messages;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;

namespace Chat.Actors.Tests.App;

public sealed class CloudConfigSpecs : GroupSpec
{
    [Fact]
    public void Limits_of_the_configuration_take_the_place_of_the_sdks()
    {
        Configure(new() { ["cmd_frequency_limit"] = """[{"cmd":"get_group_self_member_info","interval":2,"count":1},{"cmd":"get_pendency","interval":1,"count":1}]""" });
        var alice = LogIn();
        AdvanceSeconds(5);

        Done(alice.GetGroupProfileAsync(GroupId));
        Assert.Equal(ErrorCodes.ClientRateLimit, CodeOf(alice.GetGroupProfileAsync(GroupId)));
        AdvanceSeconds(2.5);
        Done(alice.GetGroupProfileAsync(GroupId));
    }

    [Fact]
    public void Everything_is_read_as_often_as_it_says()
    {
        Configure(new() { ["cmd_frequency_limit"] = """[{"cmd":"read_all_unread_msg","interval":1,"count":2}]""" });
        var bob = LogIn("bob");

        int[] codes =
        [
            .. Enumerable.Range(1, 3).Select(i =>
            {
                Gateway.Speak("alice", GroupId, $"{i}");
                return CodeOf(bob.SetAllMessageReadAsync());
            }),
        ];

        Assert.Equal([0, 0, ErrorCodes.ClientRateLimit], codes);
    }

    [Fact]
    public void Attributes_are_believed_as_long_as_it_says()
    {
        Configure(new() { ["grp_attr_cache_time"] = "1000" });
        Gateway.SetAttribute(GroupId, "a", "1");
        var alice = LogIn();

        Done(alice.GetGroupAttributesAsync(GroupId));
        Done(alice.GetGroupAttributesAsync(GroupId));
        AdvanceSeconds(1.5);
        Done(alice.GetGroupAttributesAsync(GroupId));

        Assert.Equal(2, Bodies("group_open_attr_http_svc.get_group_attr").Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"cmd_frequency_limit":"no list","polling_interval":"soon","grp_attr_cache_time":"-5","polling_no_msg_count":7}""")]
    [InlineData("""{"cmd_frequency_limit":"[{\"cmd\":1},5,{\"cmd\":\"a\",\"count\":\"x\"},{\"cmd\":\"b\",\"count\":1,\"interval\":0}]"}""")]
    public void What_is_odd_changes_nothing(string json)
    {
        var config = CloudConfig.Read(json);

        Assert.Empty(config.Limits);
        Assert.Equal(
            (CloudConfig.Default.AttributesKept, CloudConfig.Default.PollInterval, CloudConfig.Default.EmptyPolls, CloudConfig.Default.PullsOnInvite),
            (config.AttributesKept, config.PollInterval, config.EmptyPolls, config.PullsOnInvite));
    }

    [Fact]
    public void Numbers_are_read_from_texts()
    {
        var config = CloudConfig.Read(
            """{"polling_interval":"500","polling_interval_plus":"4000","polling_no_msg_count":"3","pull_on_invite":"0","grp_counter_expire_time":"60000","cmd_frequency_limit":"[{\"cmd\":\"a\",\"interval\":3,\"count\":2}]"}""");

        Assert.Equal((500.0, 4000.0, 3, false, 60.0), (config.PollInterval.TotalMilliseconds, config.PollPause.TotalMilliseconds, config.EmptyPolls, config.PullsOnInvite, config.CountersKept.TotalSeconds));
        Assert.Equal(KeyValuePair.Create("a", new CommandLimit(2, 3)), Assert.Single(config.Limits));
    }

    private void Configure(Dictionary<string, string> values)
    {
        var reply = JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["int32_error_code"] = 0, ["str_json_config"] = JsonSerializer.Serialize(values), ["uint64_version"] = 1, ["uint32_expired_time"] = 3600,
        });
        Gateway.OverrideReply = request => request.Command == "im_sdk_config_mgr.fetch_config" ? reply : null;
    }
}
