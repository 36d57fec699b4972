using Microsoft.Extensions.Logging;

namespace Parley.Channels.Framing;

/// <summary>Accepts sessions.</summary>
internal sealed class FramingDuplexSessionListener : FramingListener<IDuplexSessionChannel>
{
    private readonly SessionEndpoint _endpoint;

    public FramingDuplexSessionListener(
        ConnectionOrientedTransportBindingElement element, BindingContext context, FramingSettings settings, ILoggerFactory loggerFactory)
        : base(context, settings) => _endpoint = new SessionEndpoint(this, element, context, settings, loggerFactory);

    /// <summary>The sessions that wait to be accepted.</summary>
    public PendingQueue<ServiceFramingDuplexSessionChannel> Pending => _endpoint.Queue;

    protected internal override FramingEndpoint Endpoint => _endpoint;

    protected override ValueTask<IDuplexSessionChannel?> OnAcceptChannelAsync(CancellationToken cancellationToken) =>
        _endpoint.AcceptAsync(cancellationToken);

    protected override void StopAccepting() => _endpoint.Queue.Close();

    /// <summary>The endpoint of the listener: connections become channels that wait to be accepted.</summary>
    private sealed class SessionEndpoint(
        FramingDuplexSessionListener listener,
        ConnectionOrientedTransportBindingElement element,
        BindingContext context,
        FramingSettings settings,
        ILoggerFactory loggerFactory) : FramingEndpoint(element, context, settings, loggerFactory)
    {
        private PendingQueue<ServiceFramingDuplexSessionChannel>? _queue;

        public override FramingMode Mode => FramingMode.Duplex;

        public PendingQueue<ServiceFramingDuplexSessionChannel> Queue => LazyInitializer.EnsureInitialized(
            ref _queue, () => new PendingQueue<ServiceFramingDuplexSessionChannel>(MaxPending));

        public override async ValueTask<ConnectionFate> ServeAsync(
            ServicePreamble preamble, ServiceLink link, CancellationToken cancellationToken)
        {
            var channel = new ServiceFramingDuplexSessionChannel(listener, Settings, this, preamble, link);
            link.Owner.Patience.WaitForRoom();
            try
            {
                if (!await Queue.AddAsync(channel, cancellationToken).ConfigureAwait(false))
                {
                    return ConnectionFate.Unavailable;
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return ConnectionFate.TooBusy;
            }

            link.Owner.Admitted();
            return await channel.Fate.ConfigureAwait(false);
        }

        public async ValueTask<IDuplexSessionChannel?> AcceptAsync(CancellationToken cancellationToken) =>
            await Queue.TakeAsync(cancellationToken).ConfigureAwait(false);
    }
}
