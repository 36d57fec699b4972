namespace Parley.Channels.Framing;

/// <summary>What an attempt to take an envelope comes to.</summary>
internal enum EnvelopeEvent
{
    Envelope,

    /// <summary>The peer will say no more.</summary>
    End,

    /// <summary>The peer gives up: see <see cref="EnvelopeAssembler.Fault"/>.</summary>
    Faulted,

    /// <summary>More bytes are needed, of a record's head.</summary>
    NeedsRecord,

    /// <summary>More bytes are needed, of the envelope itself; they go straight into <see cref="EnvelopeAssembler.Room"/>.</summary>
    NeedsEnvelope,
}

/// <summary>
/// Puts the envelopes of a session together, as their bytes come. It reads nothing itself, so a receive that is given up loses
/// nothing: the next goes on where it stopped. [MC-NMF] section 2.2.4.
/// </summary>
internal sealed class EnvelopeAssembler(FramingSettings settings)
{
    /// <summary>An announced size beyond this is believed piece by piece, as the bytes really come.</summary>
    private const int TrustedSize = 256 * 1024;

    private SessionRecords _records = new();
    private byte[]? _envelope;
    private int _size = -1;
    private int _filled;

    /// <summary>The part of the envelope's buffer that waits for bytes.</summary>
    public Memory<byte> Room => _envelope.AsMemory(_filled, Math.Min(_envelope!.Length, _size) - _filled);

    /// <summary>The fault that the peer sent.</summary>
    public string Fault => _records.Fault;

    /// <summary>True between records: losing the connection here loses no half of a message.</summary>
    public bool IsBetweenRecords => _records.IsBetweenRecords;

    /// <summary>True when the peer has announced an envelope beyond the quota.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>Takes the next envelope out of what has come, from wherever the last attempt stopped.</summary>
    /// <param name="input">What has come.</param>
    /// <param name="envelope">The envelope, whose buffer is the caller's.</param>
    /// <exception cref="CommunicationException">The envelope is too large, or the bytes are no framing.</exception>
    public EnvelopeEvent Take(FramingInput input, out ArraySegment<byte> envelope)
    {
        envelope = default;
        if (_size < 0 && TakeRecord(input) is var found && found != EnvelopeEvent.Envelope)
        {
            return found;
        }

        var available = input.Available;
        while (_filled < _size)
        {
            if (_filled == _envelope!.Length)
            {
                Grow();
            }

            var room = Room.Span;
            var count = Math.Min(available.Length, room.Length);
            if (count == 0)
            {
                return EnvelopeEvent.NeedsEnvelope;
            }

            available[..count].CopyTo(room);
            input.Advance(count);
            available = input.Available;
            _filled += count;
        }

        envelope = new ArraySegment<byte>(_envelope!, 0, _size);
        _envelope = null;
        _size = -1;
        _filled = 0;
        return EnvelopeEvent.Envelope;
    }

    /// <summary>Bytes have been read into <see cref="Room"/>.</summary>
    public void Filled(int count) => _filled += count;

    /// <summary>Gives the buffer of a begun envelope back. Nobody may be reading.</summary>
    public void Release()
    {
        if (_envelope is { } envelope)
        {
            _envelope = null;
            settings.Buffers.ReturnBuffer(envelope);
        }
    }

    /// <summary>Takes the head of the next record out of what has come.</summary>
    private EnvelopeEvent TakeRecord(FramingInput input)
    {
        var record = _records.Feed(input.Available, out var consumed);
        input.Advance(consumed);
        switch (record)
        {
            case SessionRecordEvent.Envelope:
                if (_records.EnvelopeSize > settings.MaxReceivedMessageSize)
                {
                    IsTooLarge = true;
                    throw settings.TooLarge(_records.EnvelopeSize);
                }

                _size = _records.EnvelopeSize;
                _envelope = settings.Buffers.TakeBuffer(Math.Min(_size, TrustedSize));
                return EnvelopeEvent.Envelope;

            case SessionRecordEvent.End:
                return EnvelopeEvent.End;

            case SessionRecordEvent.Faulted:
                return EnvelopeEvent.Faulted;

            case SessionRecordEvent.Violated:
                throw new ProtocolException($"The other side of the session breaks the rules of framing. {_records.Problem}.");

            default:
                return EnvelopeEvent.NeedsRecord;
        }
    }

    private void Grow()
    {
        var larger = settings.Buffers.TakeBuffer((int)Math.Min(_size, 4L * _envelope!.Length));
        _envelope.AsSpan(0, _filled).CopyTo(larger);
        settings.Buffers.ReturnBuffer(_envelope);
        _envelope = larger;
    }
}
