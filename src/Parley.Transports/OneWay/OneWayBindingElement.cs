namespace Parley.Channels;

/// <summary>
/// Makes channels that only send (<see cref="IOutputChannel"/>) or only receive (<see cref="IInputChannel"/>), without a session, of what
/// the transport has: requests whose reply is empty (HTTP: status 202), sessions that many messages share (TCP, local sockets), or
/// datagrams both ways. WCF documentation: OneWayBindingElement.
/// </summary>
public sealed class OneWayBindingElement : BindingElement
{
    private ChannelPoolSettings _channelPoolSettings = new();
    private int _maxAcceptedChannels = 10;

    /// <summary>Creates the element with its defaults.</summary>
    public OneWayBindingElement()
    {
    }

    private OneWayBindingElement(OneWayBindingElement elementToBeCloned)
        : base(elementToBeCloned)
    {
        _channelPoolSettings = new ChannelPoolSettings(elementToBeCloned._channelPoolSettings);
        _maxAcceptedChannels = elementToBeCloned._maxAcceptedChannels;
        PacketRoutable = elementToBeCloned.PacketRoutable;
    }

    /// <summary>How a client keeps sessions for the next message. Over transports with sessions alone.</summary>
    public ChannelPoolSettings ChannelPoolSettings
    {
        get => _channelPoolSettings;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _channelPoolSettings = value;
        }
    }

    /// <summary>How many sessions of clients a service reads at once. 1 or more; default 10. Over transports with sessions alone.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxAcceptedChannels
    {
        get => _maxAcceptedChannels;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _maxAcceptedChannels = value;
        }
    }

    /// <summary>
    /// True to mark messages as routable by intermediaries. Default false; true is not supported: building a channel then throws
    /// <see cref="NotSupportedException"/>.
    /// </summary>
    public bool PacketRoutable { get; set; }

    /// <inheritdoc/>
    public override BindingElement Clone() => new OneWayBindingElement(this);

    /// <summary>Makes a client's factory of channels that only send.</summary>
    /// <typeparam name="TChannel">IOutputChannel.</typeparam>
    /// <param name="context">The elements below, and the parameters.</param>
    /// <exception cref="ArgumentException">The shape is another, or the elements below have no channels of which it could be made.</exception>
    /// <exception cref="NotSupportedException"><see cref="PacketRoutable"/> is true, or the transport streams.</exception>
    public override IChannelFactory<TChannel> BuildChannelFactory<TChannel>(BindingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!CanBuildChannelFactory<TChannel>(context))
        {
            throw WrongShape(typeof(TChannel), "IOutputChannel", context);
        }

        CheckSettings(context);
        IChannelFactory<IOutputChannel> factory =
            context.CanBuildInnerChannelFactory<IDuplexChannel>() ? new OneWayChannelFactory<IDuplexChannel>(context, WrapDuplex)
            : context.CanBuildInnerChannelFactory<IRequestChannel>() ? new OneWayChannelFactory<IRequestChannel>(context, WrapRequest)
            : new PooledOutputChannelFactory(context, ChannelPoolSettings);
        return (IChannelFactory<TChannel>)factory;
    }

    /// <summary>Makes a service's listener for channels that only receive.</summary>
    /// <typeparam name="TChannel">IInputChannel.</typeparam>
    /// <param name="context">The elements below, the address, and the parameters.</param>
    /// <exception cref="ArgumentException">The shape is another, or the elements below have no channels of which it could be made.</exception>
    /// <exception cref="NotSupportedException"><see cref="PacketRoutable"/> is true, or the transport streams.</exception>
    public override IChannelListener<TChannel> BuildChannelListener<TChannel>(BindingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!CanBuildChannelListener<TChannel>(context))
        {
            throw WrongShape(typeof(TChannel), "IInputChannel", context);
        }

        CheckSettings(context);
        IChannelListener<IInputChannel> listener =
            context.CanBuildInnerChannelListener<IDuplexChannel>() ? new OneWayChannelListener<IDuplexChannel>(context, WrapDuplex)
            : context.CanBuildInnerChannelListener<IReplyChannel>() ? new OneWayChannelListener<IReplyChannel>(context, WrapReply)
            : new MergedInputChannelListener(context, MaxAcceptedChannels);
        return (IChannelListener<TChannel>)listener;
    }

    /// <inheritdoc/>
    public override bool CanBuildChannelFactory<TChannel>(BindingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return typeof(TChannel) == typeof(IOutputChannel)
            && (context.CanBuildInnerChannelFactory<IDuplexChannel>()
                || context.CanBuildInnerChannelFactory<IRequestChannel>()
                || context.CanBuildInnerChannelFactory<IDuplexSessionChannel>());
    }

    /// <inheritdoc/>
    public override bool CanBuildChannelListener<TChannel>(BindingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return typeof(TChannel) == typeof(IInputChannel)
            && (context.CanBuildInnerChannelListener<IDuplexChannel>()
                || context.CanBuildInnerChannelListener<IReplyChannel>()
                || context.CanBuildInnerChannelListener<IDuplexSessionChannel>());
    }

    /// <inheritdoc/>
    public override T? GetProperty<T>(BindingContext context)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.GetInnerProperty<T>();
    }

    private static DuplexHalfChannel WrapDuplex(ChannelManagerBase factory, IDuplexChannel inner) => new(factory, inner);

    private static RequestOutputChannel WrapRequest(ChannelManagerBase factory, IRequestChannel inner) => new(factory, inner);

    private static ReplyInputChannel WrapReply(ChannelManagerBase listener, IReplyChannel inner) => new(listener, inner);

    private static ArgumentException WrongShape(Type shape, string right, BindingContext context) => new(
        shape.Name == right
            ? $"OneWayBindingElement makes {right} of request-reply, duplex or duplex session channels, and the elements below it in the binding '{context.Binding.Name}' make none of these."
            : $"OneWayBindingElement makes {right}, and not {shape.Name}. Above it, CompositeDuplexBindingElement makes IDuplexChannel.",
        nameof(shape));

    private void CheckSettings(BindingContext context)
    {
        if (PacketRoutable)
        {
            throw new NotSupportedException(
                $"OneWayBindingElement.PacketRoutable of the binding '{context.Binding.Name}' is true, which is not supported. Set it to false.");
        }

        if (context.RemainingBindingElements.Find<TransportBindingElement>() is { IsBuffered: false } transport)
        {
            throw new NotSupportedException(
                $"One-way channels need whole messages, and {transport.GetType().Name}.TransferMode of the binding '{context.Binding.Name}' streams them. Set it to TransferMode.Buffered.");
        }
    }
}
