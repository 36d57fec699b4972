using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Parley.Channels;

/// <summary>
/// The service halves of the transports, on Kestrel: http and https, net.tcp, net.uds and net.pipe. <c>ServiceHost</c> uses
/// <see cref="Default"/>; who builds channel listeners by hand adds it to the binding parameters.
/// </summary>
public sealed class KestrelTransports : ITransportListenerFactory
{
    private readonly ITransportListenerFactory[] _transports;

    /// <summary>Creates the transports.</summary>
    /// <param name="loggerFactory">Where connections that are turned away are logged; null for nowhere.</param>
    public KestrelTransports(ILoggerFactory? loggerFactory = null)
    {
        LoggerFactory = loggerFactory ?? NullLoggerFactory.Instance;
        _transports = [new HttpTransportListeners(LoggerFactory), new Framing.FramingListenerFactory(LoggerFactory)];
    }

    /// <summary>The transports without a log.</summary>
    public static KestrelTransports Default { get; } = new();

    internal ILoggerFactory LoggerFactory { get; }

    /// <inheritdoc/>
    public bool CanBuildChannelListener<TChannel>(TransportBindingElement element, BindingContext context)
        where TChannel : class, IChannel
    {
        ArgumentNullException.ThrowIfNull(element);
        ArgumentNullException.ThrowIfNull(context);
        return Array.Exists(_transports, transport => transport.CanBuildChannelListener<TChannel>(element, context));
    }

    /// <inheritdoc/>
    public IChannelListener<TChannel> BuildChannelListener<TChannel>(TransportBindingElement element, BindingContext context)
        where TChannel : class, IChannel
    {
        ArgumentNullException.ThrowIfNull(element);
        ArgumentNullException.ThrowIfNull(context);
        foreach (var transport in _transports)
        {
            if (transport.CanBuildChannelListener<TChannel>(element, context))
            {
                return transport.BuildChannelListener<TChannel>(element, context);
            }
        }

        throw new NotSupportedException(
            $"There is no service half of {element.GetType().Name} with the channel shape {typeof(TChannel).Name}. Choose another transport, or another transfer mode.");
    }
}
