using System.Text.Json;
using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Testing;

namespace Chat.Actors.Tests.Messages;

public sealed class SendOptionSpecs : ChatSpec
{
    [Fact]
    public void Push_settings_that_are_given_are_sent_and_no_others()
    {
        var push = Send(new SendOptions
        {
            OfflinePushInfo = new OfflinePushOptions
            {
                Title = "t",
                Description = "d",
                Extension = "e",
                ApnsInfo = new ApnsOptions { Sound = "s.caf", IgnoreIosBadge = true, DisableVoipPush = false, InterruptionLevel = "loud", EnableIosBackgroundNotification = true },
                AndroidInfo = new AndroidOptions { Sound = "a.b.mp3", FcmChannelId = "f", HonorImportance = "HIGH", MeizuNotifyType = 1, VivoClassification = 0 },
            },
        }).GetProperty("OfflinePushInfo").GetRawText();

        Assert.Equal(
            """{"PushFlag":0,"Title":"t","Desc":"d","Ext":"e","ApnsInfo":{"Sound":"s.caf","BadgeMode":1,"IsVoipPush":1,"InterruptionLevel":"active","ContentAvailable":1},"AndroidInfo":{"Sound":"a.b","OPPOChannelID":"","GoogleChannelID":"f","VIVOClassification":0,"MeiZuNoticeMsgType":1}}""",
            push);
    }

    [Fact]
    public void Online_only_message_is_never_pushed()
    {
        var body = Send(new SendOptions { OnlineUserOnly = true, ExcludedFromUnreadCount = true, OfflinePushInfo = new OfflinePushOptions { Title = "t" } });

        Assert.Equal((1, "t"), (body.GetProperty("OfflinePushInfo").GetProperty("PushFlag").GetInt32(), body.GetProperty("OfflinePushInfo").GetProperty("Title").GetString()));
        Assert.False(body.TryGetProperty("SendMsgControl", out _));
    }

    [Fact]
    public void Switches_and_hooks_are_sent_by_name()
    {
        var body = Send(
            new SendOptions
            {
                ExcludedFromUnreadCount = true,
                ExcludedFromLastMessage = true,
                ExcludedFromContentModeration = true,
                DisableCloudMessagePreHook = true,
                DisableCloudMessagePostHook = true,
            },
            new MessageContent { CustomModerationConfigurationId = "m", Priority = MessagePriority.High });

        Assert.Equal("""["NoUnread","NoLastMsg","NoMsgCheck"]""", body.GetProperty("SendMsgControl").GetRawText());
        Assert.Equal("""["ForbidBeforeSendMsgCallback","ForbidAfterSendMsgCallback"]""", body.GetProperty("ForbidCallbackControl").GetRawText());
        Assert.Equal("m", body.GetProperty("CustomModerationConfigID").GetString());
    }

    [Fact]
    public void Text_that_names_users_is_a_plain_text()
    {
        var alice = LogIn();

        var sent = Done(alice.SendMessageAsync(alice.CreateTextAtMessage("bob", "@bob hi", ["bob"])));

        Assert.Equal((MessageTypes.Text, new TextPayload("@bob hi")), (sent.Type, sent.Payload));
        Assert.Equal(["bob"], sent.AtUserList);
    }

    [Fact]
    public void Message_that_cannot_be_written_fails_its_call_and_nothing_else()
    {
        var alice = LogIn();
        var message = alice.CreateTextMessage("bob", "hi");
        var sent = Done(alice.SendMessageAsync(message));

        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(alice.SendMessageAsync(message with { Payload = null! })));
        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(alice.SendMessageAsync(message with { Payload = new AppPayload() })));
        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(alice.ModifyMessageAsync(sent with { Payload = new AppPayload() })));
        Assert.Equal(
            ErrorCodes.InvalidOperation,
            CodeOf(alice.SendMessageAsync(message, new SendOptions { OfflinePushInfo = new OfflinePushOptions { AndroidInfo = new AndroidOptions { Sound = null! } } })));
        Assert.Empty(EventsOf<ChatErrorRaised>());
    }

    private sealed record AppPayload : MessagePayload;

    private JsonElement Send(SendOptions options, MessageContent? content = null)
    {
        var alice = LogIn();
        Done(alice.SendMessageAsync(alice.CreateTextMessage("bob", "hi", content), options));
        return JsonDocument.Parse(Assert.Single(Gateway.RequestsFor(MessageCommands.Send.Name)).Body.ToString()).RootElement;
    }
}
