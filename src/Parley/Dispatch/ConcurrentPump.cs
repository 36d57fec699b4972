using System.Runtime.CompilerServices;
using Parley.Channels;

namespace Parley.Dispatcher;

/// <summary>
/// Reads a channel whose calls may run at once: the next receive is under way before a call begins, and the call runs on the
/// thread that brought the message. Where the order of the requests means nothing, they come without a receive while none has to wait.
/// </summary>
internal sealed class ConcurrentPump : IThreadPoolWorkItem, IThrottleWaiter, IRequestTaker
{
    private readonly ServedChannel _served;
    private readonly RequestSource _source;
    private readonly FlowThrottle _throttle;
    private readonly Action _onReceived;
    private ConfiguredValueTaskAwaitable<RequestContext?>.ConfiguredValueTaskAwaiter _receiving;
    private RequestContext? _next;
    private Exception? _nextFailure;
    private RequestContext? _waitingForThrottle;

    internal ConcurrentPump(ServedChannel served, RequestSource source)
    {
        _served = served;
        _source = source;
        _throttle = served.Table.Throttle.Calls;
        _onReceived = OnReceived;
    }

    /// <summary>True while a message waits for its turn.</summary>
    internal bool IsWaiting => _waitingForThrottle is not null;

    /// <summary>Begins to read. Returns when there is nothing to do at once.</summary>
    internal void Start()
    {
        _source.OfferTo(this);
        if (StartReceive())
        {
            Take(_next, _nextFailure);
        }
    }

    /// <summary>A request that did not wait: many threads come here at once.</summary>
    bool IRequestTaker.TryTake(RequestContext request)
    {
        if (!_throttle.TryEnter() || !_served.TryBeginCall())
        {
            return false;
        }

        if (_served.PrepareBegun(request) is { } call)
        {
            Run(call);
        }

        return true;
    }

    /// <summary>The next receive was done at once, while a call keeps the other thread busy.</summary>
    void IThreadPoolWorkItem.Execute() => Take(_next, _nextFailure);

    /// <summary>
    /// The throttle of calls lets the waiting request in. Somebody else's call has just ended on this thread: it is not to wait
    /// for this one.
    /// </summary>
    void IThrottleWaiter.Entered() =>
        ThreadPool.UnsafeQueueUserWorkItem(static pump => pump.GoOn(), this, preferLocal: false);

    private void GoOn()
    {
        var request = _waitingForThrottle!;
        _waitingForThrottle = null;
        Dispatch(request);
    }

    /// <summary>Starts a receive.</summary>
    /// <returns>True when it is done already, and <see cref="_next"/> is to be taken; else <see cref="OnReceived"/> will be called.</returns>
    private bool StartReceive() => Await(_source.ReceiveSafelyAsync());

    private bool Await(ValueTask<RequestContext?> task)
    {
        var receiving = task.ConfigureAwait(false).GetAwaiter();
        if (!receiving.IsCompleted)
        {
            _receiving = receiving;
            receiving.UnsafeOnCompleted(_onReceived);
            return false;
        }

        try
        {
            _next = receiving.GetResult();
        }
        catch (Exception exception)
        {
            _nextFailure = exception;
        }

        return true;
    }

    private void OnReceived()
    {
        RequestContext? request = null;
        Exception? failure = null;
        try
        {
            request = _receiving.GetResult();
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        Take(request, failure);
    }

    private void Take(RequestContext? request, Exception? failure)
    {
        _next = null;
        if (request is null)
        {
            _served.EndInput(failure);
            return;
        }

        if (!_throttle.TryEnter())
        {
            _waitingForThrottle = request;
            if (!_throttle.TryEnter(this))
            {
                return;
            }

            _waitingForThrottle = null;
        }

        Dispatch(request);
    }

    /// <summary>Dispatches a request in its own execution context, which a request that had to wait has left.</summary>
    private void Dispatch(RequestContext request)
    {
        if (request.Flow is { } flow && flow != ExecutionContext.Capture())
        {
            ExecutionContext.Run(
                flow,
                static state =>
                {
                    var (pump, request) = ((ConcurrentPump, RequestContext))state!;
                    pump.DispatchHere(request);
                },
                (this, request));
            return;
        }

        DispatchHere(request);
    }

    /// <summary>Finds the call's place, starts the next receive, and only then runs the call.</summary>
    private void DispatchHere(RequestContext request)
    {
        var call = _served.Prepare(request);
        if (StartReceive())
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        if (call is not null)
        {
            Run(call);
        }
    }

    private static void Run(DispatchCall call)
    {
        var running = call.RunAsync();
        if (running.IsCompleted)
        {
            running.GetAwaiter().GetResult();
        }
        else
        {
            _ = running.AsTask();
        }
    }
}
