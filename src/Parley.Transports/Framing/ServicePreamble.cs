namespace Parley.Channels.Framing;

/// <summary>What the service learns from a piece of a preamble.</summary>
internal enum ServicePreambleEvent
{
    /// <summary>Nothing yet: more bytes are needed.</summary>
    NeedMore,

    /// <summary>Mode, via and content type are known. The service looks for the endpoint, then feeds on.</summary>
    Addressed,

    /// <summary>The client asks for <see cref="ServicePreamble.Upgrade"/>. The service answers and upgrades, then feeds on from the upgraded stream.</summary>
    UpgradeRequested,

    /// <summary>The preamble is complete; the client waits for the acknowledgement.</summary>
    Ended,

    /// <summary>The preamble breaks the rules: see <see cref="ServicePreamble.Fault"/> and <see cref="ServicePreamble.Problem"/>. Nothing may follow.</summary>
    Violated,
}

/// <summary>
/// The service's half of the preamble, as a machine without input or output: it is fed what the client says and answers
/// with what that means. [MC-NMF] section 3.2.
/// </summary>
/// <remarks>
/// <code>
///   00 01 00      01 mode     02 via      03|04 encoding     (09 upgrade)*      0C
///   Version ────► Mode ─────► Via ──────► Encoding ────────► Addressed ───────► Ended
///      └─────────────┴───────────┴────────────┴─ anything else ──┴──► Violated
/// </code>
/// </remarks>
internal sealed class ServicePreamble
{
    /// <summary>The longest name of an upgrade that is looked at, in bytes.</summary>
    public const int MaxUpgradeBytes = 256;

    private readonly int _maxViaBytes;
    private readonly int _maxContentTypeBytes;
    private State _state = State.Version;
    private FramingRecordType? _record;
    private LengthPrefixedText _text = new();
    private byte? _majorVersion;
    private int _upgrades;

    /// <summary>Creates a machine at the beginning of a preamble.</summary>
    /// <param name="maxViaBytes">The longest via, in bytes.</param>
    /// <param name="maxContentTypeBytes">The longest content type, in bytes.</param>
    public ServicePreamble(int maxViaBytes = 2048, int maxContentTypeBytes = 256)
    {
        _maxViaBytes = maxViaBytes;
        _maxContentTypeBytes = maxContentTypeBytes;
    }

    private enum State
    {
        Version,
        Mode,
        Via,
        Encoding,
        Addressed,
        Ended,
        Violated,
    }

    /// <summary>The mode, once addressed.</summary>
    public FramingMode Mode { get; private set; }

    /// <summary>The address that the client dialled, once addressed.</summary>
    public Uri? Via { get; private set; }

    /// <summary>The content type of the envelopes, once addressed.</summary>
    public string ContentType { get; private set; } = string.Empty;

    /// <summary>The upgrade that was asked for last.</summary>
    public string Upgrade { get; private set; } = string.Empty;

    /// <summary>True once a byte of the preamble has come.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>The fault to send; null when the client is owed none, because it does not speak framing.</summary>
    public string? Fault { get; private set; }

    /// <summary>What is wrong, for the log.</summary>
    public string Problem { get; private set; } = string.Empty;

    /// <summary>Takes what has come, up to the next event.</summary>
    /// <param name="input">The bytes that have come and were not consumed yet.</param>
    /// <param name="consumed">How many of them were taken.</param>
    public ServicePreambleEvent Feed(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        HasBegun |= input.Length > 0;
        while (true)
        {
            if (_state is State.Violated)
            {
                return ServicePreambleEvent.Violated;
            }

            if (_state is State.Ended)
            {
                return ServicePreambleEvent.Ended;
            }

            if (_record is null)
            {
                if (consumed == input.Length)
                {
                    return ServicePreambleEvent.NeedMore;
                }

                if (BeginRecord((FramingRecordType)input[consumed++]) is { } simple)
                {
                    return simple;
                }

                continue;
            }

            var result = FeedRecord(_record.Value, input[consumed..], out var taken);
            consumed += taken;
            if (result is { } happened)
            {
                return happened;
            }
        }
    }

    /// <summary>Records that the service turns the client away.</summary>
    public void Refuse(string fault, string problem) => Violate(fault, problem);

    private ServicePreambleEvent? BeginRecord(FramingRecordType type)
    {
        switch (_state, type)
        {
            case (State.Version, FramingRecordType.Version):
            case (State.Mode, FramingRecordType.Mode):
            case (State.Via, FramingRecordType.Via):
            case (State.Encoding, FramingRecordType.KnownEncoding or FramingRecordType.ExtensibleEncoding):
            case (State.Addressed, FramingRecordType.UpgradeRequest):
                _record = type;
                return null;

            case (State.Addressed, FramingRecordType.PreambleEnd):
                _state = State.Ended;
                return ServicePreambleEvent.Ended;

            default:
                return Violate(null, $"Record 0x{(byte)type:X2} came where {Expected} was expected.");
        }
    }

    private string Expected =>
        _state switch
        {
            State.Version => "the version",
            State.Mode => "the mode",
            State.Via => "the via",
            State.Encoding => "the encoding",
            _ => "an upgrade or the end of the preamble",
        };

    /// <returns>An event; null to go on with the next record.</returns>
    private ServicePreambleEvent? FeedRecord(FramingRecordType record, ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        if (record is FramingRecordType.Via or FramingRecordType.ExtensibleEncoding or FramingRecordType.UpgradeRequest)
        {
            return FeedText(record, input, out consumed);
        }

        if (input.IsEmpty)
        {
            return ServicePreambleEvent.NeedMore;
        }

        consumed = 1;
        var value = input[0];
        switch (record)
        {
            case FramingRecordType.Version when _majorVersion is null:
                _majorVersion = value;
                return null;

            case FramingRecordType.Version:
                return _majorVersion == 1 && value == 0
                    ? Advance(State.Mode)
                    : Violate(FramingFaults.UnsupportedVersion, $"Version {_majorVersion}.{value} of framing is not 1.0.");

            case FramingRecordType.Mode:
                Mode = (FramingMode)value;
                return Mode is FramingMode.SingletonUnsized or FramingMode.Duplex
                    ? Advance(State.Via)
                    : Violate(FramingFaults.UnsupportedMode, $"Mode {value} is not for connections.");

            default:
                return FramingEncoding.GetContentType(value) is { } contentType
                    ? BecomeAddressed(contentType)
                    : Violate(FramingFaults.ContentTypeInvalid, $"There is no known encoding {value}.");
        }
    }

    private ServicePreambleEvent? FeedText(FramingRecordType record, ReadOnlySpan<byte> input, out int consumed)
    {
        var limit = record switch
        {
            FramingRecordType.Via => _maxViaBytes,
            FramingRecordType.ExtensibleEncoding => _maxContentTypeBytes,
            _ => MaxUpgradeBytes,
        };
        switch (_text.Feed(input, limit, out var text, out consumed))
        {
            case LengthPrefixedTextStatus.NeedMore:
                return ServicePreambleEvent.NeedMore;

            case LengthPrefixedTextStatus.TooLong:
                return Violate(
                    record switch
                    {
                        FramingRecordType.Via => FramingFaults.ViaTooLong,
                        FramingRecordType.ExtensibleEncoding => FramingFaults.ContentTypeTooLong,
                        _ => FramingFaults.UpgradeInvalid,
                    },
                    $"The text of the record {record} is longer than {limit} bytes.");

            case LengthPrefixedTextStatus.Malformed:
                return Violate(null, $"The text of the record {record} is malformed.");
        }

        switch (record)
        {
            case FramingRecordType.Via:
                if (!Uri.TryCreate(text, UriKind.Absolute, out var via))
                {
                    return Violate(FramingFaults.EndpointNotFound, "The via is not an absolute URI.");
                }

                Via = via;
                return Advance(State.Encoding);

            case FramingRecordType.ExtensibleEncoding:
                return BecomeAddressed(text);

            default:
                // Upgrades may chain, but nobody has a use for more than a few.
                if (++_upgrades > 4)
                {
                    return Violate(FramingFaults.UpgradeInvalid, "Too many upgrades were asked for.");
                }

                Upgrade = text;
                _record = null;
                return ServicePreambleEvent.UpgradeRequested;
        }
    }

    private ServicePreambleEvent BecomeAddressed(string contentType)
    {
        ContentType = contentType;
        Advance(State.Addressed);
        return ServicePreambleEvent.Addressed;
    }

    private ServicePreambleEvent? Advance(State state)
    {
        _record = null;
        _state = state;
        return null;
    }

    private ServicePreambleEvent Violate(string? fault, string problem)
    {
        _state = State.Violated;
        Fault = fault;
        Problem = problem;
        return ServicePreambleEvent.Violated;
    }
}
