using Parley.Channels;

namespace Parley.Security.Tests.Intake;

public sealed class CheckedRequestsTests
{
    private static readonly TimeSpan _guard = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_of_which_more_wait_than_are_taken_stay_with_the_transport_and_none_is_refused()
    {
        var below = new Below();
        var requests = new CheckedRequests(below);
        var reading = requests.ReadAsync(request =>
        {
            Assert.True(requests.TryDeliver(request));
            return default;
        });
        for (var i = 0; i < 1000; i++)
        {
            below.Bring(new Request(i));
        }

        var seen = new HashSet<int>();
        for (var i = 0; i < 1000; i++)
        {
            var request = await requests.ReceiveAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled);
            Assert.True(seen.Add(((Request)request!).Number));
        }

        below.Complete();
        await reading.WaitAsync(_guard, Cancelled);
        Assert.Null(await requests.ReceiveAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled));

        // Some were checked while others were taken, but the most of them waited below.
        Assert.InRange(below.MostTaken, 1, 1000 - 1);
    }

    [Fact]
    public async Task A_check_that_waits_keeps_no_other_request_waiting_and_the_end_waits_for_it()
    {
        var below = new Below();
        var requests = new CheckedRequests(below);
        var slow = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reading = requests.ReadAsync(async request =>
        {
            if (((Request)request).Number == 0)
            {
                await slow.Task;
            }
            else
            {
                await Task.Yield();
            }

            requests.TryDeliver(request);
        });
        for (var i = 0; i < 3; i++)
        {
            below.Bring(new Request(i));
        }

        var first = (Request)(await requests.ReceiveAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled))!;
        var second = (Request)(await requests.ReceiveAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled))!;
        Assert.Equal([1, 2], new[] { first.Number, second.Number }.Order());
        below.Complete();
        Assert.False(reading.IsCompleted);
        slow.SetResult();
        Assert.Equal(0, ((Request)(await requests.ReceiveAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled))!).Number);
        await reading.WaitAsync(_guard, Cancelled);
        Assert.Null(await requests.ReceiveAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled));
    }

    [Fact]
    public async Task At_the_end_the_requests_that_wait_are_aborted_and_later_ones_are_not_taken()
    {
        var below = new Below();
        var requests = new CheckedRequests(below);
        var delivered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = requests.ReadAsync(request =>
        {
            requests.TryDeliver(request);
            delivered.TrySetResult();
            return default;
        });
        var waiting = new Request(1);
        below.Bring(waiting);
        await delivered.Task.WaitAsync(_guard, Cancelled);
        requests.End();
        Assert.True(waiting.IsAborted);
        Assert.False(requests.TryDeliver(new Request(2)));
        Assert.Null(await requests.ReceiveAsync(Cancelled));
    }

    private sealed class Request(int number) : RequestContext
    {
        public int Number => number;

        public bool IsAborted { get; private set; }

        public override Message RequestMessage => throw new InvalidOperationException();

        public override void Abort() => IsAborted = true;

        public override ValueTask CloseAsync(CancellationToken cancellationToken = default) => default;

        public override ValueTask ReplyAsync(Message? message, CancellationToken cancellationToken = default) => default;
    }

    /// <summary>A transport's channel. Counts how many requests were taken of it before the service asked for the first.</summary>
    private sealed class Below : CommunicationObject, IUnorderedReplyChannel
    {
        private readonly RequestQueue _queue = new();
        private IRequestTaker? _taker;
        private int _taken;

        public int MostTaken => _taken;

        public EndpointAddress? LocalAddress => null;

        protected override TimeSpan DefaultOpenTimeout => TimeSpan.FromMinutes(1);

        protected override TimeSpan DefaultCloseTimeout => TimeSpan.FromMinutes(1);

        public void Bring(Request request)
        {
            if (_taker?.TryTake(request) is true)
            {
                Interlocked.Increment(ref _taken);
                return;
            }

            Assert.True(_queue.TryDeliver(request));
        }

        public void Complete() => _queue.Complete();

        public void OfferTo(IRequestTaker taker) => _taker = taker;

        public ValueTask<RequestContext?> ReceiveRequestAsync(CancellationToken cancellationToken = default) => _queue.ReceiveAsync(cancellationToken);

        public T? GetProperty<T>()
            where T : class => null;

        protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => default;

        protected override ValueTask OnCloseAsync(CancellationToken cancellationToken) => default;

        protected override void OnAbort()
        {
        }
    }
}
