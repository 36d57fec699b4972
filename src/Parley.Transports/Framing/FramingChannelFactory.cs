namespace Parley.Channels.Framing;

/// <summary>Makes a client's channels over framed connections, which share a pool.</summary>
/// <typeparam name="TChannel">The shape of the channels.</typeparam>
internal abstract class FramingChannelFactory<TChannel> : ChannelFactoryBase<TChannel>
    where TChannel : class, IChannel
{
    private readonly string _scheme;

    protected FramingChannelFactory(ConnectionOrientedTransportBindingElement element, BindingContext context)
        : base(context.Binding)
    {
        _scheme = element.Scheme;
        Settings = new FramingSettings(element, context);
        Connector = new ClientConnector(element, Settings, context);
    }

    protected FramingSettings Settings { get; }

    protected ClientConnector Connector { get; }

    protected override TimeProvider TimeProvider => Settings.TimeProvider;

    public override T? GetProperty<T>()
        where T : class =>
        typeof(T) == typeof(MessageVersion) ? (T)(object)Settings.MessageVersion
        : typeof(T) == typeof(ConnectionPool) ? (T)(object)Connector.Pool
        : base.GetProperty<T>() ?? Settings.EncoderFactory.Encoder.GetProperty<T>();

    /// <summary>Makes a channel to an address that is this transport's.</summary>
    protected abstract TChannel Create(EndpointAddress address, Uri via);

    protected override TChannel OnCreateChannel(EndpointAddress address, Uri via)
    {
        FramingVia.Check(via, _scheme);
        return Create(address, via);
    }

    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => Connector.OpenAsync(cancellationToken);

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        await base.OnCloseAsync(cancellationToken).ConfigureAwait(false);
        Connector.Close();
    }

    protected override void OnAbort()
    {
        base.OnAbort();
        Connector.Close();
    }
}
