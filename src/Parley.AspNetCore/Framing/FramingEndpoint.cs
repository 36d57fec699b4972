using Microsoft.Extensions.Logging;

namespace Parley.Channels.Framing;

/// <summary>A listener as its socket knows it: where it is, what it takes, and who takes over a connection whose preamble is done.</summary>
internal abstract class FramingEndpoint
{
    private readonly MessageEncoder _probe;
    private EndpointAddress? _localAddress;

    protected FramingEndpoint(
        ConnectionOrientedTransportBindingElement element, BindingContext context, FramingSettings settings, ILoggerFactory loggerFactory)
    {
        Settings = settings;
        LoggerFactory = loggerFactory;
        Logger = loggerFactory.CreateLogger("Parley.Framing");
        Scheme = element.Scheme;
        HostNameComparisonMode = element.HostNameComparisonMode;
        ChannelInitializationTimeout = element.ChannelInitializationTimeout;
        IdleTimeout = element.PoolLimits.IdleTimeout;
        MaxPending = element.EffectiveMaxPendingConnections;
        ListenBacklog = (element as TcpTransportBindingElement)?.EffectiveListenBacklog ?? 512;
        Upgrade = StreamUpgradeBindingElement.Find(context)?.BuildServerStreamUpgradeProvider(context);
        Uri = context.ListenUri;
        if (!string.Equals(Uri.Scheme, Scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"The address '{Uri}' is not for this transport, whose addresses begin with {Scheme}://.");
        }

        Path = ViaTable.NormalizePath(Uri);
        _probe = Mode == FramingMode.Duplex ? settings.EncoderFactory.CreateSessionEncoder() : settings.EncoderFactory.Encoder;
    }

    public abstract FramingMode Mode { get; }

    public FramingSettings Settings { get; }

    public ILoggerFactory LoggerFactory { get; }

    public ILogger Logger { get; }

    public string Scheme { get; }

    public string Host => Uri.IdnHost;

    public string Path { get; }

    public HostNameComparisonMode HostNameComparisonMode { get; }

    public TimeSpan ChannelInitializationTimeout { get; }

    public TimeSpan IdleTimeout { get; }

    public int ListenBacklog { get; }

    /// <summary>How many may wait to be accepted.</summary>
    public int MaxPending { get; }

    public StreamUpgradeProvider? Upgrade { get; }

    /// <summary>The address, with the real port once the socket is open.</summary>
    public Uri Uri { get; set; }

    /// <summary>The address as sessions show it.</summary>
    public EndpointAddress LocalAddress => _localAddress ??= new EndpointAddress(Uri);

    public bool IsContentTypeSupported(string contentType) => _probe.IsContentTypeSupported(contentType);

    /// <summary>Serves one session or exchange.</summary>
    /// <param name="preamble">What the client has said.</param>
    /// <param name="link">Its connection.</param>
    /// <param name="cancellationToken">Fires when the client has waited long enough to be let in.</param>
    /// <returns>What becomes of the connection.</returns>
    public abstract ValueTask<ConnectionFate> ServeAsync(
        ServicePreamble preamble, ServiceLink link, CancellationToken cancellationToken);
}
