namespace Parley.Channels.Framing;

/// <summary>What comes next on a connection of one request and one reply.</summary>
internal enum SingletonRecordEvent
{
    /// <summary>Not known yet: more bytes are needed.</summary>
    NeedMore,

    /// <summary>An envelope begins; chunks follow.</summary>
    EnvelopeStart,

    /// <summary>The next <see cref="SingletonRecords.ChunkLeft"/> bytes are the envelope's; whoever feeds takes them off with <see cref="SingletonRecords.TakeChunk"/>.</summary>
    Chunk,

    /// <summary>The envelope is complete; End follows.</summary>
    EnvelopeEnd,

    /// <summary>The peer will say no more. Without an envelope before it, it had nothing to say.</summary>
    End,

    /// <summary>The peer gives up: see <see cref="SingletonRecords.Fault"/>.</summary>
    Faulted,

    /// <summary>The bytes are no framing: see <see cref="SingletonRecords.Problem"/>.</summary>
    Violated,
}

/// <summary>Reads one side of a streamed exchange (mode 1), as a machine without input. [MC-NMF] section 2.2.4.2.</summary>
/// <remarks>
/// <code>
///   05 | length | bytes … | length | bytes … | 00 | 07          or 07 alone, or 08 | length | fault URI …
///      └──── chunk ─────┘ └──── chunk ─────┘ end of envelope
/// </code>
/// </remarks>
internal struct SingletonRecords
{
    private State _state = State.Start;
    private LengthPrefixedText _text = new();
    private int _size;
    private int _sizeBytes;

    public SingletonRecords()
    {
    }

    private enum State
    {
        Start,
        ChunkSize,
        Chunk,
        AwaitEnd,
        Fault,
        Done,
        Violated,
    }

    /// <summary>How many bytes of the chunk are left.</summary>
    public int ChunkLeft { get; private set; }

    /// <summary>The fault that the peer sent.</summary>
    public string Fault { get; private set; } = string.Empty;

    /// <summary>What is wrong.</summary>
    public string Problem { get; private set; } = string.Empty;

    /// <summary>True when the peer has said everything.</summary>
    public readonly bool IsDone => _state == State.Done;

    /// <summary>Takes what has come, up to the next event.</summary>
    /// <param name="input">The bytes that have come and were not consumed yet.</param>
    /// <param name="consumed">How many of them were taken.</param>
    public SingletonRecordEvent Feed(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        switch (_state)
        {
            case State.Chunk:
                return SingletonRecordEvent.Chunk;
            case State.Done:
                return SingletonRecordEvent.End;
            case State.Violated:
                return SingletonRecordEvent.Violated;
        }

        if (input.IsEmpty)
        {
            return SingletonRecordEvent.NeedMore;
        }

        switch (_state)
        {
            case State.Start or State.AwaitEnd:
                consumed = 1;
                return Begin((FramingRecordType)input[0], input, ref consumed);
            case State.ChunkSize:
                return FeedSize(input, ref consumed);
            default:
                return FeedFault(input, ref consumed);
        }
    }

    /// <summary>Takes bytes of the chunk off.</summary>
    public void TakeChunk(int count)
    {
        ChunkLeft -= count;
        if (ChunkLeft == 0)
        {
            _state = State.ChunkSize;
        }
    }

    private SingletonRecordEvent Begin(FramingRecordType type, ReadOnlySpan<byte> input, ref int consumed)
    {
        switch (_state, type)
        {
            case (State.Start, FramingRecordType.UnsizedEnvelope):
                _state = State.ChunkSize;
                return SingletonRecordEvent.EnvelopeStart;
            case (_, FramingRecordType.End):
                _state = State.Done;
                return SingletonRecordEvent.End;
            case (_, FramingRecordType.Fault):
                _state = State.Fault;
                return FeedFault(input, ref consumed);
            default:
                return Violate($"Record 0x{(byte)type:X2} has no place in a streamed exchange");
        }
    }

    private SingletonRecordEvent FeedSize(ReadOnlySpan<byte> input, ref int consumed)
    {
        while (consumed < input.Length)
        {
            var next = input[consumed++];
            if (_sizeBytes == MultiByteInt31.MaxLength - 1 && next > 0x07)
            {
                return Violate("The size of a chunk is malformed");
            }

            _size |= (next & 0x7F) << (7 * _sizeBytes++);
            if (next < 0x80)
            {
                ChunkLeft = _size;
                _size = 0;
                _sizeBytes = 0;
                _state = ChunkLeft == 0 ? State.AwaitEnd : State.Chunk;
                return ChunkLeft == 0 ? SingletonRecordEvent.EnvelopeEnd : SingletonRecordEvent.Chunk;
            }
        }

        return SingletonRecordEvent.NeedMore;
    }

    private SingletonRecordEvent FeedFault(ReadOnlySpan<byte> input, ref int consumed)
    {
        var status = _text.Feed(input[consumed..], FramingFaults.MaxFaultBytes, out var fault, out var taken);
        consumed += taken;
        switch (status)
        {
            case LengthPrefixedTextStatus.NeedMore:
                return SingletonRecordEvent.NeedMore;
            case LengthPrefixedTextStatus.Done:
                _state = State.Done;
                Fault = fault;
                return SingletonRecordEvent.Faulted;
            default:
                return Violate("The fault is malformed or too long");
        }
    }

    private SingletonRecordEvent Violate(string problem)
    {
        _state = State.Violated;
        Problem = problem;
        return SingletonRecordEvent.Violated;
    }
}
