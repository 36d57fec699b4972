using Microsoft.AspNetCore.Http;
using Parley.Channels;

namespace Parley.AspNetCore.Tests.Http;

/// <summary>The queue between the server's threads and the dispatcher.</summary>
public sealed class HttpRequestQueueTests
{
    [Fact]
    public void A_waiting_receiver_is_completed_on_the_thread_that_delivers()
    {
        var queue = new HttpRequestQueue();
        var thread = 0;
        var receive = ReceiveAsync();

        Assert.True(queue.TryDeliver(Context()));

        Assert.True(receive.IsCompletedSuccessfully);
        Assert.Equal(Environment.CurrentManagedThreadId, thread);

        async Task ReceiveAsync()
        {
            Assert.NotNull(await queue.ReceiveAsync(default));
            thread = Environment.CurrentManagedThreadId;
        }
    }

    [Fact]
    public async Task Requests_are_received_in_the_order_of_their_delivery()
    {
        var queue = new HttpRequestQueue();
        HttpRequestContext[] contexts = [Context(), Context(), Context()];
        foreach (var context in contexts)
        {
            Assert.True(queue.TryDeliver(context));
        }

        foreach (var context in contexts)
        {
            Assert.Same(context, await queue.ReceiveAsync(default));
        }
    }

    [Fact]
    public async Task A_receiver_serves_one_receive_after_the_other()
    {
        var queue = new HttpRequestQueue();
        for (var i = 0; i < 3; i++)
        {
            var receive = queue.ReceiveAsync(default);
            var context = Context();
            queue.TryDeliver(context);
            Assert.Same(context, await receive);
        }
    }

    [Fact]
    public async Task Behind_a_full_queue_requests_wait_unread_until_one_is_received()
    {
        var queue = new HttpRequestQueue();
        for (var i = 0; i < HttpRequestQueue.MaxPending; i++)
        {
            Assert.True(await queue.WaitForRoomAsync());
            queue.TryDeliver(Context());
        }

        var waiting = queue.WaitForRoomAsync().AsTask();
        Assert.False(waiting.IsCompleted);
        await queue.ReceiveAsync(default);
        Assert.True(await waiting.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Requests_that_wait_unread_come_in_one_after_the_other_once_a_receiver_takes_them_directly()
    {
        var (queue, waiting) = await FillWithWaitersAsync(2);

        // As many are let in as places became free; they are received without a place in the queue.
        var receive = queue.ReceiveAsync(default).AsTask();
        Assert.False(waiting[^2].IsCompleted);
        queue.TryDeliver(Context());
        Assert.NotNull(await receive);
        Assert.True(await waiting[^2].WaitAsync(TimeSpan.FromSeconds(30)));

        receive = queue.ReceiveAsync(default).AsTask();
        Assert.False(waiting[^1].IsCompleted);
        queue.TryDeliver(Context());
        Assert.NotNull(await receive);
        Assert.True(await waiting[^1].WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task A_request_that_fails_after_it_was_let_in_lets_the_next_one_in()
    {
        var (queue, waiting) = await FillWithWaitersAsync(1);
        Assert.False(waiting[^1].IsCompleted);

        queue.GiveRoomBack();

        Assert.True(await waiting[^1].WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Beyond_the_last_place_to_wait_requests_are_refused()
    {
        var queue = new HttpRequestQueue();
        for (var i = 0; i < HttpRequestQueue.MaxPending; i++)
        {
            queue.TryDeliver(Context());
        }

        var waiting = Enumerable.Range(0, HttpRequestQueue.MaxWaitingForRoom).Select(_ => queue.WaitForRoomAsync().AsTask()).ToArray();
        Assert.False(await queue.WaitForRoomAsync());
        queue.Complete();
        Assert.All(await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromSeconds(30)), Assert.False);
    }

    [Fact]
    public async Task A_completed_queue_gives_back_what_nobody_received_and_takes_no_more()
    {
        var queue = new HttpRequestQueue();
        var context = Context();
        queue.TryDeliver(context);
        Assert.Equal([context], queue.Complete());
        Assert.False(queue.TryDeliver(Context()));
        Assert.Null(await queue.ReceiveAsync(default));
        Assert.False(await queue.WaitForRoomAsync());
    }

    [Fact]
    public async Task A_completed_queue_ends_the_receives_that_wait()
    {
        var queue = new HttpRequestQueue();
        var plain = queue.ReceiveAsync(default).AsTask();
        using var source = new CancellationTokenSource();
        var withToken = queue.ReceiveAsync(source.Token).AsTask();
        queue.Complete();
        Assert.Null(await plain.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Null(await withToken.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task A_taker_gets_requests_before_a_receiver_does_and_leaves_it_those_that_it_does_not_take()
    {
        var queue = new HttpRequestQueue();
        var taker = new Taker();
        queue.OfferTo(taker);
        var receive = queue.ReceiveAsync(default).AsTask();
        HttpRequestContext[] contexts = [Context(), Context()];

        Assert.True(queue.TryDeliver(contexts[0]));
        Assert.False(receive.IsCompleted);
        taker.IsBusy = true;
        Assert.True(queue.TryDeliver(contexts[1]));

        Assert.Equal([contexts[0]], taker.Taken);
        Assert.Same(contexts[1], await receive.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task A_taker_gets_no_requests_while_others_wait()
    {
        var queue = new HttpRequestQueue();
        var taker = new Taker { IsBusy = true };
        queue.OfferTo(taker);
        HttpRequestContext[] contexts = [Context(), Context()];
        queue.TryDeliver(contexts[0]);
        taker.IsBusy = false;

        queue.TryDeliver(contexts[1]);

        Assert.Empty(taker.Taken);
        Assert.Same(contexts[0], await queue.ReceiveAsync(default));
        Assert.Same(contexts[1], await queue.ReceiveAsync(default));
        queue.TryDeliver(Context());
        Assert.Single(taker.Taken);
    }

    [Fact]
    public void A_taker_that_is_withdrawn_gets_no_more_and_another_one_stays()
    {
        var queue = new HttpRequestQueue();
        Taker first = new(), second = new();
        queue.OfferTo(first);
        queue.OfferTo(second);
        queue.Withdraw(first);
        queue.TryDeliver(Context());
        queue.Withdraw(second);
        queue.TryDeliver(Context());
        Assert.Empty(first.Taken);
        Assert.Single(second.Taken);
    }

    [Fact]
    public void A_completed_queue_asks_no_taker()
    {
        var queue = new HttpRequestQueue();
        var taker = new Taker();
        queue.OfferTo(taker);
        queue.Complete();
        Assert.False(queue.TryDeliver(Context()));
        Assert.Empty(taker.Taken);
    }

    /// <summary>A queue that was full, and is empty again: so many more wait for room as are not let in by that.</summary>
    private static async Task<(HttpRequestQueue Queue, Task<bool>[] Waiting)> FillWithWaitersAsync(int more)
    {
        var queue = new HttpRequestQueue();
        for (var i = 0; i < HttpRequestQueue.MaxPending; i++)
        {
            queue.TryDeliver(Context());
        }

        var waiting = Enumerable.Range(0, HttpRequestQueue.MaxPending + more).Select(_ => queue.WaitForRoomAsync().AsTask()).ToArray();
        for (var i = 0; i < HttpRequestQueue.MaxPending; i++)
        {
            Assert.NotNull(await queue.ReceiveAsync(default));
            Assert.True(await waiting[i].WaitAsync(TimeSpan.FromSeconds(30)));
        }

        return (queue, waiting);
    }

    private static HttpRequestContext Context() => new(
        new DefaultHttpContext(),
        Message.CreateMessage(MessageVersion.Soap11, "urn:a"),
        new HttpReplyWriter(
            new HttpTransportBindingElement(),
            new TextMessageEncodingBindingElement().CreateMessageEncoderFactory().Encoder,
            BufferManager.CreateBufferManager(0, 0),
            TimeSpan.FromMinutes(1),
            TimeProvider.System,
            CancellationToken.None),
        endsWithClose: false);

    private sealed class Taker : IRequestTaker
    {
        public List<RequestContext> Taken { get; } = [];

        public bool IsBusy { get; set; }

        public bool TryTake(RequestContext request)
        {
            if (!IsBusy)
            {
                Taken.Add(request);
            }

            return !IsBusy;
        }
    }
}
