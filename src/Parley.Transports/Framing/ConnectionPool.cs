namespace Parley.Channels.Framing;

/// <summary>
/// The idle connections of a client. Factories whose <see cref="ConnectionPoolLimits"/> and kind of connection are the same share one
/// pool; the last factory that closes empties it.
/// </summary>
internal sealed class ConnectionPool
{
    private static readonly Dictionary<(Type Dialer, ConnectionPoolLimits Limits, TimeProvider Time), ConnectionPool> _pools = [];

    private readonly (Type Dialer, ConnectionPoolLimits Limits, TimeProvider Time) _key;
    private readonly Dictionary<string, Stack<PooledConnection>> _idle = new(StringComparer.Ordinal);
    private ITimer? _sweep;
    private int _users;

    private ConnectionPool((Type, ConnectionPoolLimits, TimeProvider) key) => _key = key;

    /// <summary>How many idle connections there are.</summary>
    public int IdleCount
    {
        get
        {
            lock (_idle)
            {
                return _idle.Values.Sum(stack => stack.Count);
            }
        }
    }

    private ConnectionPoolLimits Limits => _key.Limits;

    private TimeProvider Time => _key.Time;

    /// <summary>Joins the pool that fits. <see cref="Leave"/> once, when no more connections will be taken.</summary>
    public static ConnectionPool Join(ConnectionDialer dialer, ConnectionPoolLimits limits, TimeProvider timeProvider)
    {
        var key = (dialer.GetType(), limits, timeProvider);
        lock (_pools)
        {
            if (!_pools.TryGetValue(key, out var pool))
            {
                _pools.Add(key, pool = new ConnectionPool(key));
            }

            pool._users++;
            return pool;
        }
    }

    /// <summary>Leaves the pool; the last one closes what is idle.</summary>
    public void Leave()
    {
        lock (_pools)
        {
            if (--_users > 0)
            {
                return;
            }

            _pools.Remove(_key);
        }

        List<PooledConnection> left;
        lock (_idle)
        {
            left = [.. _idle.Values.SelectMany(stack => stack)];
            _idle.Clear();
            _sweep?.Dispose();
            _sweep = null;
        }

        Discard(left);
    }

    /// <summary>Wraps a new connection, whose lease begins now.</summary>
    public PooledConnection Add(string address, FramingConnection connection) =>
        new(address, connection, Time.GetTimestamp());

    /// <summary>Takes an idle connection that may still be used; null when there is none.</summary>
    public PooledConnection? TryTake(string address)
    {
        List<PooledConnection>? stale = null;
        PooledConnection? found = null;
        lock (_idle)
        {
            while (found is null && _idle.TryGetValue(address, out var stack) && stack.TryPop(out var candidate))
            {
                if (stack.Count == 0)
                {
                    _idle.Remove(address);
                }

                if (IsUsable(candidate))
                {
                    found = candidate;
                }
                else
                {
                    (stale ??= []).Add(candidate);
                }
            }
        }

        Discard(stale);
        return found;
    }

    /// <summary>Puts a connection back whose session has ended on both sides; closes it where there is no use for it.</summary>
    public async ValueTask ReturnAsync(PooledConnection connection)
    {
        connection.IdleSince = Time.GetTimestamp();
        lock (_idle)
        {
            if (_users > 0 && Limits.IdleTimeout > TimeSpan.Zero && IsUsable(connection))
            {
                if (!_idle.TryGetValue(connection.Address, out var stack))
                {
                    _idle.Add(connection.Address, stack = new Stack<PooledConnection>());
                }

                if (stack.Count < Limits.MaxOutboundConnectionsPerEndpoint)
                {
                    stack.Push(connection);
                    _sweep ??= Time.CreateTimer(
                        static state => ((ConnectionPool)state!).Sweep(), this, SweepInterval, SweepInterval);
                    return;
                }
            }
        }

        await connection.Connection.CloseAsync().ConfigureAwait(false);
    }

    private TimeSpan SweepInterval =>
        TimeSpan.FromMilliseconds(Math.Clamp(Limits.IdleTimeout.TotalMilliseconds / 2, 1000, TimeSpan.FromHours(1).TotalMilliseconds));

    private bool IsUsable(PooledConnection candidate) =>
        Time.GetElapsedTime(candidate.IdleSince) < Limits.IdleTimeout
        && Time.GetElapsedTime(candidate.LeasedSince) < Limits.LeaseTimeout
        && candidate.Connection is not SocketConnection { IsQuiet: false };

    private void Sweep()
    {
        List<PooledConnection> stale = [];
        lock (_idle)
        {
            foreach (var (address, stack) in _idle.ToArray())
            {
                var kept = new Stack<PooledConnection>(stack.Reverse().Where(connection =>
                {
                    var usable = IsUsable(connection);
                    if (!usable)
                    {
                        stale.Add(connection);
                    }

                    return usable;
                }));
                if (kept.Count == 0)
                {
                    _idle.Remove(address);
                }
                else
                {
                    _idle[address] = kept;
                }
            }

            if (_idle.Count == 0)
            {
                _sweep?.Dispose();
                _sweep = null;
            }
        }

        Discard(stale);
    }

    private static void Discard(List<PooledConnection>? connections)
    {
        foreach (var connection in connections ?? [])
        {
            // Nothing was said since End on both sides: nothing can be lost by it.
            connection.Connection.Abort();
        }
    }
}
