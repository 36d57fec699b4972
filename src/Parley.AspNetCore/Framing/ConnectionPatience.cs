namespace Parley.Channels.Framing;

/// <summary>
/// The time that a connection has until its session is served, and its eviction when others need the room. Both end when the
/// session has its place, and begin anew with the next preamble.
/// </summary>
internal sealed class ConnectionPatience(FramingConnection connection, SharedListener listener)
{
    private readonly Lock _gate = new();
    private CancellationTokenSource? _time;
    private Stage _stage;
    private volatile bool _isEvicted;

    private enum Stage
    {
        Preamble,
        WaitsForRoom,
        Served,
    }

    /// <summary>True when the connection had to make room.</summary>
    public bool IsEvicted => _isEvicted;

    /// <summary>Tells an eviction from a client that has hung up.</summary>
    /// <exception cref="IOException">The connection had to make room.</exception>
    public void ThrowIfEvicted()
    {
        if (_isEvicted)
        {
            throw new IOException("The connection was ended to make room.");
        }
    }

    /// <summary>A preamble may come. An eviction was for the preamble before.</summary>
    /// <param name="time">Fires when the time is over.</param>
    public void Begin(CancellationTokenSource time)
    {
        lock (_gate)
        {
            _stage = Stage.Preamble;
            _isEvicted = false;
            _time = time;
        }
    }

    /// <summary>Makes room for others: the connection is ended, or told that there is no room when its preamble is complete.</summary>
    public void Evict()
    {
        lock (_gate)
        {
            if (_stage == Stage.Served)
            {
                // It got its place just before it was to make room.
                return;
            }

            _isEvicted = true;
            if (_stage == Stage.WaitsForRoom)
            {
                _time?.Cancel();
            }
            else
            {
                connection.Abort();
            }
        }
    }

    /// <summary>The preamble is complete; the session waits for room among those that wait to be accepted.</summary>
    public void WaitForRoom()
    {
        lock (_gate)
        {
            _stage = Stage.WaitsForRoom;
            if (_isEvicted)
            {
                _time?.Cancel();
            }
        }
    }

    /// <summary>The preamble is complete, and a request follows that has a time limit of its own.</summary>
    public void RequestBegins()
    {
        lock (_gate)
        {
            _time?.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The request has been read; now it may wait for room as long as a session may.</summary>
    public void RequestEnds()
    {
        lock (_gate)
        {
            _time?.CancelAfter(TimeoutScope.ForTimer(listener.ChannelInitializationTimeout));
        }
    }

    /// <summary>The session has its place, or the connection ends: the time does not fire any more.</summary>
    public void End()
    {
        lock (_gate)
        {
            _stage = Stage.Served;
            _time?.CancelAfter(Timeout.InfiniteTimeSpan);
            _time = null;
        }
    }
}
