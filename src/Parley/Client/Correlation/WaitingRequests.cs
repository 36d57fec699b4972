using System.Xml;
using Parley.Channels;

namespace Parley;

/// <summary>The requests of a channel that wait for their replies, each by its MessageID. Whoever takes one out completes it.</summary>
internal sealed class WaitingRequests
{
    private const int MaxFree = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<UniqueId, PendingReply> _others = [];
    private PendingReply? _single;
    private Exception? _failure;
    private PendingReply? _spare;
    private PendingReply? _free;
    private int _freeCount;
    private bool _hasGivenUp;

    /// <summary>A request is about to leave.</summary>
    /// <exception cref="CommunicationException">No reply can come any more.</exception>
    /// <exception cref="InvalidOperationException">A request with this MessageID waits already.</exception>
    internal PendingReply Add(UniqueId id)
    {
        lock (_lock)
        {
            if (_failure is not null)
            {
                throw new CommunicationException(_failure.Message, _failure);
            }

            var pending = Interlocked.Exchange(ref _spare, null) ?? TakeFree() ?? new PendingReply(this);
            pending.Start(id);
            if (!TryAdd(id, pending))
            {
                throw new InvalidOperationException($"A request with the MessageID {id} waits for its reply already.");
            }

            return pending;
        }
    }

    /// <summary>Takes the request out that a reply relates to; null when none waits.</summary>
    internal PendingReply? Remove(UniqueId id)
    {
        lock (_lock)
        {
            if (_single is { } single && single.Id == id)
            {
                _single = null;
                return single;
            }

            return _others.Count > 0 && _others.Remove(id, out var pending) ? pending : null;
        }
    }

    /// <summary>Takes the request out that a fault without RelatesTo is about: the only one that can be meant.</summary>
    internal PendingReply? RemoveOnly()
    {
        lock (_lock)
        {
            if (_hasGivenUp || _others.Count + (_single is null ? 0 : 1) != 1)
            {
                return null;
            }

            if (_single is { } single)
            {
                _single = null;
                return single;
            }

            var only = _others.Values.First();
            _others.Clear();
            return only;
        }
    }

    /// <summary>The request did not leave. Whoever took it out of the table meanwhile has completed it for nobody.</summary>
    internal void Forget(PendingReply pending)
    {
        if (Remove(pending.Id) is not null)
        {
            Recycle(pending);
        }
    }

    /// <summary>The time of the call is over: its request waits no longer, if it still does.</summary>
    internal void Cancel(UniqueId id, CancellationToken cancellationToken)
    {
        if (Remove(id) is not { } pending)
        {
            return;
        }

        lock (_lock)
        {
            _hasGivenUp = true;
        }

        pending.Fail(new OperationCanceledException(cancellationToken));
    }

    /// <summary>No reply will come any more: every request that waits fails, and later ones too.</summary>
    internal void Fail(Exception exception) => Fail(exception, forEver: true);

    /// <summary>No reply will come to the requests that wait now: they fail, and later ones do not.</summary>
    internal void Lose(CommunicationException exception) => Fail(exception, forEver: false);

    private void Fail(Exception exception, bool forEver)
    {
        PendingReply[] waiting;
        lock (_lock)
        {
            if (forEver)
            {
                _failure ??= exception;
            }

            waiting = _single is null ? [.. _others.Values] : [_single, .. _others.Values];
            _hasGivenUp |= waiting.Length > 0;
            _single = null;
            _others.Clear();
        }

        foreach (var pending in waiting)
        {
            pending.Fail(exception);
        }
    }

    /// <summary>Takes back what serves another request from now on.</summary>
    internal void Recycle(PendingReply pending)
    {
        if (Interlocked.CompareExchange(ref _spare, pending, null) is null)
        {
            return;
        }

        lock (_lock)
        {
            if (_freeCount < MaxFree)
            {
                pending.NextFree = _free;
                _free = pending;
                _freeCount++;
            }
        }
    }

    private PendingReply? TakeFree()
    {
        var pending = _free;
        if (pending is not null)
        {
            _free = pending.NextFree;
            pending.NextFree = null;
            _freeCount--;
        }

        return pending;
    }

    /// <summary>Most channels have one request under way at a time: it needs no table.</summary>
    private bool TryAdd(UniqueId id, PendingReply pending)
    {
        if (_single is not null)
        {
            return _single.Id != id && _others.TryAdd(id, pending);
        }

        if (_others.Count > 0 && _others.ContainsKey(id))
        {
            return false;
        }

        _single = pending;
        return true;
    }
}
