namespace Parley.Channels;

/// <summary>A client's factory of channels that send to a service and listen for it.</summary>
internal sealed class CompositeDuplexChannelFactory : ChannelFactoryBase<IDuplexChannel>
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Uri, Task<ClientListener>> _listeners = [];
    private readonly string _name = Guid.NewGuid().ToString("D");
    private readonly IChannelFactory<IOutputChannel> _outputs;
    private readonly BindingContext _listenerContext;
    private readonly Uri? _clientBaseAddress;
    private readonly string _scheme;
    private bool _isClosed;

    public CompositeDuplexChannelFactory(Uri? clientBaseAddress, BindingContext context)
        : base(context.Binding)
    {
        _clientBaseAddress = clientBaseAddress;
        _listenerContext = context.Clone();
        HostTransports.AddTo(_listenerContext);
        _scheme = context.RemainingBindingElements.Find<TransportBindingElement>()?.Scheme ?? string.Empty;
        TimeProvider = context.BindingParameters.Find<TimeProvider>() ?? TimeProvider.System;
        _outputs = context.BuildInnerChannelFactory<IOutputChannel>();
    }

    protected override TimeProvider TimeProvider { get; }

    public override T? GetProperty<T>()
        where T : class => base.GetProperty<T>() ?? _outputs.GetProperty<T>();

    /// <summary>The listener for what a service sends. The first channel that needs it opens it.</summary>
    /// <param name="via">The service's transport address.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask<ClientListener> ListenAsync(Uri via, CancellationToken cancellationToken)
    {
        var baseAddress = _clientBaseAddress ?? await ChooseBaseAddressAsync(via, cancellationToken).ConfigureAwait(false);
        Task<ClientListener> opening;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (!_listeners.TryGetValue(baseAddress, out opening!) || opening.IsFaulted || opening.IsCanceled)
            {
                using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
                _listeners[baseAddress] = opening = OpenAsync(baseAddress);
            }
        }

        return await opening.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override IDuplexChannel OnCreateChannel(EndpointAddress address, Uri via) =>
        new CompositeDuplexClientChannel(this, _outputs.CreateChannel(address, via));

    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => _outputs.OpenAsync(cancellationToken);

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        await base.OnCloseAsync(cancellationToken).ConfigureAwait(false);
        foreach (var opening in TakeListeners())
        {
            ClientListener listener;
            try
            {
                listener = await opening.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (!opening.IsCompletedSuccessfully && exception is not OutOfMemoryException)
            {
                // It has not opened, or will not be waited for.
                _ = AbortAsync(opening);
                continue;
            }

            await listener.CloseAsync(cancellationToken).ConfigureAwait(false);
        }

        await _outputs.CloseAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override void OnAbort()
    {
        base.OnAbort();
        foreach (var opening in TakeListeners())
        {
            _ = AbortAsync(opening);
        }

        _outputs.Abort();
    }

    private static async Task AbortAsync(Task<ClientListener> opening)
    {
        try
        {
            (await opening.ConfigureAwait(false)).Abort();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // It has not opened at all.
        }
    }

    private async ValueTask<Uri> ChooseBaseAddressAsync(Uri via, CancellationToken cancellationToken)
    {
        if (_listenerContext.RemainingBindingElements.Find<TransportBindingElement>() is NamedPipeTransportBindingElement or UnixDomainSocketTransportBindingElement)
        {
            throw new InvalidOperationException(
                $"The clients of the binding '{_listenerContext.Binding.Name}' have no address to listen at, and for '{_scheme}' none can be chosen. Set ClientBaseAddress.");
        }

        var address = await ClientAddresses.TowardsAsync(via, cancellationToken).ConfigureAwait(false);
        return new UriBuilder(_scheme, address.ToString(), 0, "Temporary_Listen_Addresses").Uri;
    }

    private async Task<ClientListener> OpenAsync(Uri baseAddress)
    {
        var context = _listenerContext.Clone();
        context.ListenUriBaseAddress = new Uri(baseAddress.AbsoluteUri.TrimEnd('/') + "/" + _name);
        var listener = new ClientListener(context.BuildInnerChannelListener<IInputChannel>());
        await listener.OpenAsync().ConfigureAwait(false);
        return listener;
    }

    private Task<ClientListener>[] TakeListeners()
    {
        lock (_lock)
        {
            _isClosed = true;
            Task<ClientListener>[] all = [.. _listeners.Values];
            _listeners.Clear();
            return all;
        }
    }
}
