namespace Parley.Channels.Framing;

/// <summary>Makes a client's channels of streamed requests and replies.</summary>
internal sealed class FramingRequestChannelFactory : ChannelFactoryBase<IRequestChannel>
{
    private readonly FramingSettings _settings;
    private readonly ClientConnector _connector;
    private readonly string _scheme;

    public FramingRequestChannelFactory(ConnectionOrientedTransportBindingElement element, BindingContext context)
        : base(context.Binding)
    {
        _scheme = element.Scheme;
        _settings = new FramingSettings(element, context);
        _connector = new ClientConnector(element, _settings, context);
    }

    protected override TimeProvider TimeProvider => _settings.TimeProvider;

    public override T? GetProperty<T>()
        where T : class =>
        typeof(T) == typeof(MessageVersion) ? (T)(object)_settings.MessageVersion
        : typeof(T) == typeof(ConnectionPool) ? (T)(object)_connector.Pool
        : base.GetProperty<T>() ?? _settings.EncoderFactory.Encoder.GetProperty<T>();

    protected override IRequestChannel OnCreateChannel(EndpointAddress address, Uri via)
    {
        FramingVia.Check(via, _scheme);
        return new FramingRequestChannel(this, _settings, _connector, address, via);
    }

    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => _connector.OpenAsync(cancellationToken);

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        await base.OnCloseAsync(cancellationToken).ConfigureAwait(false);
        _connector.Close();
    }

    protected override void OnAbort()
    {
        base.OnAbort();
        _connector.Close();
    }
}
