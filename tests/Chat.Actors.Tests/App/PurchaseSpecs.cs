using Chat.Actors.Messages;
using Chat.Actors.Tests.Messages;
using Chat.Protocol.Errors;

namespace Chat.Actors.Tests.App;

/// <summary>Features that an app of the cloud has not bought are refused before anything is sent, as in the SDK (wire reference, core §8.2).</summary>
public sealed class PurchaseSpecs : GroupSpec
{
    [Fact]
    public void Without_its_bit_a_feature_is_refused_and_nothing_is_sent()
    {
        Gateway.PurchaseBits = new string('0', 64);
        var alice = LogIn();
        var sent = Done(alice.SendMessageAsync(alice.CreateTextMessage("bob", "hi", new MessageContent { IsSupportExtension = true })));
        AdvanceSeconds(2);
        var before = Gateway.Requests.Count;

        Func<Task>[] calls =
        [
            () => alice.SetMessageExtensionsAsync(sent, [KeyValuePair.Create("a", "1")]),
            () => alice.GetMessageExtensionsAsync(sent),
            () => alice.DeleteMessageExtensionsAsync(sent),
            () => alice.AddMessageReactionAsync(sent, "smile"),
            () => alice.RemoveMessageReactionAsync(sent, "smile"),
            () => alice.GetMessageReactionsAsync([sent]),
            () => alice.GetAllUserListOfMessageReactionAsync(sent, "smile"),
            () => alice.MarkConversationAsync(["C2Cbob"], 1, enableMark: true),
            () => alice.CreateConversationGroupAsync("work", ["C2Cbob"]),
            () => alice.RenameConversationGroupAsync("work", "play"),
            () => alice.AddConversationsToGroupAsync("work", ["C2Cbob"]),
            () => alice.DeleteConversationsFromGroupAsync("work", ["C2Cbob"]),
            () => alice.DeleteConversationGroupAsync("work"),
        ];

        Assert.All(calls, call => Assert.Equal(ErrorCodes.FeatureNotPurchased, CodeOf(call)));
        Assert.Equal(before, Gateway.Requests.Count);
    }

    [Fact]
    public void Message_to_some_members_is_kept_as_failed()
    {
        Gateway.PurchaseBits = new string('0', 64);
        var alice = LogIn();
        var made = alice.CreateTextMessage(Target, "psst", new MessageContent { ReceiverList = ["bob"] });

        Assert.Equal(ErrorCodes.FeatureNotPurchased, CodeOf(alice.SendMessageAsync(made)));

        Assert.Equal(MessageStatus.Fail, alice.FindMessage(made.Id)!.Status);
        Assert.Empty(Bodies("group_open_http_svc.send_group_msg"));
    }

    [Fact]
    public void Names_of_conversation_groups_can_always_be_read()
    {
        Gateway.PurchaseBits = new string('0', 64);

        Assert.Empty(Done(LogIn().GetConversationGroupListAsync()));
    }
}
