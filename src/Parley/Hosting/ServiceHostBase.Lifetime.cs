using Parley.Dispatcher;

namespace Parley;

/// <content>Opening, closing and failing, with all dispatchers and the single instance.</content>
public abstract partial class ServiceHostBase
{
    /// <inheritdoc/>
    void IDisposable.Dispose()
    {
        DisposeAsync().AsTask().GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override async ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        OpeningContext = SynchronizationContext.Current;
        InitializeRuntime();
        await OpenSingletonAsync().ConfigureAwait(false);
        foreach (var dispatcher in ChannelDispatchers)
        {
            await dispatcher.OpenAsync(cancellationToken).ConfigureAwait(false);
            ShowRealAddress(dispatcher);
            Log.Listening(Description.Name, dispatcher.Listener?.Uri is { } uri ? Show(uri) : null);
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        // All listeners first: nothing new begins at one while another waits for its sessions.
        foreach (var dispatcher in ChannelDispatchers)
        {
            await dispatcher.CloseInputAsync(cancellationToken).ConfigureAwait(false);
        }

        var aborted = 0;
        foreach (var dispatcher in ChannelDispatchers)
        {
            await dispatcher.CloseAsync(cancellationToken).ConfigureAwait(false);
            aborted += (dispatcher as ChannelDispatcher)?.AbortedSessions ?? 0;
        }

        if (aborted > 0)
        {
            Log.SessionsAborted(Description.Name, _closeTimeout, aborted);
        }

        if (_singleton is { HasUserObject: false } singleton)
        {
            try
            {
                // A call whose client has gone may be under way still.
                await singleton.WhenUnused().WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // The time is up: the object goes as the sessions went.
            }

            await singleton.CloseAsync(CancellationToken.None).ConfigureAwait(false);
        }

        Log.Closed(Description.Name);
    }

    /// <inheritdoc/>
    protected override void OnAbort()
    {
        foreach (var dispatcher in ChannelDispatchers)
        {
            dispatcher.Abort();
        }

        if (_singleton is { HasUserObject: false } singleton)
        {
            singleton.Abort();
        }
    }

    /// <inheritdoc/>
    protected override void OnFaulted()
    {
        base.OnFaulted();
        foreach (var dispatcher in ChannelDispatchers)
        {
            dispatcher.Abort();
        }
    }

    /// <summary>The service object of a single-instance service is made when the host opens.</summary>
    private async ValueTask OpenSingletonAsync()
    {
        if (_singleton is null)
        {
            return;
        }

        foreach (var initializer in _singleton.Runtime?.InstanceContextInitializers ?? [])
        {
            initializer.Initialize(_singleton, null);
        }

        await _singleton.EnsureOpenAsync().ConfigureAwait(false);
        _singleton.GetServiceInstance();
    }

    /// <summary>An endpoint with port 0 got a real one from the operating system.</summary>
    private void ShowRealAddress(ChannelDispatcherBase dispatcher)
    {
        if (dispatcher is not ChannelDispatcher { Listener.Uri: { } real } channelDispatcher)
        {
            return;
        }

        foreach (var endpoint in channelDispatcher.Endpoints)
        {
            foreach (var described in Description.Endpoints)
            {
                if (ReferenceEquals(described.Address, endpoint.OriginalAddress) && !ReferenceEquals(described.Address, endpoint.EndpointAddress))
                {
                    described.Address = endpoint.EndpointAddress;
                    if (described.ListenUri is { Port: 0 })
                    {
                        described.ListenUri = real;
                    }
                }
            }
        }
    }
}
