namespace Parley.ReliableMessaging;

/// <summary>What became of a message that arrived in a sequence.</summary>
internal enum Acceptance
{
    /// <summary>It is new, and held for the application.</summary>
    Accepted,

    /// <summary>It had arrived before.</summary>
    Duplicate,

    /// <summary>There is no room for it: the sender will repeat it.</summary>
    NoRoom,

    /// <summary>Its number is past the last one: LastMessageNumberExceeded in 1.0.</summary>
    BeyondLast,

    /// <summary>The sequence is closed: SequenceClosed in 1.1.</summary>
    Closed,
}

/// <summary>
/// The receiving end of a sequence: drops duplicates, hands messages over in order where asked, and knows what to
/// acknowledge and when. WS-ReliableMessaging 1.1, sections 2.3 and 3.9.
/// </summary>
internal sealed class IncomingSequence<T>
{
    /// <summary>Who takes all that there is within this time is about to take what has just come.</summary>
    private static readonly TimeSpan s_quick = TimeSpan.FromMilliseconds(10);

    /// <summary>So long an acknowledgement may wait for the application to make room that is worth telling of.</summary>
    private static readonly TimeSpan s_forRoom = TimeSpan.FromMilliseconds(20);

    private readonly ReliableSettings _settings;
    private readonly ReceivedNumbers _received = new();
    private readonly DeliveryBuffer<T> _buffer;
    private readonly AcknowledgementSchedule _schedule;
    private readonly bool _reportsRoom;
    private Acknowledgement? _current;
    private bool _isClosed;
    private bool _isShortOfRoom;
    private bool _isTakenQuickly;
    private TimeSpan _lastTaken = -s_quick;
    private long _taken;

    // One message at a time is watched: when it came, and how many will have been taken with it.
    private long _watched;
    private TimeSpan _watchedSince;

    /// <param name="settings">The session's settings.</param>
    /// <param name="identifier">The sequence.</param>
    public IncomingSequence(ReliableSettings settings, string identifier)
    {
        _settings = settings;
        Identifier = identifier;
        _reportsRoom = settings.FlowControlEnabled;
        _buffer = DeliveryBuffer<T>.Create(settings.Ordered);
        _schedule = new(settings);
    }

    /// <summary>The sequence.</summary>
    public string Identifier { get; }

    /// <summary>What is told of the messages; null for nobody.</summary>
    public SessionRecord<T>? Record { get; init; }

    /// <summary>The number of the last message; null until it is known, 0 when there were none.</summary>
    public long? Last { get; private set; }

    /// <summary>The highest number that has arrived.</summary>
    public long Highest => _received.Highest;

    /// <summary>True when the last number is known and everything up to it has arrived.</summary>
    public bool IsComplete => Last is { } last && _received.IsExactly(last);

    /// <summary>True when no number is missing below the highest.</summary>
    public bool HasNoGaps => _received.IsExactly(_received.Highest);

    /// <summary>Messages that the application has not taken.</summary>
    public int Held => _buffer.Held;

    private int Window => _settings.MaxTransferWindowSize;

    private int HalfWindow => (Window + 1) / 2;

    /// <summary>Messages that the application may take now.</summary>
    public int Ready => _buffer.CountReady(_received.Contiguous);

    /// <summary>When an acknowledgement is to go out by itself.</summary>
    public TimeSpan? AcknowledgementDue => _schedule.Due;

    /// <summary>True when the message has arrived.</summary>
    public bool HasArrived(long number) => _received.Contains(number);

    /// <summary>How many more messages there is room for.</summary>
    public int BufferRemaining(TimeSpan now) => Math.Max(0, MostHeld(now) - _buffer.Held);

    /// <summary>Takes a message in, or says why not.</summary>
    public Acceptance Accept(TimeSpan now, long number, bool hasPayload, T? payload, bool isLast)
    {
        if (_received.Contains(number))
        {
            _schedule.OweAtOnce(now);
            return Acceptance.Duplicate;
        }

        if (_isClosed)
        {
            return Acceptance.Closed;
        }

        if ((Last is { } last && number > last) || (isLast && number < _received.Highest))
        {
            return Acceptance.BeyondLast;
        }

        // A number without a message takes no room once everything before it is there.
        var hasRoom = _buffer.HasRoomFor(number, MostHeld(now)) || (!hasPayload && number == _received.Contiguous + 1);
        if (!hasRoom || !_received.HasRoomFor(number))
        {
            _schedule.OweAtOnce(now);
            return Acceptance.NoRoom;
        }

        var fillsGap = number < _received.Highest;
        _received.Add(number);
        if (hasPayload)
        {
            _buffer.Add(number, payload);
        }

        if (_watched == 0 && Ready is > 0 and var ready)
        {
            _watched = _taken + ready;
            _watchedSince = now;
        }

        _current = null;
        if (isLast)
        {
            Last = number;
        }

        if (isLast || fillsGap || _received.Contiguous != _received.Highest || IsComplete)
        {
            // The sender is quicker to repeat what is missing when it hears of what is not.
            _schedule.OweAtOnce(now);
        }
        else if (_schedule.Owe(now))
        {
            OweSoon(now);
        }

        return Acceptance.Accepted;
    }

    /// <summary>Hands the next message over.</summary>
    public bool TryTake(TimeSpan now, out Delivery<T> delivery)
    {
        if (!_buffer.TryTake(_received.Contiguous, out delivery))
        {
            return false;
        }

        _lastTaken = now;
        if (++_taken == _watched)
        {
            _isTakenQuickly = now - _watchedSince < s_quick;
            _watched = 0;
        }

        if (_isShortOfRoom && (Ready == 0 || BufferRemaining(now) >= HalfWindow))
        {
            _schedule.OweAtOnce(now);
            _isShortOfRoom = false;
        }

        return true;
    }

    /// <summary>The peer asks for an acknowledgement.</summary>
    public void RequestAcknowledgement(TimeSpan now) => OweSoon(now);

    /// <summary>
    /// CloseSequence or TerminateSequence names the last number (1.1). False when it contradicts what has arrived or was said before.
    /// </summary>
    public bool TrySetLast(long last)
    {
        if (last < _received.Highest || (Last is { } known && known != last))
        {
            return false;
        }

        Last = last;
        return true;
    }

    /// <summary>Takes no more messages. WS-ReliableMessaging 1.1, section 3.5.</summary>
    public void Close()
    {
        _isClosed = true;
        _current = null;
    }

    /// <summary>What is to be acknowledged now; whoever takes it sends it.</summary>
    public Acknowledgement TakeAcknowledgement(TimeSpan now)
    {
        _schedule.Clear();
        int? remaining = _reportsRoom ? BufferRemaining(now) : null;
        if (_current is null || _current.BufferRemaining != remaining)
        {
            _current = new Acknowledgement
            {
                Identifier = Identifier,
                Ranges = _received.ToArray(),
                IsFinal = _isClosed && _settings.Version == ReliableVersion.V11,
                BufferRemaining = remaining,
            };
        }

        _isShortOfRoom = remaining < HalfWindow;
        return _current;
    }

    /// <summary>Lets go of every message that the application has not taken, and acknowledges nothing by itself any more.</summary>
    public void Clear()
    {
        DropUntaken();
        _schedule.Clear();
        _current = null;
    }

    /// <summary>Lets go of every message that the application has not taken.</summary>
    public void DropUntaken()
    {
        if (Record is { TellsDropped: true })
        {
            foreach (var message in _buffer.Rest)
            {
                Record.NoteDropped(MessageFate.Undelivered, message.Number, message.Payload);
            }
        }

        _buffer.Clear();
    }

    /// <summary>
    /// An acknowledgement is due. While the application is busy taking what there is, one that could tell of little room waits a moment: a sender that
    /// hears of room for a few messages sends those few, and asks again.
    /// </summary>
    private void OweSoon(TimeSpan now)
    {
        if (_reportsRoom && now < _lastTaken + s_quick && Ready > 0 && BufferRemaining(now) < HalfWindow)
        {
            _isShortOfRoom = true;
            _schedule.OweBy(now + s_forRoom);
        }
        else
        {
            _schedule.OweAtOnce(now);
        }
    }

    /// <summary>
    /// A window of messages. To a quick application what has just come takes no room, up to another window of it: it will be gone before the sender
    /// can make use of the room.
    /// </summary>
    private int MostHeld(TimeSpan now) => _isTakenQuickly && now - _watchedSince < s_quick ? Window + Math.Min(Window, Ready) : Window;
}
