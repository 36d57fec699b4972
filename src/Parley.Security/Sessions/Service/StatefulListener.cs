using Parley.Channels;

namespace Parley.Security;

/// <summary>A service's listener for clients whose tokens carry their state.</summary>
internal sealed class StatefulListener : ChannelListenerBase<IReplyChannel>
{
    private readonly StatefulService _service;
    private readonly IChannelListener<IReplyChannel> _inner;

    /// <param name="service">What the channels share.</param>
    /// <param name="context">What is below.</param>
    public StatefulListener(StatefulService service, BindingContext context)
        : base(context.Binding)
    {
        _service = service;
        _inner = context.BuildInnerChannelListener<IReplyChannel>();
    }

    public override Uri Uri => _inner.Uri;

    protected override TimeProvider TimeProvider => _service.Clock;

    public override T? GetProperty<T>()
        where T : class => base.GetProperty<T>() ?? _inner.GetProperty<T>();

    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => _inner.OpenAsync(cancellationToken);

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        await _inner.CloseAsync(cancellationToken).ConfigureAwait(false);
        _service.Dispose();
    }

    protected override void OnAbort()
    {
        _inner.Abort();
        _service.Dispose();
    }

    protected override async ValueTask<IReplyChannel?> OnAcceptChannelAsync(CancellationToken cancellationToken) =>
        await _inner.AcceptChannelAsync(cancellationToken).ConfigureAwait(false) is { } inner ? new StatefulReplyChannel(this, _service, inner) : null;
}
