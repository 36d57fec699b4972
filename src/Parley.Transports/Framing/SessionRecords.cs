namespace Parley.Channels.Framing;

/// <summary>What the next record of a session is.</summary>
internal enum SessionRecordEvent
{
    /// <summary>Not known yet: more bytes are needed.</summary>
    NeedMore,

    /// <summary>An envelope of <see cref="SessionRecords.EnvelopeSize"/> bytes follows; whoever feeds takes them off.</summary>
    Envelope,

    /// <summary>The peer will say no more.</summary>
    End,

    /// <summary>The peer gives up: see <see cref="SessionRecords.Fault"/>.</summary>
    Faulted,

    /// <summary>The bytes are no framing: see <see cref="SessionRecords.Problem"/>.</summary>
    Violated,
}

/// <summary>Reads the records of an open session (mode 2), as a machine without input. [MC-NMF] section 2.2.4.</summary>
/// <remarks>
/// <code>
///   06 | length | envelope …     07     08 | length | fault URI …
/// </code>
/// </remarks>
internal struct SessionRecords
{
    private FramingRecordType? _record;
    private LengthPrefixedText _text = new();
    private int _size;
    private int _sizeBytes;

    public SessionRecords()
    {
    }

    /// <summary>The size of the envelope that follows, in bytes.</summary>
    public int EnvelopeSize { get; private set; }

    /// <summary>The fault that the peer sent.</summary>
    public string Fault { get; private set; } = string.Empty;

    /// <summary>What is wrong.</summary>
    public string Problem { get; private set; } = string.Empty;

    /// <summary>True between records: losing the connection here loses no half of a message.</summary>
    public readonly bool IsBetweenRecords => _record is null;

    /// <summary>Takes what has come, up to the next event.</summary>
    /// <param name="input">The bytes that have come and were not consumed yet.</param>
    /// <param name="consumed">How many of them were taken.</param>
    public SessionRecordEvent Feed(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        if (_record is null)
        {
            if (input.IsEmpty)
            {
                return SessionRecordEvent.NeedMore;
            }

            var type = (FramingRecordType)input[0];
            consumed = 1;
            switch (type)
            {
                case FramingRecordType.SizedEnvelope:
                case FramingRecordType.Fault:
                    _record = type;
                    break;
                case FramingRecordType.End:
                    return SessionRecordEvent.End;
                default:
                    return Violate($"Record 0x{(byte)type:X2} has no place in a session");
            }
        }

        return _record == FramingRecordType.SizedEnvelope ? FeedSize(input, ref consumed) : FeedFault(input, ref consumed);
    }

    private SessionRecordEvent FeedSize(ReadOnlySpan<byte> input, ref int consumed)
    {
        while (consumed < input.Length)
        {
            var next = input[consumed++];
            if (_sizeBytes == MultiByteInt31.MaxLength - 1 && next > 0x07)
            {
                return Violate("The size of an envelope is malformed");
            }

            _size |= (next & 0x7F) << (7 * _sizeBytes++);
            if (next < 0x80)
            {
                EnvelopeSize = _size;
                _size = 0;
                _sizeBytes = 0;
                _record = null;
                return SessionRecordEvent.Envelope;
            }
        }

        return SessionRecordEvent.NeedMore;
    }

    private SessionRecordEvent FeedFault(ReadOnlySpan<byte> input, ref int consumed)
    {
        var status = _text.Feed(input[consumed..], FramingFaults.MaxFaultBytes, out var fault, out var taken);
        consumed += taken;
        switch (status)
        {
            case LengthPrefixedTextStatus.NeedMore:
                return SessionRecordEvent.NeedMore;
            case LengthPrefixedTextStatus.Done:
                Fault = fault;
                _record = null;
                return SessionRecordEvent.Faulted;
            default:
                return Violate("The fault is malformed or too long");
        }
    }

    private SessionRecordEvent Violate(string problem)
    {
        Problem = problem;
        return SessionRecordEvent.Violated;
    }
}
