using Chat.Actors.Conversations;
using CsCheck;

namespace Chat.Actors.Tests.Conversations;

public sealed class GroupUnreadCounterSpecs
{
    private readonly GroupUnreadCounter _counter = new();

    [Fact]
    public void Counts_what_the_server_counted_and_what_came_behind_it()
    {
        _counter.Set(3, 10, 7);
        _counter.Add(11);
        _counter.Add(9);

        Assert.Equal(4, _counter.Value);
    }

    [Fact]
    public void Counts_behind_a_cleared_history_that_the_server_does_not_take_for_read()
    {
        _counter.Set(0, 10);

        _counter.Set(1, 11, 4);

        Assert.Equal(1, _counter.Value);
    }

    [Fact]
    public void Places_that_the_server_names_are_exact_on_either_side_of_the_read_position()
    {
        _counter.Set(10, 4, [3, 6, 9, 11]);
        Assert.Equal(4, _counter.Value);

        Assert.True(_counter.Remove(10));
        Assert.Equal(3, _counter.Value);
        Assert.True(_counter.ReadUpTo(7));

        Assert.Equal(1, _counter.Value);
    }

    [Fact]
    public void What_was_delivered_counts_as_it_came_when_the_server_is_further()
    {
        _counter.Set(10, 9, []);
        _counter.Add(11);
        _counter.Add(13);
        _counter.Remove(13);

        _counter.Advance(15, 13);

        Assert.Equal(4, _counter.Value);
    }

    [Fact]
    public void Reading_inside_what_the_server_counted_leaves_the_rest()
    {
        _counter.Set(3, 10, 7);

        Assert.True(_counter.ReadUpTo(9));

        Assert.Equal(1, _counter.Value);
    }

    [Fact]
    public void Asks_where_messages_that_do_not_count_may_lie_on_either_side_of_the_read_position()
    {
        _counter.Set(2, 10, 7);

        Assert.False(_counter.ReadUpTo(9));

        Assert.InRange(_counter.Value, 0, 1);
    }

    [Fact]
    public void Recall_counts_once_however_often_it_is_told()
    {
        _counter.Set(3, 10, 7);

        Assert.True(_counter.Remove(9));
        Assert.True(_counter.Remove(9));

        Assert.Equal(2, _counter.Value);
    }

    [Fact]
    public void Recall_of_a_message_that_was_read_counts_nothing()
    {
        _counter.Set(3, 10, 7);

        Assert.True(_counter.Remove(5));

        Assert.Equal(3, _counter.Value);
    }

    [Fact]
    public void Count_from_before_a_recall_does_not_bring_the_message_back()
    {
        _counter.Add(1);
        _counter.Add(2);
        _counter.Remove(2);

        _counter.Set(2, 2, 0);

        Assert.Equal(1, _counter.Value);
    }

    [Fact]
    public void Count_from_before_a_reading_does_not_bring_messages_back()
    {
        _counter.Set(3, 10, 7);
        _counter.ReadUpTo(10);

        _counter.Set(3, 10, 7);

        Assert.Equal(0, _counter.Value);
    }

    /// <summary>Whatever comes in whatever order: the count is that of a server that knows all messages.</summary>
    [Fact]
    public void Agrees_with_a_model() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 100]).Array[0, 400].Sample(steps =>
        {
            var counter = new GroupUnreadCounter();
            var gone = new HashSet<long>();
            long newest = 0, read = 0;
            foreach (var (step, part) in steps)
            {
                var place = newest * part / 100;
                var isKnown = true;
                switch (step)
                {
                    case 0:
                        counter.Add(++newest);
                        break;
                    case 1:
                        // The server has counted all; it does not say which messages do not count.
                        counter.Set(Count(), newest, read);
                        break;
                    case 2 when place > 0:
                        isKnown = counter.Remove(place);
                        gone.Add(place);
                        break;
                    case 3:
                        isKnown = counter.ReadUpTo(place);
                        read = Math.Max(read, place);
                        break;
                }

                if (!isKnown)
                {
                    counter.Set(Count(), newest, read);
                }

                if (counter.Value != Count())
                {
                    return false;
                }
            }

            return true;

            long Count() => newest - read - gone.Count(one => one > read);
        });
}
