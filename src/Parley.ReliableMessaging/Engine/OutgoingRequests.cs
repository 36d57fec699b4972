namespace Parley.ReliableMessaging;

/// <summary>
/// The requests of a request-reply session: numbered, and kept until each has its response. What an acknowledgement says of a request does not
/// stop its retries, because the reply is still to come; it only shows that the peer lives.
/// WCF documentation: reliable messaging protocol, request-reply message exchange.
/// </summary>
internal sealed partial class OutgoingRequests<T>(ReliableSettings settings, RoundTripEstimate estimate)
{
    private const int RetriesBeforeAsking = 3;
    private const int MaxProbes = 3;

    private static readonly TimeSpan s_shortestRetry = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_longestRetry = TimeSpan.FromMinutes(1);

    private readonly TimeSpan _longestWait = Backoff.Longest(settings.InactivityTimeout);
    private readonly Dictionary<long, OutgoingRequest<T>> _requests = [];
    private readonly Queue<OutgoingRequest<T>> _new = new();
    private readonly Queue<OutgoingRequest<T>> _again = new();
    private readonly PriorityQueue<OutgoingRequest<T>, TimeSpan> _timers = new();
    private IReadOnlyList<AckRange> _acknowledged = [];
    private long _acknowledgedInAll;
    private long _contiguous;
    private long _sent;
    private int? _room;
    private TimeSpan _lastProgress;
    private int _dropped;
    private int _awaitingReply;
    private long _taken;
    private TimeSpan _lastWritten;
    private TimeSpan _probedAt;
    private int _probes;
    private bool _hasSeenLoss;

    /// <summary>What is told of the requests; null for nobody.</summary>
    public SessionRecord<T>? Record { get; init; }

    /// <summary>The number of the last request; 0 when there was none.</summary>
    public long LastNumber { get; private set; }

    /// <summary>Requests without a response.</summary>
    public int Held => _requests.Count;

    /// <summary>True when one more request can be taken.</summary>
    public bool HasRoom => _requests.Count < settings.MaxTransferWindowSize;

    /// <summary>True when every number there is has been used.</summary>
    public bool IsNumberedOut => LastNumber == long.MaxValue;

    /// <summary>True when requests wait because the peer has no room.</summary>
    public bool IsStalled => _room == 0 && _new.Count != 0;

    /// <summary>
    /// True when a request has been repeated so often that the peer is to be asked whether it has taken it: it may be
    /// working on it, and then the retries are not counted.
    /// </summary>
    public bool WantsAcknowledgement { get; set; }

    private bool IsAnyUnderWay
    {
        get
        {
            foreach (var request in _requests.Values)
            {
                if (request.OpenExchanges > 0)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>When <see cref="HandleDeadline"/> is to be called.</summary>
    public TimeSpan? NextDeadline
    {
        get
        {
            var probe = ProbeDeadline;
            return TimerDeadline is { } timer && (probe is null || timer < probe) ? timer : probe;
        }
    }

    private TimeSpan? TimerDeadline
    {
        get
        {
            while (_timers.TryPeek(out var request, out var due))
            {
                if (request.Due == due)
                {
                    return due;
                }

                _timers.Dequeue();
            }

            return null;
        }
    }

    /// <summary>
    /// Where the network is known to lose, the peer is asked after a few round trips of silence which requests it has:
    /// a request that is missing there holds back all later ones of an ordered session.
    /// </summary>
    private TimeSpan? ProbeDeadline
    {
        get
        {
            if (!_hasSeenLoss || _probes == MaxProbes || _sent <= _acknowledgedInAll || _requests.Count == 0)
            {
                return null;
            }

            var roundTrip = estimate.Shortest < estimate.Mean ? estimate.Shortest : estimate.Mean;
            var wait = Backoff.Doubled(roundTrip * 4 > s_shortestRetry ? roundTrip * 4 : s_shortestRetry, _probes, _longestWait);
            var from = _lastProgress > _lastWritten ? _lastProgress : _lastWritten;
            return (_probedAt > from ? _probedAt : from) + wait;
        }
    }

    /// <summary>Takes a request; there must be room for it.</summary>
    /// <param name="payload">The request.</param>
    /// <param name="isOneWay">True when no reply is expected.</param>
    /// <returns>Its number.</returns>
    public long Add(T payload, bool isOneWay = false)
    {
        var request = new OutgoingRequest<T> { Number = ++LastNumber, Payload = payload, IsOneWay = isOneWay };
        _awaitingReply += isOneWay ? 0 : 1;
        _requests.Add(request.Number, request);
        _new.Enqueue(request);
        return request.Number;
    }

    /// <summary>The request that may go out now.</summary>
    /// <param name="isOneAtATime">True when a new one is to wait for those under way.</param>
    /// <param name="message">The request.</param>
    public bool TryTakeNext(bool isOneAtATime, out OutgoingMessage<T> message)
    {
        while (_again.TryDequeue(out var repeated))
        {
            if (!repeated.IsAnswered)
            {
                message = Take(repeated);
                return true;
            }
        }

        if (!(isOneAtATime && IsAnyUnderWay)
            && _new.TryPeek(out var request)
            && request.Number - Math.Max(_contiguous, _taken) <= settings.MaxTransferWindowSize
            && (_room is not { } room || _sent - Math.Max(_acknowledgedInAll, _taken) < room))
        {
            _new.Dequeue();
            _sent = request.Number;
            message = Take(request);
            return true;
        }

        message = default;
        return false;
    }

    /// <summary>The request has been handed to the network, well or badly: its timer starts.</summary>
    public void HandleWritten(TimeSpan now, long number)
    {
        if (_requests.TryGetValue(number, out var request) && request.IsWriting)
        {
            request.IsWriting = false;
            request.WrittenAt = _lastWritten = now;
            request.CountsFrom ??= now;

            // The waits before repeats that count go on doubling. Those that come between them are free.
            var count = request.CountsFrom.Value + Backoff.Doubled(estimate.Timeout, request.Doublings, _longestWait);
            var pause = now + Backoff.MostOf(estimate.Timeout);
            var isFree = pause < count && !AckRanges.Contains(_acknowledged, number);
            SetTimer(request, isFree ? pause : count, isQuick: isFree);
        }
    }

    /// <summary>The time has come that <see cref="NextDeadline"/> named.</summary>
    /// <returns>False when the retries are exhausted.</returns>
    public bool HandleDeadline(TimeSpan now)
    {
        while (TimerDeadline <= now)
        {
            var request = _timers.Dequeue();
            request.Due = null;
            if (_lastProgress > request.WrittenAt)
            {
                // The peer lives.
                request.Doublings = request.Retries = 0;
                request.CountsFrom = null;
            }
            else if (!request.IsQuick)
            {
                request.Doublings++;
                request.CountsFrom = null;
                if (request.Retries++ >= settings.MaxRetryCount && !AckRanges.Contains(_acknowledged, request.Number))
                {
                    return false;
                }
            }

            WantsAcknowledgement |= request.Retries >= RetriesBeforeAsking && !AckRanges.Contains(_acknowledged, request.Number);
            _hasSeenLoss = true;
            _again.Enqueue(request);
        }

        if (ProbeDeadline <= now)
        {
            _probes++;
            _probedAt = now;
            WantsAcknowledgement = true;
        }

        return true;
    }

    /// <summary>The peer has said, when asked, which requests it has: those that went out before the question and are missing go out again.</summary>
    public void HandleProbeAnswered(TimeSpan now)
    {
        foreach (var request in _requests.Values)
        {
            if (request.Due is not null && request.WrittenAt < _probedAt && !AckRanges.Contains(_acknowledged, request.Number))
            {
                request.CountsFrom = null;
                SetTimer(request, now, isQuick: true);
            }
        }
    }

    /// <summary>LastMessage of 1.0 goes out: its number, one past the last request's, may be acknowledged.</summary>
    public void NoteLastMessageSent() => _sent = LastNumber + 1;

    /// <summary>Lets go of every request.</summary>
    public void Clear()
    {
        foreach (var request in _requests.Values)
        {
            Record?.NoteUnconfirmed(request.Number, request.Payload);
        }

        _awaitingReply = 0;
        _requests.Clear();
        _new.Clear();
        _again.Clear();
        _timers.Clear();
    }

    private static OutgoingMessage<T> Take(OutgoingRequest<T> request)
    {
        request.IsWriting = true;
        request.Attempts++;
        request.OpenExchanges++;
        return new(request.Number, request.Payload, IsLast: false, request.Attempts, AsksForAcknowledgement: false);
    }

    private void Hasten(TimeSpan soon, OutgoingRequest<T> request, bool isQuick = true)
    {
        if (soon < request.Due)
        {
            request.CountsFrom = isQuick ? null : request.CountsFrom;
            SetTimer(request, soon, isQuick);
        }
    }

    private void HastenDropped(TimeSpan now, OutgoingRequest<T> request) =>
        Hasten(now + (estimate.Mean > s_shortestRetry ? estimate.Mean : s_shortestRetry), request);

    /// <summary>An answer shows that the peer has room again: what it dropped goes out again.</summary>
    private void HastenDropped(TimeSpan now)
    {
        foreach (var request in _requests.Values)
        {
            if (request.IsDropped)
            {
                request.IsDropped = false;
                HastenDropped(now, request);
            }
        }

        _dropped = 0;
    }

    private void SetTimer(OutgoingRequest<T> request, TimeSpan due, bool isQuick)
    {
        var latest = request.WrittenAt + s_longestRetry;
        request.Due = AckRanges.Contains(_acknowledged, request.Number) && latest < due ? latest : due;
        request.IsQuick = isQuick;
        _timers.Enqueue(request, request.Due.Value);
    }
}
