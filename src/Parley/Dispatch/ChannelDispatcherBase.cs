using Parley.Channels;

namespace Parley.Dispatcher;

/// <summary>What a host opens and closes: a listener, and what takes its messages. WCF documentation: ChannelDispatcherBase.</summary>
public abstract class ChannelDispatcherBase : CommunicationObject
{
    /// <summary>The host; null before the dispatcher is attached to one.</summary>
    public abstract ServiceHostBase? Host { get; }

    /// <summary>The listener.</summary>
    public abstract IChannelListener? Listener { get; }

    /// <summary>Stops taking new channels and requests; what is under way goes on.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public virtual ValueTask CloseInputAsync(CancellationToken cancellationToken = default) => default;

    /// <summary>The dispatcher has been added to a host.</summary>
    /// <param name="host">The host.</param>
    protected internal virtual void Attach(ServiceHostBase host)
    {
    }

    /// <summary>The dispatcher has been removed from a host.</summary>
    /// <param name="host">The host.</param>
    protected internal virtual void Detach(ServiceHostBase host)
    {
    }
}
