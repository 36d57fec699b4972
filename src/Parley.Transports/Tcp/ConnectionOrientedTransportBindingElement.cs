using Parley.Channels.Framing;

namespace Parley.Channels;

/// <summary>
/// What the transports have in common that carry framed messages over connections: net.tcp, net.uds and net.pipe.
/// WCF documentation: ConnectionOrientedTransportBindingElement; the wire is [MC-NMF].
/// </summary>
public abstract class ConnectionOrientedTransportBindingElement : TransportBindingElement
{
    private int _connectionBufferSize = 8192;
    private int? _maxBufferSize;
    private int _maxPendingConnections;
    private int _maxPendingAccepts;
    private TimeSpan _maxOutputDelay = TimeSpan.FromMilliseconds(200);
    private TimeSpan _channelInitializationTimeout = TimeSpan.FromSeconds(30);
    private TransferMode _transferMode = TransferMode.Buffered;
    private HostNameComparisonMode _hostNameComparisonMode = HostNameComparisonMode.StrongWildcard;

    private protected ConnectionOrientedTransportBindingElement()
    {
    }

    private protected ConnectionOrientedTransportBindingElement(ConnectionOrientedTransportBindingElement elementToBeCloned)
        : base(elementToBeCloned)
    {
        _connectionBufferSize = elementToBeCloned._connectionBufferSize;
        _maxBufferSize = elementToBeCloned._maxBufferSize;
        _maxPendingConnections = elementToBeCloned._maxPendingConnections;
        _maxPendingAccepts = elementToBeCloned._maxPendingAccepts;
        _maxOutputDelay = elementToBeCloned._maxOutputDelay;
        _channelInitializationTimeout = elementToBeCloned._channelInitializationTimeout;
        _transferMode = elementToBeCloned._transferMode;
        _hostNameComparisonMode = elementToBeCloned._hostNameComparisonMode;
        ExposeConnectionProperty = elementToBeCloned.ExposeConnectionProperty;
    }

    /// <summary>How much is read from a connection at once, in bytes. Default 8192; 1 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int ConnectionBufferSize
    {
        get => _connectionBufferSize;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _connectionBufferSize = value;
        }
    }

    /// <summary>Kept for WCF's code; it has no effect.</summary>
    public bool ExposeConnectionProperty { get; set; }

    /// <summary>Whether the host name that a client dials must be the listener's. Default <see cref="HostNameComparisonMode.StrongWildcard"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public HostNameComparisonMode HostNameComparisonMode
    {
        get => _hostNameComparisonMode;
        set
        {
            if (!Enum.IsDefined(value))
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, "Not a host name comparison mode.");
            }

            _hostNameComparisonMode = value;
        }
    }

    /// <summary>
    /// The most that is held in memory of a message, in bytes: the whole of a buffered one, the headers of a streamed one. 1 or more;
    /// where it is not set, it is <see cref="TransportBindingElement.MaxReceivedMessageSize"/>, and with streaming at most 65536.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxBufferSize
    {
        get => _maxBufferSize ?? (int)Math.Min(MaxReceivedMessageSize, TransferMode == TransferMode.Buffered ? int.MaxValue : 65536);
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _maxBufferSize = value;
        }
    }

    /// <summary>
    /// How many sessions or requests may wait until the service accepts them. Default 0, which means 12 for each processor. When
    /// they are as many, more are held back, and refused as too busy after <see cref="ChannelInitializationTimeout"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxPendingConnections
    {
        get => _maxPendingConnections;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _maxPendingConnections = value;
        }
    }

    /// <summary>Kept for WCF's code: how many accepts wait at a socket. Default 0, which means 2 for each processor. One is always enough here.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxPendingAccepts
    {
        get => _maxPendingAccepts;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _maxPendingAccepts = value;
        }
    }

    /// <summary>Kept for WCF's code: how long small messages may wait to be sent together. Default 200 ms; nothing is held back here.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan MaxOutputDelay
    {
        get => _maxOutputDelay;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            _maxOutputDelay = value;
        }
    }

    /// <summary>How long a client may take from connecting to the end of its preamble, upgrades included. Default 30 seconds; more than zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative.</exception>
    public TimeSpan ChannelInitializationTimeout
    {
        get => _channelInitializationTimeout;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            _channelInitializationTimeout = value;
        }
    }

    /// <summary>
    /// Whether messages are held in memory as a whole, which makes sessions (<see cref="IDuplexSessionChannel"/>), or flow, which
    /// makes requests and replies without one (<see cref="IRequestChannel"/>, <see cref="IReplyChannel"/>). Default
    /// <see cref="TransferMode.Buffered"/>. Both sides must choose the same of these two.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public TransferMode TransferMode
    {
        get => _transferMode;
        set
        {
            if (!Enum.IsDefined(value))
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, "Not a transfer mode.");
            }

            _transferMode = value;
        }
    }

    /// <summary>What the zero of <see cref="MaxPendingConnections"/> stands for, resolved.</summary>
    internal int EffectiveMaxPendingConnections => _maxPendingConnections == 0 ? 12 * Environment.ProcessorCount : _maxPendingConnections;

    /// <summary>The connections of one kind that the client keeps.</summary>
    internal abstract ConnectionPoolLimits PoolLimits { get; }

    /// <inheritdoc/>
    public override bool CanBuildChannelFactory<TChannel>(BindingContext context) =>
        typeof(TChannel) == (TransferMode == TransferMode.Buffered ? typeof(IDuplexSessionChannel) : typeof(IRequestChannel));

    /// <inheritdoc/>
    public override bool CanBuildChannelListener<TChannel>(BindingContext context) =>
        typeof(TChannel) == (TransferMode == TransferMode.Buffered ? typeof(IDuplexSessionChannel) : typeof(IReplyChannel));

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The transfer mode does not make channels of the shape.</exception>
    public override IChannelFactory<TChannel> BuildChannelFactory<TChannel>(BindingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!CanBuildChannelFactory<TChannel>(context))
        {
            throw WrongShape(typeof(TChannel));
        }

        CheckBuffer();
        return typeof(TChannel) == typeof(IDuplexSessionChannel)
            ? (IChannelFactory<TChannel>)(object)new FramingDuplexSessionChannelFactory(this, context)
            : (IChannelFactory<TChannel>)(object)new FramingRequestChannelFactory(this, context);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The transfer mode does not make channels of the shape.</exception>
    /// <exception cref="InvalidOperationException">The binding parameters have no service half.</exception>
    public override IChannelListener<TChannel> BuildChannelListener<TChannel>(BindingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!CanBuildChannelListener<TChannel>(context))
        {
            throw WrongShape(typeof(TChannel));
        }

        CheckBuffer();
        return TransportListeners.Build<TChannel>(this, context);
    }

    internal override bool IsBuffered => TransferMode == TransferMode.Buffered;

    /// <inheritdoc/>
    public override T? GetProperty<T>(BindingContext context)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(context);
        if (typeof(T) == typeof(MessageVersion) && context.BindingParameters.Find<MessageEncodingBindingElement>() is null)
        {
            return (T?)(object)FramingSettings.CreateDefaultEncoding().MessageVersion;
        }

        if (typeof(T) == typeof(IBindingDeliveryCapabilities))
        {
            return (T?)(object)ConnectionDelivery.Instance;
        }

        return base.GetProperty<T>(context);
    }

    /// <summary>Makes what opens the client's connections.</summary>
    internal abstract ConnectionDialer CreateDialer();

    private ArgumentException WrongShape(Type shape) =>
        new(
            $"{GetType().Name} with TransferMode {TransferMode} does not make {shape.Name}. Buffered makes sessions (IDuplexSessionChannel); the streamed modes make IRequestChannel at the client and IReplyChannel at the service.");

    private void CheckBuffer()
    {
        if (TransferMode == TransferMode.Buffered && MaxBufferSize != MaxReceivedMessageSize)
        {
            throw new ArgumentException(
                $"With TransferMode Buffered, MaxBufferSize ({MaxBufferSize}) must be the same as MaxReceivedMessageSize ({MaxReceivedMessageSize}). Set both, or MaxReceivedMessageSize alone.");
        }

        if (TransferMode != TransferMode.Buffered && MaxBufferSize > MaxReceivedMessageSize)
        {
            throw new ArgumentException(
                $"MaxBufferSize ({MaxBufferSize}) must not be more than MaxReceivedMessageSize ({MaxReceivedMessageSize}).");
        }
    }
}
