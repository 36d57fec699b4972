using System.Collections.ObjectModel;
using Parley.Channels;

namespace Parley.Dispatcher;

/// <summary>
/// Takes the channels of one listener and the messages of those channels, and gives them to the endpoints at the
/// listener's address. WCF documentation: ChannelDispatcher.
/// </summary>
public class ChannelDispatcher : ChannelDispatcherBase
{
    private readonly IDefaultCommunicationTimeouts? _timeouts;
    private ServiceHostBase? _host;
    private ChannelAcceptor? _acceptor;
    private DispatchTable? _table;

    /// <summary>Creates the dispatcher of a listener.</summary>
    /// <param name="listener">The listener.</param>
    public ChannelDispatcher(IChannelListener listener)
        : this(listener, null, null)
    {
    }

    /// <summary>Creates the dispatcher of a listener.</summary>
    /// <param name="listener">The listener.</param>
    /// <param name="bindingName">The name of the binding that made it.</param>
    public ChannelDispatcher(IChannelListener listener, string? bindingName)
        : this(listener, bindingName, null)
    {
    }

    /// <summary>Creates the dispatcher of a listener.</summary>
    /// <param name="listener">The listener.</param>
    /// <param name="bindingName">The name of the binding that made it.</param>
    /// <param name="timeouts">The binding, or whatever else knows the timeouts; null for the defaults.</param>
    public ChannelDispatcher(IChannelListener listener, string? bindingName, IDefaultCommunicationTimeouts? timeouts)
    {
        ArgumentNullException.ThrowIfNull(listener);
        Listener = listener;
        BindingName = bindingName ?? string.Empty;
        _timeouts = timeouts;
        Endpoints = new EndpointCollection(this);
    }

    /// <summary>The name of the binding that made the listener.</summary>
    public string BindingName { get; }

    /// <summary>See every accepted channel before its first message.</summary>
    public Collection<IChannelInitializer> ChannelInitializers { get; } = [];

    /// <summary>The endpoints at the listener's address.</summary>
    public Collection<EndpointDispatcher> Endpoints { get; }

    /// <summary>See the exceptions of the service and choose their faults.</summary>
    public Collection<IErrorHandler> ErrorHandlers { get; } = [];

    /// <inheritdoc/>
    public override ServiceHostBase? Host => _host;

    /// <summary>True to send undeclared exceptions to clients, for debugging; never in production. Default false.</summary>
    public bool IncludeExceptionDetailInFaults { get; set; }

    /// <inheritdoc/>
    public override IChannelListener Listener { get; }

    /// <summary>True when the user writes the addressing headers of replies. Default false.</summary>
    public bool ManualAddressing { get; set; }

    /// <summary>The SOAP and addressing versions of the binding's messages.</summary>
    public MessageVersion? MessageVersion { get; set; }

    /// <summary>How much goes on at once; shared by all listeners of the host.</summary>
    public ServiceThrottle? ServiceThrottle { get; set; }

    /// <summary>True when the channels have sessions that the contract does not want to see.</summary>
    internal bool HidesSessions { get; set; }

    /// <summary>What the listener asks for the endpoints; null when it was built without.</summary>
    internal EndpointDirectory? Directory { get; init; }

    /// <summary>How many sessions the last close had to abort.</summary>
    internal int AbortedSessions { get; private set; }

    /// <inheritdoc/>
    protected override TimeProvider TimeProvider => _host?.Clock ?? TimeProvider.System;

    /// <inheritdoc/>
    protected override TimeSpan DefaultOpenTimeout => _timeouts?.OpenTimeout ?? TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override TimeSpan DefaultCloseTimeout => _timeouts?.CloseTimeout ?? TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected internal override void Attach(ServiceHostBase host)
    {
        ArgumentNullException.ThrowIfNull(host);
        ThrowIfDisposedOrImmutable();
        if (_host is not null)
        {
            throw new InvalidOperationException("The channel dispatcher belongs to a host already.");
        }

        _host = host;
    }

    /// <inheritdoc/>
    protected internal override void Detach(ServiceHostBase host)
    {
        if (ReferenceEquals(_host, host))
        {
            _host = null;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask CloseInputAsync(CancellationToken cancellationToken = default)
    {
        if (_acceptor is null)
        {
            return;
        }

        await _acceptor.StopAsync().ConfigureAwait(false);
        if (!_acceptor.HasSessions && Listener.State == CommunicationState.Opened)
        {
            // Without sessions the listener is all that brings new requests.
            try
            {
                await Listener.CloseAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is OperationCanceledException or TimeoutException)
            {
                Listener.Abort();
            }
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        await Listener.OpenAsync(cancellationToken).ConfigureAwait(false);
        foreach (var endpoint in Endpoints)
        {
            endpoint.TakePort(Listener.Uri.Port);
        }

        _table = new DispatchTable(this, _timeouts ?? new CustomBinding());
        Directory?.Open(_table);
        _acceptor = ChannelAcceptor.For(Listener, _table);
    }

    /// <inheritdoc/>
    protected override void OnOpened()
    {
        base.OnOpened();
        _acceptor!.Start();
    }

    /// <inheritdoc/>
    /// <remarks>Waits for the sessions until the token fires, and aborts those that are left then.</remarks>
    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        await CloseInputAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _acceptor!.WhenEmpty().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            AbortedSessions = _acceptor!.AbortAll();
        }

        _table!.IdleWatch!.Stop();
        if (Listener.State == CommunicationState.Opened)
        {
            await Listener.CloseAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override void OnAbort()
    {
        Listener.Abort();
        _acceptor?.AbortAll();
        _table?.IdleWatch?.Stop();
    }

    /// <inheritdoc/>
    protected override void OnClosed()
    {
        base.OnClosed();
        _acceptor?.Dispose();
    }

    private sealed class EndpointCollection(ChannelDispatcher owner) : Collection<EndpointDispatcher>
    {
        protected override void InsertItem(int index, EndpointDispatcher item)
        {
            ArgumentNullException.ThrowIfNull(item);
            item.ChannelDispatcher = owner;
            base.InsertItem(index, item);
        }

        protected override void SetItem(int index, EndpointDispatcher item)
        {
            ArgumentNullException.ThrowIfNull(item);
            this[index].ChannelDispatcher = null;
            item.ChannelDispatcher = owner;
            base.SetItem(index, item);
        }

        protected override void RemoveItem(int index)
        {
            this[index].ChannelDispatcher = null;
            base.RemoveItem(index);
        }

        protected override void ClearItems()
        {
            foreach (var endpoint in this)
            {
                endpoint.ChannelDispatcher = null;
            }

            base.ClearItems();
        }
    }
}
