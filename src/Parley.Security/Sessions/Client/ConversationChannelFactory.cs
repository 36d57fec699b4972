using Parley.Channels;

namespace Parley.Security;

/// <summary>A client's factory of secure sessions.</summary>
/// <typeparam name="TChannel">The shape of the channels.</typeparam>
/// <typeparam name="TInner">The shape of the channels below.</typeparam>
internal sealed class ConversationChannelFactory<TChannel, TInner> : ChannelFactoryBase<TChannel>
    where TChannel : class, IChannel
    where TInner : class, IChannel
{
    private readonly SessionClient _client;
    private readonly IChannelFactory<TInner> _inner;
    private readonly Func<ChannelManagerBase, SessionClient, Func<TInner>, TChannel> _create;

    /// <param name="client">What the channels share.</param>
    /// <param name="context">What is below.</param>
    /// <param name="create">Makes a channel over those that the function makes.</param>
    public ConversationChannelFactory(SessionClient client, BindingContext context, Func<ChannelManagerBase, SessionClient, Func<TInner>, TChannel> create)
        : base(context.Binding)
    {
        _client = client;
        _create = create;
        _inner = context.BuildInnerChannelFactory<TInner>();
    }

    protected override TimeProvider TimeProvider => _client.Clock;

    public override T? GetProperty<T>()
        where T : class => base.GetProperty<T>() ?? _inner.GetProperty<T>();

    protected override TChannel OnCreateChannel(EndpointAddress address, Uri via) => _create(this, _client, () => _inner.CreateChannel(address, via));

    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => _inner.OpenAsync(cancellationToken);

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        await base.OnCloseAsync(cancellationToken).ConfigureAwait(false);
        await _inner.CloseAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override void OnAbort()
    {
        base.OnAbort();
        _inner.Abort();
    }
}
