namespace Parley.Channels;

/// <summary>The calls that a channel has under way: they can all be aborted, and a close waits for them.</summary>
internal sealed class HttpCalls(TimeProvider timeProvider)
{
    private const int MaxKept = 64;
    private readonly Lock _lock = new();
    private HttpCall? _active;
    private HttpCall? _kept;
    private int _keptCount;
    private bool _aborted;
    private TaskCompletionSource? _idle;

    public HttpCall Start(TimeSpan timeout, CancellationToken callerToken)
    {
        HttpCall? call;
        lock (_lock)
        {
            call = _kept;
            if (call is not null)
            {
                _kept = call.Next;
                _keptCount--;
            }
            else
            {
                call = new HttpCall(timeProvider);
            }

            call.Previous = null;
            call.Next = _active;
            if (_active is not null)
            {
                _active.Previous = call;
            }

            _active = call;
        }

        call.Start(timeout, callerToken);
        if (_aborted)
        {
            call.Abort();
        }

        return call;
    }

    public void End(HttpCall call)
    {
        var reusable = call.TryReset();
        TaskCompletionSource? idle = null;
        lock (_lock)
        {
            if (call.Previous is null)
            {
                _active = call.Next;
            }
            else
            {
                call.Previous.Next = call.Next;
            }

            if (call.Next is not null)
            {
                call.Next.Previous = call.Previous;
            }

            call.Previous = null;
            if (reusable && !call.ChannelAborted && _keptCount < MaxKept)
            {
                call.Next = _kept;
                _kept = call;
                _keptCount++;
                call = null!;
            }

            if (_active is null)
            {
                idle = _idle;
            }
        }

        call?.Dispose();
        idle?.TrySetResult();
    }

    /// <summary>Waits until no call is under way.</summary>
    public Task WhenIdleAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_active is null)
            {
                return Task.CompletedTask;
            }

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task.WaitAsync(cancellationToken);
        }
    }

    public void AbortAll()
    {
        List<HttpCall> active = [];
        lock (_lock)
        {
            _aborted = true;
            for (var call = _active; call is not null; call = call.Next)
            {
                active.Add(call);
            }
        }

        foreach (var call in active)
        {
            try
            {
                call.Abort();
            }
            catch (ObjectDisposedException)
            {
                // The call has just ended by itself.
            }
        }
    }
}
