using Chat.Actors.Conversations;
using Chat.Actors.Messages;
using Chat.Protocol.Messages;
using CsCheck;

namespace Chat.Actors.Tests.Conversations;

public sealed class ConversationOrderSpecs
{
    private const int PageSize = 3;

    /// <summary>Arrivals in any order, doubled and lost; a history in pages that knows everything stored so far.</summary>
    [Fact]
    public void Everything_is_raised_once_and_in_order_whatever_arrives() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40].Array[0, 60], Gen.Int[0, 10]).Sample((stored, arrivals, begin) =>
        {
            var order = new ConversationOrder();
            begin = Math.Min(begin, stored);
            order.Begin(begin);
            var raised = new List<long>();
            foreach (var arrival in arrivals.Where(arrival => arrival > begin && arrival <= stored).Append(stored).Where(arrival => arrival > begin))
            {
                if (order.TryTake(Message(arrival)))
                {
                    raised.Add(arrival);
                }
                else if (order.HasHole && arrival % 2 == 0)
                {
                    // The history answers late for odd ones: more arrives behind the hole meanwhile.
                    FillHole(order, stored, raised);
                }
            }

            FillHole(order, stored, raised);
            Assert.Equal(Enumerable.Range(begin + 1, stored - begin).Select(one => (long)one), raised);
        });

    [Fact]
    public void Older_messages_of_the_history_are_taken_once_whatever_came_before()
    {
        var order = new ConversationOrder();
        order.Begin(4);
        Assert.True(order.TryTake(Message(5)));

        long[] older = [5, 4, 2];
        Assert.Equal([4L, 2L], older.Where(one => order.TryTakeOlder(Message(one))));
        Assert.DoesNotContain(older, one => order.TryTakeOlder(Message(one)));

        Assert.False(order.TryTake(Message(4)));
        Assert.True(order.TryTake(Message(6)));
    }

    [Fact]
    public void What_the_history_does_not_have_was_never_for_this_account()
    {
        var order = new ConversationOrder();
        order.Begin(1);
        Assert.False(order.TryTake(Message(4)));
        order.Asking();

        var raised = order.Supply([], completeUpTo: long.MaxValue);

        Assert.Equal([4], raised.Select(message => message.Order));
        Assert.False(order.HasHole);
    }

    [Fact]
    public void A_second_hole_behind_the_first_is_asked_for_as_well()
    {
        var order = new ConversationOrder();
        order.Begin(1);
        order.TryTake(Message(3));
        order.Asking();
        order.TryTake(Message(6));

        var raised = order.Supply([Message(2), Message(3)], completeUpTo: long.MaxValue);

        Assert.Equal([2, 3], raised.Select(message => message.Order));
        Assert.True(order.HasHole);
        order.Asking();
        Assert.Equal([4, 5, 6], order.Supply([Message(4), Message(5), Message(6)], completeUpTo: long.MaxValue).Select(message => message.Order));
        Assert.False(order.HasHole);
    }

    [Fact]
    public void Giving_up_raises_what_is_there_and_says_how_much_is_missing()
    {
        var order = new ConversationOrder();
        order.Begin(10);
        order.TryTake(Message(13));
        order.TryTake(Message(15));

        var raised = order.GiveUp(out var missing);

        Assert.Equal([13, 15], raised.Select(message => message.Order));
        Assert.Equal(3, missing);
        Assert.True(order.TryTake(Message(16)));
    }

    [Fact]
    public void What_waits_behind_a_hole_is_bounded_and_found_again()
    {
        const int Stored = ConversationOrder.MaxWaiting + 100;
        var order = new ConversationOrder();
        order.Begin(1);
        for (var one = 3; one <= Stored; one++)
        {
            order.TryTake(Message(one));
        }

        var raised = new List<long>();
        FillHole(order, Stored, raised, pageSize: 100);
        Assert.Equal(ConversationOrder.MaxWaiting + 2, order.Newest);
        if (order.ExpectUpTo(Stored))
        {
            FillHole(order, Stored, raised, pageSize: 100);
        }

        Assert.Equal(Enumerable.Range(2, Stored - 1).Select(one => (long)one), raised);
    }

    private static void FillHole(ConversationOrder order, int stored, List<long> raised, int pageSize = PageSize)
    {
        while (order.HasHole)
        {
            order.Asking();
            var page = Enumerable.Range((int)order.Newest + 1, stored - (int)order.Newest).Take(pageSize).Select(one => Message(one)).ToList();
            var isComplete = page.Count == 0 || page[^1].Order == stored;
            raised.AddRange(order.Supply(page, isComplete ? long.MaxValue : 0).Select(message => message.Order));
        }
    }

    private static ChatMessage Message(long order) => new()
    {
        ConversationId = "C2Cbob",
        From = "bob",
        To = "alice",
        Flow = MessageFlow.In,
        Type = MessageTypes.Text,
        Payload = new TextPayload("text"),
        ClientTime = 1,
        Sequence = order,
        Random = order,
        SenderTinyId = "1",
        Order = order,
    };
}
