using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Testing;

namespace Chat.Actors.Tests.Messages;

public sealed class ReceiptSpecs : ChatSpec
{
    private static readonly MessageContent WithReceipt = new() { NeedReadReceipt = true };

    [Fact]
    public void Sender_is_told_once_that_the_message_was_read()
    {
        var alice = LogIn();
        var bob = LogIn("bob");
        var sent = Done(alice.SendMessageAsync(alice.CreateTextMessage("bob", "hi", WithReceipt)));
        var received = bob.FindMessage(sent.Id)!;

        Done(bob.SendMessageReadReceiptAsync([received]));
        Done(bob.SendMessageReadReceiptAsync([received]));

        var now = Clock.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal([new ReadReceipt("bob", sent.Id, IsPeerRead: true, now)], Assert.Single(EventsOf<MessageReadReceiptReceived>("alice")).Receipts.AsEnumerable());
        Assert.Equal(now, Assert.Single(Done(alice.GetMessageReadReceiptListAsync([sent]))).ReadReceiptTime);
    }

    [Fact]
    public void Messages_that_ask_for_no_receipt_are_left_out()
    {
        var alice = LogIn();
        var bob = LogIn("bob");
        var plain = bob.FindMessage(Done(alice.SendMessageAsync(alice.CreateTextMessage("bob", "hi"))).Id)!;
        var own = Done(bob.SendMessageAsync(bob.CreateTextMessage("alice", "hi", WithReceipt)));

        Assert.Equal(ErrorCodes.NoReceiptToSend, CodeOf(() => bob.SendMessageReadReceiptAsync([plain, own])));
        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => bob.SendMessageReadReceiptAsync([])));
        Assert.Empty(Gateway.RequestsFor(MessageCommands.SendReadReceipts.Name));
    }

    [Fact]
    public void History_tells_of_receipts()
    {
        Gateway.Say("alice", "bob", "hi", static one => one with { IsNeedReadReceipt = 1, IsPeerRead = 1, PeerReadTime = 1_700_000_000 });
        var alice = LogIn();

        Assert.Equal(1_700_000_000, Assert.Single(Done(alice.GetMessageListAsync("C2Cbob")).Messages).ReadReceiptTime);
    }
}
