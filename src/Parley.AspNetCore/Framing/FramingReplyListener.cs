using Microsoft.Extensions.Logging;

namespace Parley.Channels.Framing;

/// <summary>Accepts the one channel on which all streamed requests come.</summary>
internal sealed class FramingReplyListener : FramingListener<IReplyChannel>
{
    private readonly RequestEndpoint _endpoint;
    private readonly PendingQueue<FramingReplyChannel> _channels = new(1);

    public FramingReplyListener(
        ConnectionOrientedTransportBindingElement element, BindingContext context, FramingSettings settings, ILoggerFactory loggerFactory)
        : base(context, settings) => _endpoint = new RequestEndpoint(this, element, context, settings, loggerFactory);

    /// <summary>How long a client may take for the next piece of a request.</summary>
    public TimeSpan PieceTimeout => DefaultReceiveTimeout;

    protected internal override FramingEndpoint Endpoint => _endpoint;

    protected override async ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        await base.OnOpenAsync(cancellationToken).ConfigureAwait(false);
        await OfferChannelAsync().ConfigureAwait(false);
    }

    protected override async ValueTask<IReplyChannel?> OnAcceptChannelAsync(CancellationToken cancellationToken) =>
        await _channels.TakeAsync(cancellationToken).ConfigureAwait(false);

    protected override void StopAccepting()
    {
        _channels.Close();
        _endpoint.Queue.Close();
    }

    private async ValueTask OfferChannelAsync()
    {
        var channel = new FramingReplyChannel(this, _endpoint, _endpoint.Queue);
        channel.Closed += (_, _) => _ = OfferAgainAsync();
        await _channels.AddAsync(channel, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task OfferAgainAsync()
    {
        if (State == CommunicationState.Opened)
        {
            await OfferChannelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The endpoint of the listener: connections become requests that wait to be received.</summary>
    private sealed class RequestEndpoint(
        FramingReplyListener listener,
        ConnectionOrientedTransportBindingElement element,
        BindingContext context,
        FramingSettings settings,
        ILoggerFactory loggerFactory) : FramingEndpoint(element, context, settings, loggerFactory)
    {
        private PendingQueue<FramingRequestContext>? _queue;

        public override FramingMode Mode => FramingMode.SingletonUnsized;

        public PendingQueue<FramingRequestContext> Queue =>
            LazyInitializer.EnsureInitialized(ref _queue, () => new PendingQueue<FramingRequestContext>(MaxPending));

        public override async ValueTask<ConnectionFate> ServeAsync(
            ServicePreamble preamble, ServiceLink link, CancellationToken cancellationToken)
        {
            var exchange = new FramingRequestContext(Settings, preamble, link, listener.PieceTimeout);
            try
            {
                link.Owner.Patience.RequestBegins();
                await link.Connection.WriteAsync(RecordWriter.PreambleAck, cancellationToken).ConfigureAwait(false);
                if (!await exchange.ReadAsync().ConfigureAwait(false))
                {
                    exchange.ReleaseInput();
                    return ConnectionFate.Close;
                }

                link.Owner.Patience.RequestEnds();
            }
            catch (Exception exception) when (exception is CommunicationException or System.Xml.XmlException or TimeoutException)
            {
                FramingLog.RequestUnreadable(Logger, link.Remote, exception);
                if (exception.InnerException is QuotaExceededException && exchange.IsTooLarge)
                {
                    await link.Connection.WriteAsync(
                        RecordWriter.CreateFault(FramingFaults.MaxMessageSizeExceeded), cancellationToken).ConfigureAwait(false);
                    return ConnectionFate.Linger;
                }

                exchange.ReleaseInput();
                return ConnectionFate.Close;
            }

            link.Owner.Patience.WaitForRoom();
            try
            {
                if (!await Queue.AddAsync(exchange, cancellationToken).ConfigureAwait(false))
                {
                    exchange.RequestMessage.Close();
                    return ConnectionFate.Unavailable;
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                exchange.RequestMessage.Close();
                return ConnectionFate.TooBusy;
            }

            link.Owner.Admitted();
            return await exchange.Fate.ConfigureAwait(false);
        }
    }
}
