using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Parley.Channels.Framing;

/// <summary>The sockets at one address, and the endpoints of the process that share them. The first endpoint opens them, the last closes them.</summary>
internal sealed class SharedListener
{
    /// <summary>
    /// How many connections may be in their preamble at once. They are cheap; beyond it the oldest is closed, so that those who say nothing
    /// cannot keep out those who do.
    /// </summary>
    public const int MaxPreambles = 4096;

    private readonly Lock _gate = new();
    private readonly ViaTable _vias = new();
    private readonly LinkedList<ServiceConnection> _preambles = [];
    private readonly FramingSettings _settings;
    private readonly TaskCompletionSource _hasEndpoint = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FramingServer? _server;
    private int _connections;
    private volatile bool _isClosed;

    private SharedListener(FramingEndpoint first)
    {
        Logger = first.Logger;
        ChannelInitializationTimeout = first.ChannelInitializationTimeout;
        IdleTimeout = first.IdleTimeout;
        _settings = first.Settings;
    }

    public ILogger Logger { get; }

    /// <summary>How long a preamble may take; before an endpoint is known, its first endpoint's setting holds.</summary>
    public TimeSpan ChannelInitializationTimeout { get; }

    public TimeSpan IdleTimeout { get; }

    /// <summary>True when the last endpoint has gone.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>The settings until an endpoint is known; null when the last has gone.</summary>
    public FramingSettings? AnySettings => IsClosed ? null : _settings;

    /// <summary>How many connections there are, of every kind.</summary>
    public int ConnectionCount => Volatile.Read(ref _connections);

    /// <summary>How many connections are in their preamble, wait for room, or lie idle after a session.</summary>
    public int PreambleCount
    {
        get
        {
            lock (_gate)
            {
                return _preambles.Count;
            }
        }
    }

    /// <summary>The port that the first socket is bound to.</summary>
    public int Port => _server?.Port ?? 0;

    public static async ValueTask<SharedListener> OpenAsync(
        ListenTarget target, FramingEndpoint first, CancellationToken cancellationToken)
    {
        var listener = new SharedListener(first);
        try
        {
            listener._server = await FramingServer.StartAsync(
                target, first.ListenBacklog, listener.ServeAsync, first.LoggerFactory, first.Logger, first.Settings.TimeProvider, cancellationToken)
                .ConfigureAwait(false);
            return listener;
        }
        catch (Exception exception) when (exception is IOException or SocketException or UnauthorizedAccessException or AddressInUseException)
        {
            throw Translate(exception, first.Uri);
        }
        finally
        {
            listener._isClosed = listener._server is null;
            if (listener._isClosed)
            {
                listener._hasEndpoint.SetResult();
            }
        }
    }

    public bool TryAdd(FramingEndpoint endpoint)
    {
        lock (_gate)
        {
            if (IsClosed || !_vias.TryAdd(endpoint))
            {
                return false;
            }
        }

        _hasEndpoint.TrySetResult();
        return true;
    }

    /// <returns>True when it was the last.</returns>
    public bool Remove(FramingEndpoint endpoint)
    {
        lock (_gate)
        {
            _vias.Remove(endpoint);
            return _vias.IsEmpty;
        }
    }

    public FramingEndpoint? Find(Uri via) => _vias.Find(via);

    public void BeginPreamble(ServiceConnection connection)
    {
        ServiceConnection? oldest = null;
        lock (_gate)
        {
            connection.PendingNode = _preambles.AddLast(connection);
            if (_preambles.Count > MaxPreambles)
            {
                oldest = _preambles.First!.Value;
                _preambles.RemoveFirst();
                oldest.PendingNode = null;
            }
        }

        oldest?.Patience.Evict();
        if (IsClosed)
        {
            connection.Patience.Evict();
        }
    }

    public void EndPreamble(ServiceConnection connection)
    {
        lock (_gate)
        {
            if (connection.PendingNode is { } node)
            {
                _preambles.Remove(node);
                connection.PendingNode = null;
            }
        }
    }

    public void Forget(ServiceConnection connection)
    {
        EndPreamble(connection);
        Interlocked.Decrement(ref _connections);
    }

    /// <summary>Stops listening. Sessions that have begun go on.</summary>
    public async ValueTask CloseAsync()
    {
        _isClosed = true;
        _hasEndpoint.TrySetResult();
        await _server!.UnbindAsync().ConfigureAwait(false);
        ServiceConnection[] waiting;
        lock (_gate)
        {
            waiting = [.. _preambles];
        }

        foreach (var connection in waiting)
        {
            connection.Patience.Evict();
        }
    }

    private static CommunicationException Translate(Exception exception, Uri address) =>
        exception switch
        {
            AddressInUseException or { InnerException: AddressInUseException }
                or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }
                or { InnerException: SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } } => new AddressAlreadyInUseException(
                $"Cannot listen at '{address}': another program, or another kind of endpoint of this one, has the address already.", exception),
            UnauthorizedAccessException or SocketException { SocketErrorCode: SocketError.AccessDenied } => new AddressAccessDeniedException(
                $"Cannot listen at '{address}': this user may not. Ports below 1024 and other users' folders need permission.", exception),
            _ => new CommunicationException($"Cannot listen at '{address}': {exception.Message}", exception),
        };

    private Task ServeAsync(ConnectionContext context)
    {
        Interlocked.Increment(ref _connections);
        var connection = new ServiceConnection(FramingConnectionContext.Take(context), this);
        return _hasEndpoint.Task.IsCompleted ? connection.RunAsync() : RunAsync(connection);
    }

    /// <summary>The sockets accept before the first endpoint is known: whoever is that quick finds it all the same.</summary>
    private async Task RunAsync(ServiceConnection connection)
    {
        await _hasEndpoint.Task.ConfigureAwait(false);
        await connection.RunAsync().ConfigureAwait(false);
    }
}
