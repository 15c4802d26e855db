using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Testing;

namespace Chat.Actors.Tests.Messages;

public sealed class MessageExtensionSpecs : ChatSpec
{
    [Fact]
    public void Pairs_are_set_and_read_page_by_page()
    {
        var alice = LogIn();
        var message = Send(alice);

        var results = Done(alice.SetMessageExtensionsAsync(message, Pairs(5)));

        Assert.All(results, one => Assert.Equal(0, one.Code));
        Assert.Equal(Pairs(5), Done(alice.GetMessageExtensionsAsync(message)));
        Assert.Equal(3, Gateway.RequestsFor(MessageExtensionCommands.Get.Name).Count);
    }

    [Fact]
    public void Key_that_somebody_else_has_written_is_refused_once()
    {
        var alice = LogIn();
        var bob = LogIn("bob");
        var message = Send(alice);
        Done(bob.SetMessageExtensionsAsync(bob.FindMessage(message.Id)!, [KeyValuePair.Create("key", "bob's")]));

        var refused = Assert.Single(Done(alice.SetMessageExtensionsAsync(message, [KeyValuePair.Create("key", "mine")])));
        var accepted = Assert.Single(Done(alice.SetMessageExtensionsAsync(message, [KeyValuePair.Create("key", "mine")])));

        Assert.Equal(new MessageExtensionResult(ErrorCodes.ExtensionConflict, "key", "bob's"), refused);
        Assert.Equal(new MessageExtensionResult(0, "key", "mine"), accepted);
    }

    [Fact]
    public void Deleted_key_is_gone()
    {
        var alice = LogIn();
        var message = Send(alice);
        Done(alice.SetMessageExtensionsAsync(message, Pairs(2)));

        Assert.Equal([new MessageExtensionResult(0, "key 1", "")], Done(alice.DeleteMessageExtensionsAsync(message, ["key 1"])));

        Assert.Equal(["key 2"], Done(alice.GetMessageExtensionsAsync(message)).Keys);
    }

    [Fact]
    public void Some_keys_are_taken_from_all()
    {
        var alice = LogIn();
        var message = Send(alice);
        Done(alice.SetMessageExtensionsAsync(message, Pairs(3)));

        Assert.Equal(["key 2"], Done(alice.GetMessageExtensionsAsync(message, ["key 2", "other"])).Keys);

        Assert.Equal(["key 1", "key 2", "key 3"], Done(alice.GetMessageExtensionsAsync(message)).Keys.Order());
    }

    [Fact]
    public void Clearing_sends_no_list()
    {
        var alice = LogIn();
        var message = Send(alice);

        Assert.Empty(Done(alice.DeleteMessageExtensionsAsync(message)));

        var request = Assert.Single(Gateway.RequestsFor(MessageExtensionCommands.Set.Name)).Body.ToString();
        Assert.Contains("\"OperateType\":3", request, StringComparison.Ordinal);
        Assert.DoesNotContain("ExtensionList", request, StringComparison.Ordinal);
    }

    [Fact]
    public void Twenty_pairs_are_sent_at_most()
    {
        var alice = LogIn();

        Assert.Equal(20, Done(alice.SetMessageExtensionsAsync(Send(alice), Pairs(25))).Count);
    }

    [Fact]
    public void Pushes_are_raised_and_known_to_the_next_write()
    {
        var alice = LogIn();
        var message = Send(alice);

        Push(message, 1, """ "SetKVInfo":[{"MsgKeyValue":[{"Key":"a","Value":"1","Seq":4},{"Key":"b","Value":"2","Seq":5}]}] """);
        Push(message, 2, """ "DeleteKVInfo":[{"MsgKeyValue":[{"Key":"a","Value":"","Seq":6}]}] """);
        Push(message, 3, """ "ClearKVInfo":[{"ClearMsgSeq":6}] """);

        var updated = Assert.Single(EventsOf<MessageExtensionsUpdated>());
        Assert.Equal(message.Id, updated.MessageId);
        Assert.Equal(new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" }, updated.Extensions);
        Assert.Equal([["a"], ["b"]], EventsOf<MessageExtensionsDeleted>().Select(one => one.KeyList.ToArray()));
    }

    [Fact]
    public void List_without_an_end_fails_the_call()
    {
        var alice = LogIn();
        var message = Send(alice);
        Gateway.OverrideReply = static request => request.Command == MessageExtensionCommands.Get.Name
            ? """{"ActionStatus":"OK","ErrorCode":0,"ExtensionList":[{"Key":"a","Value":"1","Seq":0}],"CompleteFlag":0}"""
            : null;

        Assert.Equal(ErrorCodes.UnexpectedReply, CodeOf(alice.GetMessageExtensionsAsync(message)));
    }

    [Fact]
    public void Message_must_have_been_sent_with_support_for_it()
    {
        var alice = LogIn();
        var plain = Done(alice.SendMessageAsync(alice.CreateTextMessage("bob", "hi")));

        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => alice.SetMessageExtensionsAsync(plain, Pairs(1))));
        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => alice.GetMessageExtensionsAsync(plain)));
        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => alice.DeleteMessageExtensionsAsync(plain)));
        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => alice.SetMessageExtensionsAsync(Send(alice), [])));
    }

    private static Dictionary<string, string> Pairs(int count) =>
        Enumerable.Range(1, count).ToDictionary(static one => $"key {one}", static one => $"value {one}");

    private static ChatMessage Send(ChatClient client) =>
        Done(client.SendMessageAsync(client.CreateTextMessage("bob", "hi", new MessageContent { IsSupportExtension = true })));

    private void Push(ChatMessage message, int operation, string content) => Gateway.Raw(
        "alice",
        $$$"""{"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":{"EventArray":[{"Event":19,"MsgExtensionNotify":{"ExtensionC2cMsgInfo":{"MsgClientTime":{{{message.ClientTime}}},"MsgRandom":{{{message.Random}}}},"TinyId":"{{{message.SenderTinyId}}}","MsgOptType":{{{operation}}},{{{content}}},"MsgLastSeq":9}}],"NeedAck":0}}""");
}
