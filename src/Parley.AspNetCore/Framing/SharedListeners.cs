namespace Parley.Channels.Framing;

/// <summary>The sockets of the process, by their address.</summary>
internal static class SharedListeners
{
    private const int MaxDynamicPortTries = 16;

    private static readonly SemaphoreSlim _turn = new(1, 1);
    private static readonly Dictionary<string, SharedListener> _listeners = new(StringComparer.Ordinal);

    /// <summary>Adds an endpoint to the sockets at its address, which are opened when it is the first. Its <see cref="FramingEndpoint.Uri"/> has the real port then.</summary>
    /// <exception cref="AddressAlreadyInUseException">The address, or the socket, is taken.</exception>
    public static async ValueTask AddAsync(FramingEndpoint endpoint, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var target = ListenTarget.Create(endpoint.Uri);
            if (endpoint.Scheme == "net.pipe")
            {
                LocalSocketPath.EnsurePipeFolder();
            }

            var existing = target.HasDynamicPort ? null : Find(target);
            var listener = existing ?? await OpenAsync(target, endpoint, cancellationToken).ConfigureAwait(false);
            if (!listener.TryAdd(endpoint))
            {
                throw new AddressAlreadyInUseException($"An endpoint of this process listens at '{endpoint.Uri}' already. Choose another path.");
            }

            if (existing is null)
            {
                _listeners.Add(KeyOf(target, endpoint, listener), listener);
            }

            if (target.HasDynamicPort)
            {
                endpoint.Uri = new UriBuilder(endpoint.Uri) { Port = listener.Port }.Uri;
            }

            FramingLog.Listening(endpoint.Logger, endpoint.Uri);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Takes an endpoint away; the last one closes the sockets.</summary>
    public static async ValueTask RemoveAsync(FramingEndpoint endpoint)
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            var target = ListenTarget.Create(endpoint.Uri);
            if (Find(target) is { } listener && listener.Remove(endpoint))
            {
                _listeners.Remove(_listeners.First(pair => pair.Value == listener).Key);
                await listener.CloseAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The sockets that an endpoint is at; null when it is at none.</summary>
    public static SharedListener? Find(Uri address) => Find(ListenTarget.Create(address));

    private static SharedListener? Find(ListenTarget target) =>
        _listeners.TryGetValue(target.Key, out var exact) ? exact
        : target.WildcardKey is not null && _listeners.TryGetValue(target.WildcardKey, out var wildcard) ? wildcard
        : null;

    private static string KeyOf(ListenTarget target, FramingEndpoint endpoint, SharedListener listener) =>
        target.HasDynamicPort ? ListenTarget.CreateTcp(endpoint.Uri, listener.Port).Key : target.Key;

    private static async ValueTask<SharedListener> OpenAsync(
        ListenTarget target, FramingEndpoint endpoint, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await SharedListener.OpenAsync(target, endpoint, cancellationToken).ConfigureAwait(false);
            }
            catch (AddressAlreadyInUseException) when (
                target.HasDynamicPort && target.EndPoints.Count > 1 && attempt < MaxDynamicPortTries)
            {
                // The port that was free for one loopback address was not for the other.
            }
        }
    }
}
