namespace Parley.Channels;

/// <summary>
/// The end of one call: the token that the HTTP stack sees, which fires at the send timeout, when the caller gives up and when
/// the channel is aborted. Reused from call to call, so that a call makes no timer of its own.
/// </summary>
internal sealed class HttpCall(TimeProvider timeProvider) : IDisposable
{
    private readonly CancellationTokenSource _source = new(Timeout.InfiniteTimeSpan, timeProvider);
    private CancellationTokenRegistration _callerRegistration;
    private CancellationToken _callerToken;
    private volatile bool _channelAborted;

    public CancellationToken Token => _source.Token;

    /// <summary>The next in the list that <see cref="HttpCalls"/> keeps it in.</summary>
    public HttpCall? Next { get; set; }

    public HttpCall? Previous { get; set; }

    public bool ChannelAborted => _channelAborted;

    public bool CallerGaveUp => _callerToken.IsCancellationRequested;

    public CancellationToken CallerToken => _callerToken;

    public bool HasEnded => _source.IsCancellationRequested;

    public void Start(TimeSpan timeout, CancellationToken callerToken)
    {
        _callerToken = callerToken;
        if (callerToken.CanBeCanceled)
        {
            _callerRegistration = callerToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
        }

        if (!TimeoutScope.IsInfinite(timeout))
        {
            _source.CancelAfter(timeout);
        }
    }

    public void Abort()
    {
        _channelAborted = true;
        _source.Cancel();
    }

    /// <summary>Ends the call; false when the object cannot serve another one.</summary>
    public bool TryReset()
    {
        _callerRegistration.Dispose();
        _callerRegistration = default;
        _callerToken = default;
        return !_channelAborted && _source.TryReset();
    }

    public void Dispose() => _source.Dispose();
}
