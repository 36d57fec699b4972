namespace Parley.Channels.Framing;

/// <summary>What the client learns from an answer to its preamble.</summary>
internal enum ClientPreambleEvent
{
    /// <summary>Nothing yet: more bytes are needed.</summary>
    NeedMore,

    /// <summary>The upgrade that was asked for may begin. When it is done, the client says what <see cref="ClientPreamble.Next"/> gives.</summary>
    UpgradeAccepted,

    /// <summary>The preamble is accepted: envelopes may flow.</summary>
    Acknowledged,

    /// <summary>The service refuses: see <see cref="ClientPreamble.Fault"/>.</summary>
    Refused,

    /// <summary>The answer is no framing: see <see cref="ClientPreamble.Problem"/>.</summary>
    Violated,
}

/// <summary>
/// The client's half of the preamble, as a machine without input or output: it says what to send and is fed what the
/// service answers. [MC-NMF] section 3.1.
/// </summary>
/// <remarks>
/// <code>
///   client:  00 … 03 enc, 09 upgrade        (upgrade)  0C                 or, without an upgrade:  00 … 03 enc, 0C
///   service:                          0A               0B | 08 fault                                                0B | 08 fault
///            Start ─────────────► Upgrading ─────────► Ending ────► Acknowledged | Refused
/// </code>
/// </remarks>
internal sealed class ClientPreamble
{
    private readonly FramingMode _mode;
    private readonly string _via;
    private readonly string _contentType;
    private State _state = State.Start;
    private LengthPrefixedText _text = new();
    private bool _inFault;

    /// <summary>Creates a machine for one preamble.</summary>
    /// <param name="mode">How the envelopes will be laid out.</param>
    /// <param name="via">The address to dial.</param>
    /// <param name="contentType">The content type of the envelopes.</param>
    public ClientPreamble(FramingMode mode, string via, string contentType)
    {
        _mode = mode;
        _via = via;
        _contentType = contentType;
    }

    private enum State
    {
        Start,
        Upgrading,
        Ending,
        Done,
        Failed,
    }

    /// <summary>The fault that the service sent.</summary>
    public string Fault { get; private set; } = string.Empty;

    /// <summary>What is wrong with the answer.</summary>
    public string Problem { get; private set; } = string.Empty;

    /// <summary>What to send now: at the start, and after each upgrade.</summary>
    /// <param name="upgrade">The upgrade to ask for; null when there is none left.</param>
    public ReadOnlyMemory<byte> Next(string? upgrade = null)
    {
        if (_state is not (State.Start or State.Upgrading))
        {
            throw new InvalidOperationException($"The preamble is {_state}: there is nothing to say.");
        }

        var first = _state == State.Start;
        ReadOnlyMemory<byte> next;
        if (upgrade is not null)
        {
            _state = State.Upgrading;
            next = RecordWriter.CreateUpgradeRequest(upgrade);
        }
        else
        {
            _state = State.Ending;
            next = RecordWriter.PreambleEnd;
        }

        return first ? RecordWriter.CreatePreamble(_mode, _via, _contentType, next.Span) : next;
    }

    /// <summary>Takes what the service has answered, up to the next event.</summary>
    /// <param name="input">The bytes that have come and were not consumed yet.</param>
    /// <param name="consumed">How many of them were taken.</param>
    public ClientPreambleEvent Feed(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        if (_inFault)
        {
            return FeedFault(input, ref consumed);
        }

        if (input.IsEmpty)
        {
            return ClientPreambleEvent.NeedMore;
        }

        consumed = 1;
        switch (_state, (FramingRecordType)input[0])
        {
            case (State.Upgrading, FramingRecordType.UpgradeResponse):
                return ClientPreambleEvent.UpgradeAccepted;

            case (State.Ending, FramingRecordType.PreambleAck):
                _state = State.Done;
                return ClientPreambleEvent.Acknowledged;

            case (State.Upgrading or State.Ending, FramingRecordType.Fault):
                _inFault = true;
                return FeedFault(input, ref consumed);

            default:
                _state = State.Failed;
                Problem = $"The byte 0x{input[0]:X2} is no answer to a preamble";
                return ClientPreambleEvent.Violated;
        }
    }

    private ClientPreambleEvent FeedFault(ReadOnlySpan<byte> input, ref int consumed)
    {
        var status = _text.Feed(input[consumed..], FramingFaults.MaxFaultBytes, out var fault, out var taken);
        consumed += taken;
        switch (status)
        {
            case LengthPrefixedTextStatus.NeedMore:
                return ClientPreambleEvent.NeedMore;

            case LengthPrefixedTextStatus.Done:
                _state = State.Failed;
                Fault = fault;
                return ClientPreambleEvent.Refused;

            default:
                _state = State.Failed;
                Problem = "The fault is malformed or too long";
                return ClientPreambleEvent.Violated;
        }
    }
}
