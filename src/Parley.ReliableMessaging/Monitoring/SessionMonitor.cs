namespace Parley.ReliableMessaging;

/// <summary>Shows the sessions of those below it: of a host's listeners, of a container's hosts and clients.</summary>
/// <remarks>One that shows no session is not known to the one above: whatever is forgotten leaves nothing behind.</remarks>
internal class SessionMonitor(SessionMonitor? above = null) : IReliableSessionMonitor
{
    private readonly Lock _lock = new();
    private readonly HashSet<SessionMonitor> _below = [];

    public virtual int Count => Snapshot().Sum(static monitor => monitor.Count);

    /// <inheritdoc/>
    public IReadOnlyList<ReliableSessionSnapshot> GetSessions()
    {
        var sessions = new List<ReliableSessionSnapshot>();
        AddTo(sessions);
        return sessions;
    }

    /// <summary>Looks at every session.</summary>
    protected virtual void AddTo(List<ReliableSessionSnapshot> sessions)
    {
        foreach (var monitor in Snapshot())
        {
            monitor.AddTo(sessions);
        }
    }

    /// <summary>The first session is here.</summary>
    protected void TellFirst()
    {
        if (above is null)
        {
            return;
        }

        lock (above._lock)
        {
            if (above._below.Add(this) && above._below.Count == 1)
            {
                above.TellFirst();
            }
        }
    }

    /// <summary>The last session is gone.</summary>
    protected void TellLast()
    {
        if (above is null)
        {
            return;
        }

        lock (above._lock)
        {
            if (above._below.Remove(this) && above._below.Count == 0)
            {
                above.TellLast();
            }
        }
    }

    private SessionMonitor[] Snapshot()
    {
        lock (_lock)
        {
            return [.. _below];
        }
    }
}

/// <summary>The sessions of one channel factory or listener.</summary>
internal sealed class SessionList(SessionMonitor? above) : SessionMonitor(above)
{
    private readonly Lock _lock = new();
    private SessionDriver? _first;
    private int _count;

    public override int Count => Volatile.Read(ref _count);

    /// <summary>A session begins. It may hold its own lock.</summary>
    public void Add(SessionDriver session)
    {
        lock (_lock)
        {
            session.Next = _first;
            _first?.Previous = session;
            _first = session;
            if (++_count == 1)
            {
                TellFirst();
            }
        }
    }

    /// <summary>A session that was added has ended. It may hold its own lock.</summary>
    public void Remove(SessionDriver session)
    {
        lock (_lock)
        {
            if (_first == session)
            {
                _first = session.Next;
            }

            session.Previous?.Next = session.Next;
            session.Next?.Previous = session.Previous;
            session.Next = session.Previous = null;
            if (--_count == 0)
            {
                TellLast();
            }
        }
    }

    protected override void AddTo(List<ReliableSessionSnapshot> sessions)
    {
        // A session may add or remove itself with its own lock held: it is not looked at with the list's.
        var now = new List<SessionDriver>();
        lock (_lock)
        {
            now.EnsureCapacity(_count);
            for (var session = _first; session is not null; session = session.Next)
            {
                now.Add(session);
            }
        }

        foreach (var session in now)
        {
            sessions.Add(session.Snapshot());
        }
    }
}
