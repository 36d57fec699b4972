using System.Collections.ObjectModel;
using Parley.Channels;
using Parley.Description;
using Parley.Dispatcher;

namespace Parley;

/// <summary>
/// Opens a service at its endpoints and closes it again. <c>ServiceHost</c> in Parley.AspNetCore is the one to use; this is
/// its base, for hosts that describe their services in another way. WCF documentation: ServiceHostBase.
/// </summary>
public abstract class ServiceHostBase : CommunicationObject, IExtensibleObject<ServiceHostBase>
{
    private TimeSpan _openTimeout = TimeSpan.FromMinutes(1);
    private TimeSpan _closeTimeout = TimeSpan.FromSeconds(10);
    private ServiceDescription? _description;

    /// <summary>Creates the host.</summary>
    protected ServiceHostBase()
    {
        Extensions = new ExtensionCollection<ServiceHostBase>(this);
        ChannelDispatchers = new ChannelDispatcherCollection(this);
    }

    /// <summary>Somebody sent a message that no endpoint takes.</summary>
    public event EventHandler<UnknownMessageReceivedEventArgs>? UnknownMessageReceived;

    /// <summary>What takes the messages: one dispatcher for each address that the host listens at. Filled when the host opens.</summary>
    public ChannelDispatcherCollection ChannelDispatchers { get; }

    /// <summary>How long <see cref="CommunicationObject.CloseAsync"/> waits for the sessions to end before it aborts them. Default 10 seconds.</summary>
    public TimeSpan CloseTimeout
    {
        get => _closeTimeout;
        set
        {
            ThrowIfDisposedOrImmutable();
            _closeTimeout = value;
        }
    }

    /// <summary>How long opening may take. Default one minute.</summary>
    public TimeSpan OpenTimeout
    {
        get => _openTimeout;
        set
        {
            ThrowIfDisposedOrImmutable();
            _openTimeout = value;
        }
    }

    /// <summary>The service: its endpoints and behaviours. To be changed before the host opens.</summary>
    public ServiceDescription Description =>
        _description ?? throw new InvalidOperationException("The host has no service description yet. Call InitializeDescription in its constructor.");

    /// <summary>State and behaviour that users attach.</summary>
    public IExtensionCollection<ServiceHostBase> Extensions { get; }

    /// <inheritdoc/>
    protected override TimeSpan DefaultOpenTimeout => _openTimeout;

    /// <inheritdoc/>
    protected override TimeSpan DefaultCloseTimeout => _closeTimeout;

    internal void RaiseUnknownMessageReceived(Message message) =>
        UnknownMessageReceived?.Invoke(this, new UnknownMessageReceivedEventArgs(message));

    /// <summary>Describes the service.</summary>
    /// <param name="description">The description.</param>
    protected void InitializeDescription(ServiceDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        _description = description;
    }

    /// <inheritdoc/>
    protected override async ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        foreach (var dispatcher in ChannelDispatchers)
        {
            await dispatcher.OpenAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        foreach (var dispatcher in ChannelDispatchers)
        {
            await dispatcher.CloseAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override void OnAbort()
    {
        foreach (var dispatcher in ChannelDispatchers)
        {
            dispatcher.Abort();
        }
    }
}
