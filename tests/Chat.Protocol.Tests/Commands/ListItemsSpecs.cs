using System.Text;
using System.Text.Json;
using Chat.Protocol.Commands;
using Chat.Protocol.Groups;
using Chat.Protocol.Messages;
using Chat.Protocol.Push;

namespace Chat.Protocol.Tests.Commands;

public sealed class ListItemsSpecs
{
    private readonly List<string> _dropped = [];

    [Fact]
    public void Bad_item_costs_itself_only()
    {
        var reply = ListItems.Read(
            """{"ErrorCode":0,"Complete":1,"MsgList":[{"MsgSeq":1},{"MsgSeq":"x"},{"MsgSeq":3},5,{"MsgSeq":5,"From_Account":{}}],"LastMsgTime":7}"""u8,
            MessagesJson.Default.HistoryReply,
            _dropped.Add);

        Assert.Equal([1, null, 3, null, null], reply.MsgList.Select(static one => (long?)one?.MsgSeq));
        Assert.Equal(3, _dropped.Count);
    }

    [Fact]
    public void Bad_item_of_a_list_within_an_item_costs_the_outer_one()
    {
        var reply = ListItems.Read(
            """{"RspMsgList":[{"MsgSeq":1,"GroupInfo":{"GroupId":"g"}},{"MsgSeq":2,"GroupAtInfo":[{"GroupAtAllFlag":"no"}],"GroupInfo":5}]}"""u8,
            GroupsJson.Default.GroupHistoryReply,
            _dropped.Add);

        Assert.Equal([1, null], reply.RspMsgList.Select(static one => (long?)one?.MsgSeq));
    }

    [Fact]
    public void Bad_field_outside_of_lists_costs_the_whole() =>
        Assert.Throws<JsonException>(() => ListItems.Read("""{"MsgList":[],"Complete":{}}"""u8, MessagesJson.Default.HistoryReply, _dropped.Add));

    [Fact]
    public void So_many_bad_items_cost_the_whole()
    {
        var items = string.Join(',', Enumerable.Repeat("{\"MsgSeq\":\"x\"}", ListItems.MaxDropped + 1));

        Assert.Throws<JsonException>(() => ListItems.Read(Encoding.UTF8.GetBytes("{\"MsgList\":[" + items + "]}"), MessagesJson.Default.HistoryReply, _dropped.Add));
        Assert.Equal(ListItems.MaxDropped, _dropped.Count);
    }

    [Fact]
    public void Bad_event_and_bad_item_of_a_push_cost_themselves_only()
    {
        var push = PushBody.Parse("""{"EventArray":[{"Event":"nine","C2cMsgArray":[]},{"Event":9,"C2cMsgArray":[{"MsgSeq":[]},{"MsgSeq":2}]}]}"""u8, _dropped.Add);

        Assert.True(Assert.Single(push.Events).Is(Pushes.C2CMessages, out var messages));
        Assert.Equal([null, 2], messages.Select(static one => (long?)one?.MsgSeq));
        Assert.Equal(2, _dropped.Count);
    }

    [Fact]
    public void Content_may_be_nested_deeply()
    {
        var deep = new string('[', 200) + new string(']', 200);
        var push = PushBody.Parse(Encoding.UTF8.GetBytes(
            """{"EventArray":[{"Event":9,"C2cMsgArray":[{"MsgSeq":1,"MsgBody":[{"MsgType":"TIMCustomElem","MsgContent":""" + deep + "}]}]}]}"));

        Assert.True(Assert.Single(push.Events).Is(Pushes.C2CMessages, out var messages));
        Assert.Equal(1, Assert.Single(messages).MsgSeq);
    }
}
