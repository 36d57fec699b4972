using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>A client's reliable session over connections that come and go: what one-way and duplex sessions have in common.</summary>
internal abstract class ConnectedSessionChannel : ChannelBase, IOutputChannel
{
    /// <summary>How long the last words of a session that has failed may take.</summary>
    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(2);

    /// <summary>How long Close waits for the peer to end a session in which everything is delivered.</summary>
    private static readonly TimeSpan s_formalities = TimeSpan.FromSeconds(1);

    private readonly ConnectionClient _client;
    private int _isReleased;
    private string? _whyNotClosed;

    protected ConnectedSessionChannel(ChannelManagerBase factory, ConnectionClient client, EndpointAddress remoteAddress, Uri via, bool isDuplex)
        : base(factory)
    {
        RemoteAddress = remoteAddress;
        Via = via;
        TimeProvider = client.Clock;
        _client = client;
        Driver = new ConnectionDriver(client, remoteAddress, via, isDuplex);
        _ = WatchAsync();
    }

    public EndpointAddress RemoteAddress { get; }

    public Uri Via { get; }

    /// <summary>The sequence in which this side sends; the service names the session by it, too.</summary>
    /// <exception cref="InvalidOperationException">The session is not open yet.</exception>
    public string Id => Driver.Engine.OutputIdentifier
        ?? throw new InvalidOperationException("The reliable session has no identifier before it is open.");

    /// <summary>What runs the session.</summary>
    internal ConnectionDriver Driver { get; }

    protected override TimeProvider TimeProvider { get; }

    internal override string? OpenTimeoutHint => Driver.WhyNotOpen;

    internal override string? CloseTimeoutHint => _whyNotClosed ?? Driver.WhyNotClosed;

    internal override string? CallTimeoutHint => Driver.WhyNotAnswered;

    internal override Exception? HiddenFailure => Driver.Trouble;

    public override T? GetProperty<T>()
        where T : class => base.GetProperty<T>() ?? Driver.Connection.Current?.GetProperty<T>();

    public ValueTask SendAsync(Message message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        ThrowIfDisposedOrNotOpen();
        cancellationToken.ThrowIfCancellationRequested();
        if (message.Headers.To is null)
        {
            // All attempts are to be the same: the message is addressed before it is copied.
            RemoteAddress.ApplyTo(message);
        }

        return Driver.SendAsync(message, DefaultSendTimeout, cancellationToken);
    }

    protected override async ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        await Driver.Connection.PrepareAsync(cancellationToken).ConfigureAwait(false);
        Driver.Open();
        await Driver.Opened.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (Driver.Ended.IsCompletedSuccessfully)
        {
            throw Driver.ExceptionOf(await Driver.Ended.ConfigureAwait(false));
        }
    }

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        Driver.CloseOutput(discards: true);
        try
        {
            await Driver.Settled.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _whyNotClosed = Driver.WhyNotClosed;
            throw;
        }

        if (Driver.Ended.IsCompletedSuccessfully && await Driver.Ended.ConfigureAwait(false) is { End: not SessionEnd.Closed } outcome)
        {
            throw Driver.ExceptionOf(outcome);
        }

        if (!await FormalitiesAreOverAsync(cancellationToken).ConfigureAwait(false))
        {
            if (Driver.Connection is not InnerConnection { Current.State: CommunicationState.Opened })
            {
                _ = _client.Closed.FinishAsync(Driver.Leave, FinishAsync);
                return;
            }

            // A connection that ends in peace tells the peer as much as the formalities do.
            Driver.Leave();
        }

        using (var scope = new TimeoutScope(s_formalities, TimeProvider, cancellationToken))
        {
            // Everything is delivered, and both sides know: it does not matter whether the peer ends the connection, too.
            await Driver.Connection.CloseAsync(scope.Token).ConfigureAwait(false);
        }

        Driver.Dispose();
    }

    protected override void OnAbort() => Release();

    protected override void OnFaulted()
    {
        Release();
        base.OnFaulted();
    }

    /// <summary>Whoever waits is told that it is over; so is the peer, if that can be done soon. Then everything ends.</summary>
    private void Release()
    {
        Driver.Abort();
        if (Interlocked.Exchange(ref _isReleased, 1) != 0)
        {
            return;
        }

        Driver.FailWaiting(Driver.ExceptionOf(Driver.Engine.Outcome!));
        _ = ReleaseAsync();
    }

    private async Task ReleaseAsync()
    {
        using var patience = new CancellationTokenSource(s_lastWords, TimeProvider);
        try
        {
            await Driver.WhenIdle().WaitAsync(patience.Token).ConfigureAwait(false);
            await Driver.Connection.CloseAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It had its time.
        }

        Driver.Dispose();
        Driver.Connection.Abort();
    }

    /// <summary>
    /// Everything is delivered, both ways, and this side knows. What the peer still has to say is waited for, but not for long.
    /// </summary>
    private async ValueTask<bool> FormalitiesAreOverAsync(CancellationToken cancellationToken)
    {
        using var scope = new TimeoutScope(s_formalities, TimeProvider, cancellationToken);
        try
        {
            await Driver.Ended.WaitAsync(scope.Token).ConfigureAwait(false);
            await Driver.WhenIdle().WaitAsync(scope.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>The peer may have missed the last acknowledgement: whoever could repeat it stays until the peer has said so, or will not.</summary>
    private async Task FinishAsync()
    {
        await Driver.Ended.ConfigureAwait(false);
        await ReleaseAsync().ConfigureAwait(false);
    }

    /// <summary>A session that ends by itself faults its channel, when what was delivered before is taken.</summary>
    private async Task WatchAsync()
    {
        var outcome = await Driver.Failed.ConfigureAwait(false);
        var exception = Driver.ExceptionOf(outcome);
        try
        {
            Fault(exception);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            _client.Watch.Log.HandlerFailed(_client.Watch.Role, failure);
        }

        Driver.FailWaiting(exception);
    }
}
