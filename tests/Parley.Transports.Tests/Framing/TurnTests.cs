using Parley.Channels.Framing;

namespace Parley.Transports.Tests.Framing;

public class TurnTests
{
    [Fact]
    public async Task Those_who_wait_have_their_turn_in_the_order_of_arrival()
    {
        var turn = new Turn();
        await turn.EnterAsync(TestContext.Current.CancellationToken);
        var order = new List<int>();
        var waiting = Enumerable.Range(0, 5).Select(TakeAsync).ToArray();
        Assert.Empty(order);

        turn.Leave();
        await Task.WhenAll(waiting);

        Assert.Equal([0, 1, 2, 3, 4], order);
        Assert.True(turn.TryEnter());

        async Task TakeAsync(int number)
        {
            await turn.EnterAsync(default);
            order.Add(number);
            turn.Leave();
        }
    }

    [Fact]
    public async Task Whoever_gives_up_loses_only_his_own_place()
    {
        var turn = new Turn();
        Assert.True(turn.TryEnter());
        using var patience = new CancellationTokenSource();
        var first = turn.EnterAsync(patience.Token).AsTask();
        var second = turn.EnterAsync(default).AsTask();

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.False(second.IsCompleted);
        turn.Leave();
        await second;
        Assert.False(turn.TryEnter());
        turn.Leave();
        Assert.True(turn.TryEnter());
    }

    [Fact]
    public async Task A_cancelled_caller_does_not_enter()
    {
        var turn = new Turn();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => turn.EnterAsync(new CancellationToken(true)).AsTask());
        Assert.True(turn.TryEnter());
    }

    [Fact]
    public async Task Only_one_is_inside_whatever_happens()
    {
        var turn = new Turn();
        var inside = 0;
        var entered = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(seed => Task.Run(() => LoopAsync(new Random(seed)))));
        Assert.Equal(0, inside);
        Assert.True(entered > 0);
        Assert.True(turn.TryEnter());

        async Task LoopAsync(Random random)
        {
            for (var i = 0; i < 2000; i++)
            {
                using var patience = new CancellationTokenSource();
                var entering = turn.EnterAsync(patience.Token);
                if (random.Next(4) == 0)
                {
                    await patience.CancelAsync();
                }

                try
                {
                    await entering;
                }
                catch (OperationCanceledException)
                {
                    continue;
                }

                Assert.Equal(1, Interlocked.Increment(ref inside));
                entered++;
                if (random.Next(2) == 0)
                {
                    await Task.Yield();
                }

                Interlocked.Decrement(ref inside);
                turn.Leave();
            }
        }
    }
}
