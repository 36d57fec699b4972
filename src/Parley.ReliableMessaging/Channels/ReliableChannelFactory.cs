using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>A client's factory of reliable sessions over requests and responses.</summary>
internal sealed class ReliableChannelFactory<TChannel>(BindingContext context, ExchangeClient client, Func<ChannelManagerBase, ExchangeClient, EndpointAddress, Uri, TChannel> create)
    : ChannelFactoryBase<TChannel>(context.Binding)
{
    protected override TimeProvider TimeProvider => client.Clock;

    public override T? GetProperty<T>()
        where T : class => base.GetProperty<T>() ?? client.Watch.Sessions as T ?? client.Inner.GetProperty<T>();

    protected override TChannel OnCreateChannel(EndpointAddress address, Uri via) => create(this, client, address, via);

    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => client.Inner.OpenAsync(cancellationToken);

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        await base.OnCloseAsync(cancellationToken).ConfigureAwait(false);
        client.Closed.EndAll();
        await client.Inner.CloseAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override void OnAbort()
    {
        base.OnAbort();
        client.Closed.EndAll();
        client.Inner.Abort();
    }
}
