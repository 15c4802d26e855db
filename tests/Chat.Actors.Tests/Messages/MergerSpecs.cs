using System.Text.Json;
using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Testing;

namespace Chat.Actors.Tests.Messages;

public sealed class MergerSpecs : ChatSpec
{
    private const string Saved = """{"ActionStatus":"OK","ErrorCode":0,"JsonMsgKey":"json","PbMsgKey":"pb"}""";

    [Fact]
    public void Short_list_travels_inside_the_message()
    {
        var alice = LogIn();
        LogIn("bob");
        var inner = Done(alice.SendMessageAsync(alice.CreateTextMessage("carol", "inner")));

        Done(alice.SendMessageAsync(Merge(alice, inner)));

        var payload = Assert.IsType<MergerPayload>(Assert.Single(Assert.Single(EventsOf<MessageReceived>("bob")).Messages).Payload);
        Assert.Equal(("title", "compatible", ""), (payload.Title, payload.CompatibleText, payload.DownloadKey));
        var merged = Assert.Single(payload.MessageList);
        Assert.Equal((inner.Id, "alice", "carol", inner.Time), (merged.Id, merged.From, merged.Receiver, merged.Time));
        Assert.Equal([new MessageElement(MessageTypes.Text, new TextPayload("inner"))], merged.Elements);
        Assert.Equal(1, SentBody().GetProperty("IsRelayMsg").GetInt32());
    }

    [Fact]
    public void Long_list_is_kept_by_the_server()
    {
        var alice = LogIn();
        LogIn("bob");
        Gateway.OverrideReply = static request => request.Command == LongMessageCommands.Save.Name ? Saved : null;
        var inner = Done(alice.SendMessageAsync(alice.CreateTextMessage("carol", new string('x', 8000))));

        var sent = Done(alice.SendMessageAsync(Merge(alice, inner)));

        Assert.Single(Gateway.RequestsFor(LongMessageCommands.Save.Name));
        var content = SentBody().GetProperty("MsgBody")[0].GetProperty("MsgContent");
        Assert.Equal("""{"Title":"title","AbstractList":["line"],"CompatibleText":"compatible","JsonMsgKey":"json","PbMsgKey":"pb","MsgNum":1}""", content.GetRawText());
        Assert.Equal("json", Assert.IsType<MergerPayload>(Assert.Single(Assert.Single(EventsOf<MessageReceived>("bob")).Messages).Payload).DownloadKey);
        Assert.Single(Assert.IsType<MergerPayload>(sent.Payload).MessageList);
    }

    [Fact]
    public void List_that_cannot_be_kept_fails_the_message()
    {
        var alice = LogIn();
        Gateway.Fail(LongMessageCommands.Save, ErrorCodes.MessageServiceInternal);
        var message = Merge(alice, Done(alice.SendMessageAsync(alice.CreateTextMessage("carol", new string('x', 8000)))));

        Assert.Equal(ErrorCodes.MessageServiceInternal, CodeOf(alice.SendMessageAsync(message)));
        Assert.Equal(MessageStatus.Fail, alice.FindMessage(message.Id)!.Status);
    }

    [Fact]
    public void Kept_list_is_fetched_with_its_key()
    {
        var bob = LogIn("bob");
        var message = ReceiveKept(bob);
        Gateway.OverrideReply = static request => request.Command == LongMessageCommands.Get.Name
            ? """{"ActionStatus":"OK","ErrorCode":0,"MsgList":[{"From_Account":"carol","To_Account":"dave","TinyId":"77","MsgClientTime":5,"MsgRandom":6,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"inner"}}]},{"From_Account":"empty"}]}"""
            : null;

        var complete = Done(bob.DownloadMergerMessageAsync(message));

        var merged = Assert.Single(Assert.IsType<MergerPayload>(complete.Payload).MessageList);
        Assert.Equal(("77-5-6", "carol"), (merged.Id, merged.From));
        Assert.Single(Assert.IsType<MergerPayload>(bob.FindMessage(message.Id)!.Payload).MessageList);
        Assert.Equal(ErrorCodes.MergedMessagesHaveNoKey, CodeOf(bob.DownloadMergerMessageAsync(complete)));
        Assert.Equal(ErrorCodes.NotMerged, CodeOf(bob.DownloadMergerMessageAsync(bob.CreateTextMessage("alice", "hi"))));
    }

    [Theory]
    [InlineData("""{"ActionStatus":"FAIL","ErrorCode":20005}""")]
    [InlineData("""{"ActionStatus":"OK","ErrorCode":0,"MsgList":[7]}""")]
    public void List_that_does_not_come_is_said_so(string reply)
    {
        var bob = LogIn("bob");
        var message = ReceiveKept(bob);
        Gateway.OverrideReply = request => request.Command == LongMessageCommands.Get.Name ? reply : null;

        Assert.Equal(ErrorCodes.MergedMessagesNotFetched, CodeOf(bob.DownloadMergerMessageAsync(message)));
    }

    [Fact]
    public void Merger_needs_messages_that_did_not_fail_and_a_compatible_text()
    {
        var alice = LogIn();
        var failed = alice.CreateTextMessage("bob", "hi") with { Status = MessageStatus.Fail };

        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => Task.FromResult(alice.CreateMergerMessage("bob", [], "", [], "text"))));
        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => Task.FromResult(alice.CreateMergerMessage("bob", [failed], "", [], "text"))));
        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => Task.FromResult(alice.CreateMergerMessage("bob", [alice.CreateTextMessage("bob", "hi")], "", [], ""))));
    }

    [Fact]
    public void Forwarded_message_is_a_copy_that_says_so()
    {
        var alice = LogIn();
        LogIn("bob");
        var original = Done(alice.SendMessageAsync(alice.CreateCustomMessage("carol", new CustomPayload("d"), new MessageContent { CloudCustomData = "c" })));

        var sent = Done(alice.SendMessageAsync(alice.CreateForwardMessage("bob", original)));

        Assert.NotEqual(original.Id, sent.Id);
        var received = Assert.Single(Assert.Single(EventsOf<MessageReceived>("bob")).Messages);
        Assert.Equal((new CustomPayload("d"), "c"), (received.Payload, received.CloudCustomData));
        Assert.Equal(1, SentBody().GetProperty("IsRelayMsg").GetInt32());
    }

    [Fact]
    public void Media_arrive_as_they_were_sent()
    {
        var alice = LogIn();
        LogIn("bob");
        MessageElement[] media =
        [
            new(MessageTypes.Sound, new AudioPayload { Uuid = "u", Url = "https://x/a.mp3", Size = 3, Second = 4 }),
            new(MessageTypes.Video, new VideoPayload { VideoUrl = "https://x/v.mp4", VideoUuid = "v", VideoSize = 5, VideoSecond = 6, VideoFormat = "mp4", ThumbUrl = "https://x/t.png", ThumbUuid = "t", ThumbSize = 7, ThumbWidth = 8, ThumbHeight = 9, ThumbFormat = "png" }),
            new(MessageTypes.File, new FilePayload { Uuid = "f", FileUrl = "https://x/f", FileName = "f.txt", FileSize = 10 }),
        ];

        foreach (var element in media)
        {
            var original = alice.CreateTextMessage("carol", "") with { Type = element.Type, Payload = element.Payload };
            Done(alice.SendMessageAsync(alice.CreateForwardMessage("bob", original)));
        }

        Assert.Equal(media.Select(one => one.Payload), EventsOf<MessageReceived>("bob").Select(one => one.Messages[0].Payload));
    }

    [Fact]
    public void Image_has_its_sizes_in_the_order_original_thumb_large_and_the_large_one_is_computed()
    {
        LogIn("bob");
        Gateway.Say("alice", "bob", "", static one => one with
        {
            MsgBody = [new WireElement { MsgType = MessageTypes.Image, MsgContent = RawJson.Parse("""{"UUID":"u","ImageFormat":3,"ImageInfoArray":[{"Type":1,"Size":9,"Width":1440,"Height":2880,"URL":"o"},{"Type":2,"Size":8,"Width":1,"Height":1,"URL":"l"},{"Type":3,"Size":7,"Width":198,"Height":396,"URL":"t"}]}""") }],
        });

        var image = Assert.IsType<ImagePayload>(EventsOf<MessageReceived>("bob")[0].Messages[0].Payload);

        Assert.Equal(
            [new ImageInfo(1, 9, 1440, 2880, "o"), new ImageInfo(3, 7, 198, 396, "t"), new ImageInfo(2, 8, 720, 1440, "l")], image.Images);
    }

    private static ChatMessage Merge(ChatClient client, ChatMessage inner) => client.CreateMergerMessage("bob", [inner], "title", ["line"], "compatible");

    private ChatMessage ReceiveKept(ChatClient client)
    {
        Gateway.Say("alice", client.GetLoginUser(), "", static one => one with
        {
            MsgBody = [new WireElement { MsgType = MessageTypes.Relay, MsgContent = RawJson.Parse("""{"JsonMsgKey":"json","PbMsgKey":"pb","Title":"title","MsgNum":1}""") }],
        });
        return EventsOf<MessageReceived>(client.GetLoginUser())[0].Messages[0];
    }

    private JsonElement SentBody() => JsonDocument.Parse(Gateway.RequestsFor(MessageCommands.Send.Name)[^1].Body.ToString()).RootElement;
}
