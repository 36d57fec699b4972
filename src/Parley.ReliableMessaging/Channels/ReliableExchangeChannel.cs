using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>What a client's channels over requests and responses have in common: opening, closing, and the end of their session.</summary>
/// <typeparam name="TDriver">What runs the session.</typeparam>
internal abstract class ReliableExchangeChannel<TDriver> : ChannelBase, IOutputSession
    where TDriver : ExchangeDriver
{
    /// <summary>How long Close waits for the formalities of a session in which everything is delivered, when the network fails.</summary>
    private static readonly TimeSpan s_formalities = TimeSpan.FromSeconds(1);

    private readonly ExchangeClient _client;
    private string? _whyNotClosed;

    protected ReliableExchangeChannel(
        ChannelManagerBase factory, ExchangeClient client, EndpointAddress remoteAddress, Uri via, Func<InnerRequests, RmTranslator, TDriver> createDriver)
        : base(factory)
    {
        RemoteAddress = remoteAddress;
        Via = via;
        TimeProvider = client.Clock;
        _client = client;
        Driver = createDriver(client.CreateInner(remoteAddress, via), client.CreateTranslator(remoteAddress));
        _ = WatchAsync();
    }

    public EndpointAddress RemoteAddress { get; }

    public Uri Via { get; }

    public IOutputSession Session => this;

    /// <summary>The sequence of this side's messages; the service has the same name for the session.</summary>
    string ISession.Id => Driver.Engine.OutputIdentifier
        ?? throw new InvalidOperationException("The reliable session has no identifier before it is open.");

    protected TDriver Driver { get; }

    protected override TimeProvider TimeProvider { get; }

    internal override string? OpenTimeoutHint => Driver.LastFailure is { } failure
        ? $"The last failure was: {failure.Message}"
        : "The service did not answer CreateSequence; does its binding have reliable sessions of the same version?";

    internal override string? CloseTimeoutHint => _whyNotClosed ?? Driver.WhyNotClosed;

    internal override string? CallTimeoutHint => Driver.WhyNotAnswered;

    internal override Exception? HiddenFailure => Driver.Trouble;

    protected override async ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        Driver.Open();
        await Driver.Opened.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (Driver.Ended.IsCompletedSuccessfully)
        {
            throw Driver.ExceptionOf(await Driver.Ended.ConfigureAwait(false));
        }
    }

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        Driver.CloseOutput();
        try
        {
            if (!await IsOverAsync(cancellationToken).ConfigureAwait(false))
            {
                _ = _client.Closed.FinishAsync(Driver.Leave, FinishAsync);
                return;
            }
        }
        catch (OperationCanceledException) when (Driver.IsSettled)
        {
            // Everything is delivered, and both sides know: only the formalities were not over in time.
        }
        catch (OperationCanceledException)
        {
            _whyNotClosed = Driver.WhyNotClosed;
            throw;
        }

        await Driver.CloseAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Waits for the end of the session. Where everything is delivered and the network fails, the peer is told of the end when that can be done,
    /// and nobody waits for it.
    /// </summary>
    /// <returns>False when the peer is still to be told.</returns>
    private async ValueTask<bool> IsOverAsync(CancellationToken cancellationToken)
    {
        while (!Driver.Ended.IsCompleted)
        {
            try
            {
                await Driver.Ended.WaitAsync(s_formalities, TimeProvider, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                if (Driver is { IsSettled: true, Trouble: not null })
                {
                    return false;
                }
            }
        }

        var outcome = await Driver.Ended.ConfigureAwait(false);
        return outcome.End == SessionEnd.Closed ? true : throw Driver.ExceptionOf(outcome);
    }

    private async Task FinishAsync()
    {
        await Driver.Ended.ConfigureAwait(false);
        await Driver.CloseAsync(CancellationToken.None).ConfigureAwait(false);
    }

    protected override void OnAbort() => End();

    protected override void OnFaulted()
    {
        End();
        base.OnFaulted();
    }

    /// <summary>Puts on a message what all its attempts are to share.</summary>
    protected void Address(Message message)
    {
        if (message.Headers.To is null)
        {
            RemoteAddress.ApplyTo(message);
        }
    }

    private void End()
    {
        Driver.Abort();
        _ = Driver.ReleaseAsync();
    }

    /// <summary>A session that ends by itself faults its channel.</summary>
    private async Task WatchAsync()
    {
        var outcome = await Driver.Ended.ConfigureAwait(false);
        if (outcome.End != SessionEnd.Closed && State == CommunicationState.Opened)
        {
            try
            {
                Fault(Driver.ExceptionOf(outcome));
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                _client.Watch.Log.HandlerFailed(_client.Watch.Role, exception);
            }
        }

        // Whoever is told by an exception finds the channel in the state that fits.
        Driver.FailAll(outcome);
    }
}
