using Chat.Actors.Conversations;
using CsCheck;

namespace Chat.Actors.Tests.Conversations;

public sealed class UnreadCounterSpecs
{
    private readonly UnreadCounter _counter = new();

    [Fact]
    public void Counts_what_arrives()
    {
        _counter.Add(1);
        _counter.Add(2);

        Assert.Equal(2, _counter.Value);
    }

    [Fact]
    public void Keeps_messages_behind_the_place_that_the_server_counted_to()
    {
        _counter.Add(5);
        _counter.Add(6);

        _counter.Set(3, 5);

        Assert.Equal(4, _counter.Value);
    }

    [Fact]
    public void Does_not_count_a_message_that_the_server_has_counted()
    {
        _counter.Set(3, 5);

        _counter.Add(4);

        Assert.Equal(3, _counter.Value);
    }

    [Fact]
    public void Reading_leaves_what_came_later()
    {
        _counter.Set(3, 5);
        _counter.Add(6);
        _counter.Add(7);

        Assert.True(_counter.ReadUpTo(6));

        Assert.Equal(1, _counter.Value);
    }

    [Fact]
    public void Cannot_tell_what_is_left_when_read_up_to_a_place_inside_the_servers_count()
    {
        _counter.Set(3, 5);

        Assert.False(_counter.ReadUpTo(4));

        Assert.Equal(3, _counter.Value);
    }

    [Fact]
    public void Counts_messages_without_an_order()
    {
        _counter.Add(0);
        _counter.Add(0);

        Assert.Equal(2, _counter.Value);
    }

    [Fact]
    public void Folds_old_messages_without_losing_any()
    {
        for (var order = 1; order <= 1000; order++)
        {
            _counter.Add(order);
        }

        Assert.Equal(1000, _counter.Value);
    }

    /// <summary>Whatever comes in whatever order: the count is that of a server that knows all messages.</summary>
    [Fact]
    public void Agrees_with_a_model() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 100]).Array[0, 600].Sample(steps =>
        {
            var counter = new UnreadCounter();
            long newest = 0, read = 0, counted = 0;
            foreach (var (step, part) in steps)
            {
                switch (step)
                {
                    case 0:
                        counter.Add(++newest);
                        break;
                    case 1:
                        // The server's answers come in order and know all but the newest few messages.
                        counted = Math.Max(Math.Max(counted, read), newest - (part % 4));
                        counter.Set(counted - read, counted);
                        break;
                    default:
                        var place = read + ((newest - read) * part / 100);
                        read = Math.Max(read, place);
                        if (!counter.ReadUpTo(place))
                        {
                            counted = newest;
                            counter.Set(newest - read, newest);
                        }

                        break;
                }

                if (counter.Value != newest - read)
                {
                    return false;
                }
            }

            return true;
        });
}
