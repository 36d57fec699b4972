using System.Diagnostics.CodeAnalysis;

namespace Parley.ReliableMessaging;

/// <summary>A request that a responder has taken, until its reply is acknowledged.</summary>
internal sealed class PendingReply<T>
{
    /// <summary>More than these exchanges are not kept waiting for one reply.</summary>
    public const int MaxExchanges = 16;

    private readonly List<long> _exchanges = new(1);

    /// <summary>The request's number.</summary>
    public required long Request { get; init; }

    /// <summary>True for LastMessage of 1.0.</summary>
    public bool IsLast { get; init; }

    /// <summary>The reply's number; 0 while the application has not replied.</summary>
    public long Number { get; set; }

    /// <summary>The reply.</summary>
    public T? Payload { get; set; }

    /// <summary>How often the reply was sent.</summary>
    public int Attempts { get; set; }

    /// <summary>When the reply was last sent.</summary>
    public TimeSpan SentAt { get; set; }

    /// <summary>The exchanges on which the reply is waited for.</summary>
    public List<long> Exchanges => _exchanges;
}

/// <summary>
/// The replies of a request-reply session: waited for, sent, and kept until they are acknowledged, so that a request that comes again has the
/// same reply and is not handed over again. WCF documentation: reliable messaging protocol, request-reply message exchange.
/// </summary>
/// <param name="record">What is told of the replies.</param>
internal sealed class ReplyCache<T>(SessionRecord<T> record)
{
    private readonly Dictionary<long, PendingReply<T>> _byRequest = [];
    private readonly List<PendingReply<T>> _unacknowledged = [];

    /// <summary>Requests whose reply is waited for, or not acknowledged.</summary>
    public int Count => _byRequest.Count;

    /// <summary>Replies that are kept until they are acknowledged.</summary>
    public int Unacknowledged => _unacknowledged.Count;

    /// <summary>Requests whose reply is waited for.</summary>
    public int Waiting => _byRequest.Count - _unacknowledged.Count;

    /// <summary>True when a reply of the application's own is waited for, or not acknowledged.</summary>
    public bool HasOpenReplies => Waiting != 0 || _unacknowledged.Exists(static reply => !reply.IsLast);

    /// <summary>The number of the last reply; 0 when there was none.</summary>
    public long LastNumber { get; private set; }

    /// <summary>Exchanges on which a reply is waited for.</summary>
    public int Exchanges => _byRequest.Values.Sum(static pending => pending.Exchanges.Count);

    /// <summary>A request was taken.</summary>
    public PendingReply<T> Begin(long request, bool isLast)
    {
        var pending = new PendingReply<T> { Request = request, IsLast = isLast };
        _byRequest.Add(request, pending);
        return pending;
    }

    /// <summary>The request that waits for its reply, or whose reply is kept.</summary>
    public bool TryFind(long request, [NotNullWhen(true)] out PendingReply<T>? pending) => _byRequest.TryGetValue(request, out pending);

    /// <summary>The application replied: the reply has the next number.</summary>
    public void SetReply(PendingReply<T> pending, T? payload)
    {
        pending.Number = ++LastNumber;
        pending.Payload = payload;
        _unacknowledged.Add(pending);
    }

    /// <summary>There is no reply.</summary>
    public void Forget(long request) => _byRequest.Remove(request);

    /// <summary>Lets acknowledged replies go; false when one is acknowledged that was never sent.</summary>
    public bool Acknowledge(TimeSpan now, IReadOnlyList<AckRange> ranges)
    {
        for (var index = 0; index < ranges.Count; index++)
        {
            if (ranges[index].Lower < 1 || ranges[index].Lower > ranges[index].Upper || ranges[index].Upper > LastNumber)
            {
                return false;
            }
        }

        var kept = 0;
        for (var index = 0; index < _unacknowledged.Count; index++)
        {
            var reply = _unacknowledged[index];
            if (AckRanges.Contains(ranges, reply.Number))
            {
                _byRequest.Remove(reply.Request);
                if (!reply.IsLast)
                {
                    record.NoteAcknowledged(reply.Number, reply.Payload, now - reply.SentAt);
                }
            }
            else
            {
                _unacknowledged[kept++] = reply;
            }
        }

        _unacknowledged.RemoveRange(kept, _unacknowledged.Count - kept);
        return true;
    }

    /// <summary>An exchange has come to an end by itself.</summary>
    public void Detach(long exchange)
    {
        foreach (var pending in _byRequest.Values)
        {
            if (pending.Exchanges.Remove(exchange))
            {
                return;
            }
        }
    }

    /// <summary>Lets everything go; the exchanges are to be answered otherwise.</summary>
    public List<long> Clear()
    {
        var exchanges = _byRequest.Values.SelectMany(static pending => pending.Exchanges).ToList();
        foreach (var reply in _unacknowledged)
        {
            record.NoteUnconfirmed(reply.Number, reply.Payload);
        }

        _byRequest.Clear();
        _unacknowledged.Clear();
        return exchanges;
    }
}
