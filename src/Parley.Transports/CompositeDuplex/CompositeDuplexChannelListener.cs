namespace Parley.Channels;

/// <summary>A service's listener for channels that receive here, and send wherever a message's To says.</summary>
internal sealed class CompositeDuplexChannelListener : ChannelListenerBase<IDuplexChannel>
{
    private readonly IChannelListener<IInputChannel> _inputs;
    private readonly IChannelFactory<IOutputChannel> _outputs;

    public CompositeDuplexChannelListener(BindingContext context)
        : base(context.Binding)
    {
        TimeProvider = context.BindingParameters.Find<TimeProvider>() ?? TimeProvider.System;
        _outputs = context.Clone().BuildInnerChannelFactory<IOutputChannel>();
        _inputs = context.BuildInnerChannelListener<IInputChannel>();
        Ways = new OutputChannels(_outputs);
    }

    public override Uri Uri => _inputs.Uri;

    /// <summary>The ways to the clients.</summary>
    public OutputChannels Ways { get; }

    protected override TimeProvider TimeProvider { get; }

    public override T? GetProperty<T>()
        where T : class => base.GetProperty<T>() ?? _inputs.GetProperty<T>();

    protected override async ValueTask<IDuplexChannel?> OnAcceptChannelAsync(CancellationToken cancellationToken) =>
        await _inputs.AcceptChannelAsync(cancellationToken).ConfigureAwait(false) is { } input ? new CompositeDuplexServiceChannel(this, input) : null;

    protected override async ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        await _outputs.OpenAsync(cancellationToken).ConfigureAwait(false);
        await _inputs.OpenAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        await _inputs.CloseAsync(cancellationToken).ConfigureAwait(false);
        await _outputs.CloseAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override void OnAbort()
    {
        _inputs.Abort();
        _outputs.Abort();
    }
}
