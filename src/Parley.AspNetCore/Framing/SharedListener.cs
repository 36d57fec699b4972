using System.Net;
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
    private readonly List<ConnectionSource> _sources = [];
    private readonly FramingSettings _settings;
    private readonly string? _file;
    private (DateTime Made, DateTime Written) _mark;
    private int _connections;
    private int _acceptLoops;
    private volatile bool _isClosed;
    private bool _isDisposed;

    private SharedListener(FramingEndpoint first, string? file)
    {
        Logger = first.Logger;
        ChannelInitializationTimeout = first.ChannelInitializationTimeout;
        IdleTimeout = first.IdleTimeout;
        _settings = first.Settings;
        _file = file;
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
    public int Port => (_sources[0].EndPoint as IPEndPoint)?.Port ?? 0;

    public static async ValueTask<SharedListener> OpenAsync(
        ListenTarget target, FramingEndpoint first, CancellationToken cancellationToken)
    {
        var listener = new SharedListener(first, target.File);
        try
        {
            await listener.BindAsync(target, first.ListenBacklog, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or SocketException or UnauthorizedAccessException or AddressInUseException)
        {
            await listener.CloseAsync().ConfigureAwait(false);
            throw Translate(exception, first.Uri);
        }
        catch
        {
            await listener.CloseAsync().ConfigureAwait(false);
            throw;
        }

        listener._acceptLoops = listener._sources.Count;
        foreach (var source in listener._sources)
        {
            _ = listener.AcceptAsync(source);
        }

        return listener;
    }

    public bool TryAdd(FramingEndpoint endpoint)
    {
        lock (_gate)
        {
            return !IsClosed && _vias.TryAdd(endpoint);
        }
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
        DisposeWhenUnused();
    }

    /// <summary>Stops listening. Sessions that have begun go on.</summary>
    public async ValueTask CloseAsync()
    {
        _isClosed = true;
        if (_file is not null && _sources.Count > 0)
        {
            // Before the socket goes: a successor makes its own only when nobody listens here.
            LocalSocketFile.Remove(_file, _mark);
        }

        foreach (var source in _sources)
        {
            await source.UnbindAsync().ConfigureAwait(false);
        }

        if (_file is not null && _sources.Count > 0 && OperatingSystem.IsWindows())
        {
            // It may keep the file of a socket that is open.
            LocalSocketFile.Remove(_file, _mark);
        }

        ServiceConnection[] waiting;
        lock (_gate)
        {
            waiting = [.. _preambles];
        }

        foreach (var connection in waiting)
        {
            connection.Patience.Evict();
        }

        DisposeWhenUnused();
    }

    private static CommunicationException Translate(Exception exception, Uri address) =>
        exception switch
        {
            AddressInUseException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }
                or { InnerException: SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } } => new AddressAlreadyInUseException(
                $"Cannot listen at '{address}': another program, or another kind of endpoint of this one, has the address already.", exception),
            UnauthorizedAccessException or SocketException { SocketErrorCode: SocketError.AccessDenied } => new AddressAccessDeniedException(
                $"Cannot listen at '{address}': this user may not. Ports below 1024 and other users' folders need permission.", exception),
            _ => new CommunicationException($"Cannot listen at '{address}': {exception.Message}", exception),
        };

    private static async ValueTask<ConnectionSource> BindAsync(EndPoint address, int backlog, CancellationToken cancellationToken) =>
        address is NamedPipeEndPoint && OperatingSystem.IsWindows()
            ? new KestrelSource(await NamedPipeTransport.Create(address).BindAsync(address, cancellationToken).ConfigureAwait(false))
            : SocketSource.Bind(address, backlog);

    private async ValueTask BindAsync(ListenTarget target, int backlog, CancellationToken cancellationToken)
    {
        if (target.File is { } file)
        {
            await LocalSocketFile.PrepareAsync(file, cancellationToken).ConfigureAwait(false);
        }

        _sources.Add(await BindAsync(target.EndPoints[0], backlog, cancellationToken).ConfigureAwait(false));
        if (target.File is { } made)
        {
            _mark = LocalSocketFile.Mark(made);
        }

        foreach (var other in target.EndPoints.Skip(1))
        {
            try
            {
                var same = other is IPEndPoint ip ? new IPEndPoint(ip.Address, Port) : other;
                _sources.Add(SocketSource.Bind(same, backlog));
            }
            catch (SocketException exception) when (exception.SocketErrorCode is SocketError.AddressNotAvailable
                or SocketError.AddressFamilyNotSupported)
            {
                // The machine has no such address.
            }
        }
    }

    private async Task AcceptAsync(ConnectionSource source)
    {
        try
        {
            while (!IsClosed)
            {
                try
                {
                    var connection = await source.AcceptAsync().ConfigureAwait(false);
                    if (connection is null)
                    {
                        return;
                    }

                    Interlocked.Increment(ref _connections);
                    ThreadPool.UnsafeQueueUserWorkItem(new ServiceConnection(connection, this), preferLocal: false);
                }
                catch (Exception exception) when (!IsClosed)
                {
                    // The process may be out of handles: others go on, and some will be free again.
                    FramingLog.AcceptFailed(Logger, exception);
                    await Task.Delay(TimeSpan.FromMilliseconds(100), _settings.TimeProvider).ConfigureAwait(false);
                }
            }
        }
        catch (Exception exception) when (IsClosed && exception is IOException or SocketException or ObjectDisposedException)
        {
            // The listener closes.
        }
        finally
        {
            Interlocked.Decrement(ref _acceptLoops);
            DisposeWhenUnused();
        }
    }

    // Connections use the memory of the listener that accepted them, so it goes after the last of them.
    private void DisposeWhenUnused()
    {
        lock (_gate)
        {
            if (_isDisposed || !IsClosed || ConnectionCount > 0 || Volatile.Read(ref _acceptLoops) > 0)
            {
                return;
            }

            _isDisposed = true;
        }

        _ = DisposeAsync();
    }

    private async Task DisposeAsync()
    {
        foreach (var source in _sources)
        {
            await source.DisposeAsync().ConfigureAwait(false);
        }
    }
}
