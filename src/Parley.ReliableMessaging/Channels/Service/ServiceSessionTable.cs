using System.Diagnostics.CodeAnalysis;

namespace Parley.ReliableMessaging;

/// <summary>
/// The sessions of one listener, from CreateSequence until some time after their end: a client whose last answers were lost may ask again.
/// </summary>
internal sealed partial class ServiceSessionTable : IDisposable
{
    /// <summary>So many sessions that have ended are remembered at most.</summary>
    private const int MostEnded = 4096;

    /// <summary>So many CreateSequences wait for room at most.</summary>
    private const int MostWaiting = 1024;

    /// <summary>So long one waits for room: many clients that come at once are not refused because the service is a moment behind.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, ServiceSession> _byIdentifier = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ServiceSession> _byRequest = new(StringComparer.Ordinal);
    private readonly Queue<(ServiceSession Session, long EndedAt)> _ended = new();
    private readonly ListenerSettings _settings;
    private readonly Func<SessionRequest, string, ServiceSession> _create;
    private readonly Action<ServiceSession> _created;
    private readonly ITimer _timer;
    private readonly LinkedList<TaskCompletionSource> _waiting = new();
    private TaskCompletionSource? _empty;
    private int _live;
    private int _pending;
    private bool _isClosed;

    /// <param name="settings">The listener's settings.</param>
    /// <param name="create">Makes a session with an identifier.</param>
    /// <param name="created">Told of each session, which then waits to be accepted.</param>
    public ServiceSessionTable(ListenerSettings settings, Func<SessionRequest, string, ServiceSession> create, Action<ServiceSession> created)
    {
        _settings = settings;
        _create = create;
        _created = created;
        using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        _timer = settings.Clock.CreateTimer(
            static state => ((ServiceSessionTable)state!).ForgetOld(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Sessions that have not ended.</summary>
    public int Live
    {
        get
        {
            lock (_lock)
            {
                return _live;
            }
        }
    }

    /// <summary>Sessions that are known: those that live, and those that ended not long ago.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _live + _ended.Count;
            }
        }
    }

    /// <summary>CreateSequences that wait for room.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>The session of a sequence, whichever side sends in it; null when there is none.</summary>
    public ServiceSession? Find(string? identifier)
    {
        if (identifier is null)
        {
            return null;
        }

        lock (_lock)
        {
            return _byIdentifier.GetValueOrDefault(identifier);
        }
    }

    /// <summary>The session for a CreateSequence: a new one, or the one that was made when it came before.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="source">Where it came from.</param>
    /// <param name="isNew">True when it is a new one, which is to be announced.</param>
    /// <param name="objection">Why there is none; null when there is one.</param>
    public ServiceSession? GetOrCreate(SessionRequest request, MessageSource source, out bool isNew, out SequenceFault? objection)
    {
        // WCF documentation: the offer names the session that a repeated CreateSequence is for. Without one, its MessageID does.
        var key = request.Offer ?? request.MessageId.ToString();
        ServiceSession? session;
        lock (_lock)
        {
            objection = null;
            isNew = !TryFindRepeated(request, key, out session);
            if (isNew)
            {
                objection = Object(request);
                if (objection is not null)
                {
                    return null;
                }

                session = _create(request, SequenceIdentifiers.Create());
                session.Ended += HandleEnded;
                Add(session, key);
            }
        }

        if (source is ServiceConnection connection)
        {
            ((ConnectionServiceSession)session!).BindTo(connection);
        }

        if (isNew)
        {
            // Its deadlines begin.
            session!.Run();
        }

        return session;
    }

    /// <summary>Waits a moment for room, where there is none. False when there is still none.</summary>
    public async ValueTask<bool> WaitForRoomAsync()
    {
        LinkedListNode<TaskCompletionSource> place;
        Task room;
        lock (_lock)
        {
            if (_isClosed || _waiting.Count == MostWaiting)
            {
                return false;
            }

            if (_pending < _settings.MaxPendingChannels)
            {
                return true;
            }

            place = _waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            room = place.Value.Task.WaitAsync(s_patience, _settings.Clock);
        }

        try
        {
            await room.ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            lock (_lock)
            {
                if (place.List is null)
                {
                    // It was told of room at the last moment.
                    return true;
                }

                _waiting.Remove(place);
                return false;
            }
        }
    }

    /// <summary>One who was told of room has not used it: it is there for the next.</summary>
    public void PassRoomOn()
    {
        lock (_lock)
        {
            if (_pending < _settings.MaxPendingChannels)
            {
                TellWaiting();
            }
        }
    }

    /// <summary>A new session waits to be accepted from now on.</summary>
    public void Announce(ServiceSession session) => _created(session);

    /// <summary>A session's channel was accepted. False when the session has failed meanwhile, and brought nothing before.</summary>
    public bool TryAccept(ServiceSession session)
    {
        lock (_lock)
        {
            EndPending(session);
            return session.Failure is null || session.HasMore;
        }
    }

    /// <summary>Makes no more sessions.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            while (_waiting.Count != 0)
            {
                TellWaiting();
            }
        }
    }

    /// <summary>Waits until every session has ended; for one whose messages are all delivered, a moment.</summary>
    public async Task WhenOverAsync(CancellationToken cancellationToken)
    {
        foreach (var session in Snapshot(static session => !session.HasEnded))
        {
            await session.WhenSettled().WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            await WhenEmpty().WaitAsync(s_patience, _settings.Clock, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The client's last words were lost, or will not come: TerminateSequence of 1.0 is said once.
        }
    }

    /// <summary>Waits until every session has ended.</summary>
    private Task WhenEmpty()
    {
        lock (_lock)
        {
            return _live == 0
                ? Task.CompletedTask
                : (_empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Gives up every session that has not ended.</summary>
    /// <param name="pendingOnly">Only those whose channel nobody has accepted.</param>
    public void AbortAll(bool pendingOnly = false)
    {
        foreach (var session in Snapshot(session => !pendingOnly || session.IsPending))
        {
            session.Abort();
        }
    }

    /// <summary>Forgets every session.</summary>
    public void Dispose()
    {
        Close();
        _timer.Dispose();
        foreach (var session in Snapshot(static _ => true))
        {
            session.Forget();
        }

        lock (_lock)
        {
            _byIdentifier.Clear();
            _byRequest.Clear();
            _ended.Clear();
        }
    }

    private ServiceSession[] Snapshot(Func<ServiceSession, bool> which)
    {
        lock (_lock)
        {
            return [.. _byIdentifier.Where(entry => entry.Key == entry.Value.Id && which(entry.Value)).Select(static entry => entry.Value)];
        }
    }

    private bool TryFindRepeated(SessionRequest request, string key, [NotNullWhen(true)] out ServiceSession? session) =>
        _byRequest.TryGetValue(key, out session)
        && session.Request.Offer == request.Offer
        && session.Request.Owner == request.Owner
        && session.RemoteAddress.Uri == request.RemoteAddress.Uri
        && (request.Offer is not null || !session.HasHeard);

    private SequenceFault? Object(SessionRequest request) =>
        _isClosed ? new(SequenceFaultCode.CreateSequenceRefused, null, "The service is closing.", IsSender: false)
            : request.Offer is not null && _byIdentifier.ContainsKey(request.Offer)
                ? new(SequenceFaultCode.CreateSequenceRefused, null, "The offered sequence is in use already.")
            : _pending >= _settings.MaxPendingChannels
                ? new(
                    SequenceFaultCode.ConnectionLimitReached,
                    null,
                    $"{_pending} sessions wait to be accepted already, and no more may (MaxPendingChannels).",
                    IsSender: false)
            : null;

    private void Add(ServiceSession session, string key)
    {
        session.IsPending = true;
        _pending++;
        _live++;
        _byIdentifier.Add(session.Id, session);
        if (session.Request.Offer is { } offer)
        {
            _byIdentifier.Add(offer, session);
        }

        _byRequest[key] = session;
    }

    private void EndPending(ServiceSession session)
    {
        if (session.IsPending)
        {
            session.IsPending = false;
            _pending--;
            TellWaiting();
        }
    }

    private void TellWaiting()
    {
        if (_waiting.First is { } first)
        {
            _waiting.RemoveFirst();
            first.Value.TrySetResult();
        }
    }
}
