namespace Parley.Channels.Framing;

/// <summary>Makes a client's sessions.</summary>
internal sealed class FramingDuplexSessionChannelFactory : ChannelFactoryBase<IDuplexSessionChannel>
{
    private readonly FramingSettings _settings;
    private readonly ClientConnector _connector;
    private readonly string _scheme;

    public FramingDuplexSessionChannelFactory(ConnectionOrientedTransportBindingElement element, BindingContext context)
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

    protected override IDuplexSessionChannel OnCreateChannel(EndpointAddress address, Uri via)
    {
        FramingVia.Check(via, _scheme);
        return new ClientFramingDuplexSessionChannel(this, _settings, _connector, address, via);
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
