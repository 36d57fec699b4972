namespace Parley.ReliableMessaging;

/// <summary>A message of an outgoing sequence that is to be sent.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Payload">The message; nothing for LastMessage of 1.0.</param>
/// <param name="IsLast">True for LastMessage.</param>
/// <param name="Attempt">1 for the first time.</param>
/// <param name="AsksForAcknowledgement">True when the peer is to acknowledge it at once.</param>
internal readonly record struct OutgoingMessage<T>(long Number, T? Payload, bool IsLast, int Attempt, bool AsksForAcknowledgement);

/// <summary>
/// The sending end of a sequence: numbers messages, keeps them until they are acknowledged, decides which goes out
/// next, and repeats what is lost. WS-ReliableMessaging 1.1, sections 2.3 and 3.9; WCF documentation: MaxRetryCount,
/// MaxTransferWindowSize, FlowControlEnabled.
/// </summary>
/// <remarks>
/// A message counts as lost when one that went out after it was acknowledged a round trip ago or more (RFC 8985), or when the timer runs
/// out; only the timer's retries count towards MaxRetryCount, and any progress begins that count again. Work per message does not depend on the window,
/// except where an acknowledgement has gaps. Where messages go by themselves, the peer is asked to acknowledge at once what nothing can follow,
/// what is repeated, and for a while everything after a loss. Where no answer comes soon it is asked again: by itself, or with the message where
/// the network is known to lose.
/// </remarks>
internal sealed partial class OutgoingSequence<T>
{
    private const int RingToKeep = 64;

    /// <summary>A large ring is kept so long when it is empty: most often it fills again at once.</summary>
    private static readonly TimeSpan s_ringKept = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan s_patienceWithoutConnection = TimeSpan.FromSeconds(10);

    private readonly int _window;
    private readonly int _maxRetryCount;
    private readonly TimeSpan _longestWait;
    private readonly RoundTripEstimate _estimate;
    private readonly CongestionWindow _congestion;
    private Slot[] _ring = [];

    // Numbers: 1 … _acknowledged … _sent … _assigned.
    private long _acknowledged;
    private long _sent;
    private long _assigned;
    private int _held;

    // Messages under way: being written, or written and in the list, in the order in which they went out.
    private int _underWay;
    private long _oldest;
    private long _newest;
    private long _order;
    private PriorityQueue<long, long>? _lost;

    private int? _room;
    private long _acknowledgedInAll;
    private int _retries;
    private TimeSpan? _countsFrom;
    private int _probes;
    private TimeSpan _lastProgress;
    private TimeSpan _lastReplaced = TimeSpan.MinValue;
    private TimeSpan? _lossDeadline;
    private TimeSpan? _quickRetry;
    private TimeSpan? _failedDue;
    private TimeSpan? _restAt;
    private bool _hasSeenLoss;
    private (long Order, TimeSpan RoundTrip) _latestAcknowledged;

    /// <param name="settings">The session's settings.</param>
    /// <param name="estimate">The session's round trip.</param>
    /// <param name="firstNumber">The number of the first message.</param>
    public OutgoingSequence(ReliableSettings settings, RoundTripEstimate estimate, long firstNumber = 1)
    {
        _window = settings.MaxTransferWindowSize;
        _maxRetryCount = settings.MaxRetryCount;
        _longestWait = Backoff.Longest(settings.InactivityTimeout);
        _estimate = estimate;
        _congestion = new(_window);
        _acknowledged = _sent = _assigned = firstNumber - 1;
        _acknowledgedInAll = _acknowledged;
    }

    private enum SlotState : byte
    {
        Free,
        Waiting,
        Writing,
        Written,
        Lost,
        Acknowledged,
    }

    /// <summary>What is told of the messages; null for nobody.</summary>
    public SessionRecord<T>? Record { get; init; }

    /// <summary>Called with each message that is acknowledged and of which nothing more is told; null for nobody.</summary>
    public Action<T>? Released { get; set; }

    /// <summary>The number of the last message that was taken; 0 when none was.</summary>
    public long LastNumber => _assigned;

    /// <summary>Messages taken and not acknowledged.</summary>
    public int Held => _held;

    /// <summary>True when everything taken is acknowledged.</summary>
    public bool IsDelivered => _held == 0;

    /// <summary>True when the only message that is not acknowledged is LastMessage of 1.0.</summary>
    public bool IsDeliveredButLastMessage => _held == 0 || (_held == 1 && _assigned > 0 && SlotOf(_assigned).IsLast);

    /// <summary>Messages of the application that are not acknowledged.</summary>
    public int Undelivered => _held != 0 && SlotOf(_assigned) is { IsLast: true, State: not SlotState.Acknowledged } ? _held - 1 : _held;

    /// <summary>True when everything taken has been sent at least once, and something is not acknowledged.</summary>
    public bool IsAllSent => _sent == _assigned && _held != 0 && LostCount == 0;

    /// <summary>True when messages wait because the peer has no room.</summary>
    public bool IsStalled => _room == 0 && _held != 0;

    /// <summary>True when one more message can be taken.</summary>
    public bool HasRoom => _assigned - _acknowledged < _window;

    /// <summary>Messages that may be under way.</summary>
    public int CongestionWindowSize => _congestion.Size;

    /// <summary>True when every number there is has been used. WS-ReliableMessaging 1.1, section 4.5.</summary>
    public bool IsNumberedOut => _assigned == long.MaxValue;

    /// <summary>True where messages go by themselves, and acknowledgements come when the peer is asked, or has a reason.</summary>
    public bool CanAsk { get; init; }

    /// <summary>True when the peer is to be asked for an acknowledgement by itself; whoever does it says so here.</summary>
    public bool WantsAcknowledgement { get; set; }

    /// <summary>True when a message is to go out only when none is under way.</summary>
    public bool IsOneAtATime { get; set; }

    private int LostCount { get; set; }

    /// <summary>When <see cref="HandleDeadline"/> is to be called.</summary>
    public TimeSpan? NextDeadline
    {
        get
        {
            if (_oldest == 0)
            {
                return _restAt;
            }

            var deadline = TimerDeadline();
            deadline = _lossDeadline < deadline ? _lossDeadline.Value : deadline;
            deadline = _failedDue < deadline ? _failedDue.Value : deadline;
            return ProbeDeadline() is { } probe && probe < deadline ? probe : deadline;
        }
    }

    /// <summary>Takes a message; there must be room for it. LastMessage of 1.0 always has room.</summary>
    /// <returns>Its number.</returns>
    public long Add(T? payload, bool isLast = false)
    {
        var number = _assigned + 1;
        EnsureRing((int)(number - _acknowledged));
        _assigned = number;
        ref var slot = ref SlotOf(number);
        slot.Payload = payload;
        slot.State = SlotState.Waiting;
        slot.IsLast = isLast;
        _held++;
        return number;
    }

    /// <summary>The message that may go out now: what is lost before what is new.</summary>
    public bool TryTakeNext(out OutgoingMessage<T> message)
    {
        message = default;
        var limit = IsOneAtATime ? 1 : _room is { } room ? Math.Min(room, _congestion.Size) : _congestion.Size;
        if (_underWay >= limit || !TryFindNext(out var number))
        {
            return false;
        }

        ref var slot = ref SlotOf(number);
        slot.State = SlotState.Writing;
        slot.Attempts++;
        _underWay++;
        slot.IsQuestion = CanAsk && (slot.Attempts > 1 || number < _cautiousUntil || !_estimate.IsMeasured || _underWay >= limit || number - _acknowledged >= _window);
        message = new(number, slot.Payload, slot.IsLast, slot.Attempts, slot.IsQuestion);
        return true;
    }

    /// <summary>The message has been handed to the network, well or badly: its timer starts.</summary>
    public void HandleWritten(TimeSpan now, long number)
    {
        if (!IsHeld(number))
        {
            return;
        }

        ref var slot = ref SlotOf(number);
        if (slot.State == SlotState.Writing)
        {
            slot.State = SlotState.Written;
            slot.SentAt = now;
            slot.Order = ++_order;
            _countsFrom ??= now;
            Append(number, ref slot);
            _asked = slot.IsQuestion ? number : _asked;
            if (_room == 0)
            {
                Lose(number, ref slot);
            }
        }
    }

    /// <summary>The message is known not to have got through.</summary>
    /// <param name="now">The time.</param>
    /// <param name="number">The message.</param>
    /// <param name="isLost">True when the network lost it, or its answer; false when the peer did not take it, or when there was no connection.</param>
    public void HandleFailed(TimeSpan now, long number, bool isLost)
    {
        HandleWritten(now, number);
        if (!IsHeld(number))
        {
            return;
        }

        ref var slot = ref SlotOf(number);
        if (slot.State != SlotState.Written)
        {
            return;
        }

        if (isLost)
        {
            slot.Failures = QuickRetry.Count(slot.Failures, _lastProgress > slot.SentAt);
            if (slot.Failures <= QuickRetry.Most)
            {
                RetryAt(QuickRetry.At(now, slot.SentAt, slot.Failures), now, number, ref slot);
            }
            else if (_retries == _maxRetryCount && number == _oldest)
            {
                // The last retry has failed: there is nothing left to wait for.
                _quickRetry = now;
            }
        }
        else if (_lastProgress > slot.SentAt)
        {
            _quickRetry = null;
            Lose(number, ref slot);
        }
        else if (_retries == 0 && _underWay == 1)
        {
            _quickRetry = now + TimeSpan.FromTicks(Math.Max(_estimate.Mean.Ticks, TimeSpan.TicksPerMillisecond * 10));
        }
    }

    /// <summary>The message could not go out, for want of a connection. When it was the last retry, a new connection must come soon.</summary>
    public void HandleNoConnection(TimeSpan now, long number)
    {
        HandleFailed(now, number, isLost: false);
        if (_retries == _maxRetryCount && number == _oldest)
        {
            _quickRetry ??= now + s_patienceWithoutConnection;
        }
    }

    /// <summary>The message had an empty response, and nothing before it is missing.</summary>
    /// <returns>How often it had one; 0 where it says nothing.</returns>
    public int CountEmptyAnswer(long number) => number == _acknowledged + 1 && IsHeld(number) ? ++SlotOf(number).EmptyAnswers : 0;

    /// <summary>
    /// A new connection has taken the place of one that failed: what was under way on the old one goes out again at
    /// once. Where the last replacement brought no progress, the timer decides.
    /// </summary>
    public void HandleTransportReplaced(TimeSpan now)
    {
        if (_lastProgress >= _lastReplaced)
        {
            LoseAll();
        }

        _lastReplaced = now;
        if (_retries == _maxRetryCount)
        {
            // The last retry has a connection now: its time begins.
            _quickRetry = null;
            _countsFrom = null;
        }
    }

    /// <summary>Lets go of every message.</summary>
    public void Clear()
    {
        TellUnconfirmed();
        _ring = [];
        _lost = null;
        _acknowledged = _sent = _assigned;
        _held = _underWay = LostCount = 0;
        _oldest = _newest = _asked = 0;
        _lossDeadline = _quickRetry = _failedDue = _restAt = null;
        _question = null;
    }
}
