namespace Parley.Channels;

/// <summary>
/// The base of channel factories of one shape: it makes channels while it is open and takes those still alive along when
/// it is closed or aborted. WCF documentation: ChannelFactoryBase&lt;TChannel&gt;.
/// </summary>
/// <typeparam name="TChannel">The shape.</typeparam>
public abstract class ChannelFactoryBase<TChannel> : ChannelFactoryBase, IChannelFactory<TChannel>
{
    private readonly HashSet<IChannel> _channels = [];

    /// <summary>Creates the factory with the default timeouts.</summary>
    protected ChannelFactoryBase()
        : base(null)
    {
    }

    /// <summary>Creates the factory.</summary>
    /// <param name="timeouts">The binding, or whatever else knows the timeouts; null for the defaults.</param>
    protected ChannelFactoryBase(IDefaultCommunicationTimeouts? timeouts)
        : base(timeouts)
    {
    }

    /// <inheritdoc/>
    public TChannel CreateChannel(EndpointAddress to)
    {
        ArgumentNullException.ThrowIfNull(to);
        return CreateChannel(to, to.Uri);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The factory is not open.</exception>
    public TChannel CreateChannel(EndpointAddress to, Uri via)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(via);
        ThrowIfDisposedOrNotOpen();
        var channel = OnCreateChannel(to, via);
        if (channel is IChannel tracked)
        {
            Track(tracked);
        }

        return channel;
    }

    /// <summary>Makes a channel of the shape.</summary>
    /// <param name="address">The endpoint.</param>
    /// <param name="via">The transport address.</param>
    protected abstract TChannel OnCreateChannel(EndpointAddress address, Uri via);

    /// <summary>Closes the channels that are still alive. A derived class calls it first, then closes what is its own.</summary>
    /// <param name="cancellationToken">Fires at the close timeout.</param>
    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        foreach (var channel in TakeChannels())
        {
            try
            {
                await channel.CloseAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is CommunicationException or TimeoutException or OperationCanceledException)
            {
                channel.Abort();
            }
        }
    }

    /// <summary>Aborts the channels that are still alive. A derived class calls it first, then releases what is its own.</summary>
    protected override void OnAbort()
    {
        foreach (var channel in TakeChannels())
        {
            channel.Abort();
        }
    }

    private void Track(IChannel channel)
    {
        lock (_channels)
        {
            _channels.Add(channel);
        }

        channel.Closed += OnChannelClosed;
        if (State != CommunicationState.Opened)
        {
            // The factory was closed or aborted meanwhile, and may not have seen the channel.
            channel.Abort();
        }

        if (channel.State == CommunicationState.Closed)
        {
            OnChannelClosed(channel, EventArgs.Empty);
        }
    }

    private void OnChannelClosed(object? sender, EventArgs e)
    {
        lock (_channels)
        {
            _channels.Remove((IChannel)sender!);
        }
    }

    private IChannel[] TakeChannels()
    {
        lock (_channels)
        {
            IChannel[] channels = [.. _channels];
            _channels.Clear();
            return channels;
        }
    }
}
