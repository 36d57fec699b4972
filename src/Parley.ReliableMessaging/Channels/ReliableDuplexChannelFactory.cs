using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>A client's factory of reliable sessions over connections.</summary>
internal sealed class ReliableDuplexChannelFactory<TChannel> : ChannelFactoryBase<TChannel>
{
    private readonly ConnectionClient _client;

    public ReliableDuplexChannelFactory(ReliableSessionBindingElement element, BindingContext context)
        : base(context.Binding)
        => _client = new ConnectionClient(element, context);

    protected override TimeProvider TimeProvider => _client.Clock;

    public override T? GetProperty<T>()
        where T : class => base.GetProperty<T>() ?? _client.Watch.Sessions as T ?? _client.Inner.GetProperty<T>();

    protected override TChannel OnCreateChannel(EndpointAddress address, Uri via) =>
        typeof(TChannel) == typeof(IDuplexSessionChannel)
            ? (TChannel)(object)new ReliableDuplexSessionChannel(this, _client, address, via)
            : (TChannel)(object)new ConnectedOutputSessionChannel(this, _client, address, via);

    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => _client.Inner.OpenAsync(cancellationToken);

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        await base.OnCloseAsync(cancellationToken).ConfigureAwait(false);
        _client.Closed.EndAll();
        await _client.Inner.CloseAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override void OnAbort()
    {
        base.OnAbort();
        _client.Closed.EndAll();
        _client.Inner.Abort();
    }
}
