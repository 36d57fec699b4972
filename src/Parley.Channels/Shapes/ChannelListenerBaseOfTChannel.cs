namespace Parley.Channels;

/// <summary>The base of channel listeners of one shape. WCF documentation: ChannelListenerBase&lt;TChannel&gt;.</summary>
/// <typeparam name="TChannel">The shape.</typeparam>
public abstract class ChannelListenerBase<TChannel> : ChannelListenerBase, IChannelListener<TChannel>
    where TChannel : class, IChannel
{
    /// <summary>Creates the listener with the default timeouts.</summary>
    protected ChannelListenerBase()
    {
    }

    /// <summary>Creates the listener.</summary>
    /// <param name="timeouts">The binding, or whatever else knows the timeouts; null for the defaults.</param>
    protected ChannelListenerBase(IDefaultCommunicationTimeouts? timeouts)
        : base(timeouts)
    {
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The listener has not been opened.</exception>
    public ValueTask<TChannel?> AcceptChannelAsync(CancellationToken cancellationToken = default)
    {
        if (State is CommunicationState.Closing or CommunicationState.Closed)
        {
            return default;
        }

        ThrowIfDisposedOrNotOpen();
        return OnAcceptChannelAsync(cancellationToken);
    }

    /// <summary>Waits for the next channel.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The channel; null when the listener is closed.</returns>
    protected abstract ValueTask<TChannel?> OnAcceptChannelAsync(CancellationToken cancellationToken);
}
