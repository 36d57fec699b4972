using System.Runtime.CompilerServices;
using Parley.Channels;

namespace Parley.Dispatcher;

/// <summary>
/// Reads a session whose calls run one after the other: its next message when the call before is done; or one message ahead,
/// during a call that may want to know that the client is gone. Such a message waits for its turn.
/// </summary>
internal sealed class OrderedPump(ServedChannel served, RequestSource source) : IThrottleWaiter
{
    private readonly FlowThrottle _throttle = served.Table.Throttle.Calls;
    private TaskCompletionSource? _throttleEntered;
    private RequestContext? _starting;
    private ValueTask _started;
    private ValueTask<RequestContext?> _ahead;
    private int _isAhead;

    /// <summary>True while a message waits for its turn.</summary>
    internal bool IsWaiting => _throttleEntered is not null;

    /// <summary>Begins to read. Returns when there is nothing to do at once.</summary>
    internal void Start() => _ = ReadAsync();

    /// <summary>
    /// Starts the next receive while a call goes on: that is how the end of the connection is noticed. At most one message is
    /// read ahead.
    /// </summary>
    internal void LookAhead()
    {
        if (Interlocked.Exchange(ref _isAhead, 1) != 0)
        {
            return;
        }

        // What waits for the next message is no part of this call.
        using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        KeepAhead(ReadAheadAsync());
    }

    void IThrottleWaiter.Entered() => _throttleEntered!.SetResult();

    private void KeepAhead(ValueTask<RequestContext?> receiving) => _ahead = receiving;

    private async Task ReadAsync()
    {
        try
        {
            while (await NextAsync().ConfigureAwait(false) is { } request)
            {
                if (!_throttle.TryEnter())
                {
                    await WaitForThrottleAsync().ConfigureAwait(false);
                }

                var running = Start(request);
                if (!running.IsCompleted)
                {
                    LookAhead();
                }

                await running.ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            served.EndInput(exception);
            return;
        }

        served.EndInput(null);
    }

    /// <summary>Starts a call, in the execution context of its request where that has one.</summary>
    private ValueTask Start(RequestContext request)
    {
        if (request.Flow is not { } flow)
        {
            return StartHere(request);
        }

        _starting = request;
        ExecutionContext.Run(flow, static pump => ((OrderedPump)pump!).StartInFlow(), this);
        var started = _started;
        _started = default;
        return started;
    }

    private void StartInFlow()
    {
        var request = _starting!;
        _starting = null;
        KeepStarted(StartHere(request));
    }

    private void KeepStarted(ValueTask started) => _started = started;

    private ValueTask StartHere(RequestContext request) => served.Prepare(request) is { } call ? call.RunAsync() : default;

    /// <summary>The next request. Called when no call is under way.</summary>
    private ValueTask<RequestContext?> NextAsync()
    {
        if (_isAhead == 0)
        {
            return source.ReceiveAsync();
        }

        var ahead = _ahead;
        _ahead = default;
        _isAhead = 0;
        return ahead;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<RequestContext?> ReadAheadAsync()
    {
        try
        {
            return await source.ReceiveAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The call hears of it now.
            served.EndInput(exception);
            return null;
        }
    }

    private async ValueTask WaitForThrottleAsync()
    {
        _throttleEntered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_throttle.TryEnter(this))
        {
            await _throttleEntered.Task.ConfigureAwait(false);
        }

        _throttleEntered = null;
    }
}
