using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>
/// The bytes of the headers Sequence, SequenceAcknowledgement and AckRequested in the form that nearly all have: identifiers that are UUIDs,
/// numbers, and nothing that is rare. What is rare is left to the XML reader and writer. [MC-NBFX] section 2.2.
/// </summary>
/// <remarks>
/// In binary: 55 (prefix r), the name's number in SOAP's dictionary, then attributes, children and 01; 1E 00 82 is s:mustUnderstand = 1, 06 an
/// attribute without prefix, 43 an element with a longer prefix, 0B its declaration. AD is a UUID and the end of its element.
/// </remarks>
internal static class RmHeaderForms
{
    private const byte End = 0x01;
    private const int MostRanges = 32;

    private static ReadOnlySpan<byte> Identifier => [0x55, 0x1E];

    private static ReadOnlySpan<byte> UnderstoodSequence => [0x55, 0x3E, 0x1E, 0x00, 0x82];

    private static ReadOnlySpan<byte> AcknowledgementAndIdentifier => [0x55, 0x2E, 0x55, 0x1E];

    private static ReadOnlySpan<byte> MustUnderstand => [0x1E, 0x00, 0x82];

    private static ReadOnlySpan<byte> MessageNumber => [0x55, 0x40];

    private static ReadOnlySpan<byte> LastMessage => [0x55, 0xA6, 0x05, 0x01];

    private static ReadOnlySpan<byte> RangeLower => [0x55, 0x30, 0x06, 0x34];

    private static ReadOnlySpan<byte> Upper => [0x06, 0x32];

    private static ReadOnlySpan<byte> BufferRemaining =>
        [0x43, 0x05, (byte)'n', (byte)'e', (byte)'t', (byte)'r', (byte)'m', 0x36, 0x0B, 0x05, (byte)'n', (byte)'e', (byte)'t', (byte)'r', (byte)'m', 0x38];

    private static ReadOnlySpan<byte> BufferRemainingText => "<netrm:BufferRemaining xmlns:netrm=\"http://schemas.microsoft.com/ws/2006/05/rm\">"u8;

    public static bool TryWrite(in HeaderByteWriter writer, in SequenceInfo sequence, Wsrm wsrm)
    {
        if (!SequenceIdentifiers.TryGetUuid(sequence.Identifier, out var uuid))
        {
            return false;
        }

        var isLast = sequence.IsLast && !wsrm.Is11;
        if (writer.IsText)
        {
            writer.Write(sequence.MustUnderstand ? "<r:Sequence s:mustUnderstand=\"1\"><r:Identifier>urn:uuid:"u8 : "<r:Sequence><r:Identifier>urn:uuid:"u8);
            writer.WriteUuid(uuid);
            writer.Write("</r:Identifier><r:MessageNumber>"u8);
            writer.WriteNumber(sequence.Number, endsElement: true);
            writer.Write("</r:MessageNumber>"u8);
            writer.Write(isLast ? "<r:LastMessage/></r:Sequence>"u8 : "</r:Sequence>"u8);
            return true;
        }

        writer.Write([0x55, 0x3E]);
        writer.Write(sequence.MustUnderstand ? MustUnderstand : []);
        writer.Write(Identifier);
        writer.WriteUuid(uuid);
        writer.Write(MessageNumber);
        writer.WriteNumber(sequence.Number, endsElement: true);
        writer.Write(isLast ? LastMessage : []);
        writer.Write([End]);
        return true;
    }

    public static bool TryWriteAckRequested(in HeaderByteWriter writer, string identifier)
    {
        if (!SequenceIdentifiers.TryGetUuid(identifier, out var uuid))
        {
            return false;
        }

        if (writer.IsText)
        {
            writer.Write("<r:AckRequested><r:Identifier>urn:uuid:"u8);
            writer.WriteUuid(uuid);
            writer.Write("</r:Identifier></r:AckRequested>"u8);
            return true;
        }

        writer.Write([0x55, 0x90, 0x05]);
        writer.Write(Identifier);
        writer.WriteUuid(uuid);
        writer.Write([End]);
        return true;
    }

    public static bool TryWrite(in HeaderByteWriter writer, Acknowledgement acknowledgement)
    {
        var ranges = acknowledgement.Ranges;
        if (ranges.Count is 0 or > MostRanges || acknowledgement.IsFinal || !SequenceIdentifiers.TryGetUuid(acknowledgement.Identifier, out var uuid))
        {
            return false;
        }

        var isText = writer.IsText;
        writer.Write(isText ? "<r:SequenceAcknowledgement><r:Identifier>urn:uuid:"u8 : AcknowledgementAndIdentifier);
        writer.WriteUuid(uuid);
        writer.Write(isText ? "</r:Identifier>"u8 : []);
        for (var i = 0; i < ranges.Count; i++)
        {
            writer.Write(isText ? "<r:AcknowledgementRange Lower=\""u8 : RangeLower);
            writer.WriteNumber(ranges[i].Lower, endsElement: false);
            writer.Write(isText ? "\" Upper=\""u8 : Upper);
            writer.WriteNumber(ranges[i].Upper, endsElement: false);
            writer.Write(isText ? "\"/>"u8 : [End]);
        }

        if (acknowledgement.BufferRemaining is { } room)
        {
            writer.Write(isText ? BufferRemainingText : BufferRemaining);
            writer.WriteNumber(room, endsElement: true);
            writer.Write(isText ? "</netrm:BufferRemaining>"u8 : []);
        }

        writer.Write(isText ? "</r:SequenceAcknowledgement>"u8 : [End]);
        return true;
    }

    /// <summary>Reads the header that begins here. Null for one in another form.</summary>
    public static MessageHeader? TryRead(ref HeaderBytes bytes, Wsrm wsrm)
    {
        if (bytes.IsText)
        {
            return bytes.Take("<r:Sequence s:mustUnderstand=\"1\">"u8) ? TryReadSequence(ref bytes, wsrm)
                : bytes.Take("<r:SequenceAcknowledgement>"u8) ? TryReadAcknowledgement(ref bytes, wsrm)
                : bytes.Take("<r:AckRequested>"u8) ? TryReadAckRequested(ref bytes, wsrm)
                : null;
        }

        return bytes.Take(UnderstoodSequence) ? TryReadSequence(ref bytes, wsrm)
            : bytes.Take([0x55, 0x2E]) ? TryReadAcknowledgement(ref bytes, wsrm)
            : bytes.Take([0x55, 0x90, 0x05]) ? TryReadAckRequested(ref bytes, wsrm)
            : null;
    }

    private static SequenceHeader? TryReadSequence(ref HeaderBytes bytes, Wsrm wsrm)
    {
        var isText = bytes.IsText;
        if (!TryReadIdentifier(ref bytes, out var identifier)
            || !bytes.Take(isText ? "<r:MessageNumber>"u8 : MessageNumber)
            || !bytes.TryTakeNumber(out var number, endsElement: true) || number < 1
            || (isText && !bytes.Take("</r:MessageNumber>"u8)))
        {
            return null;
        }

        var isLast = !wsrm.Is11 && bytes.Take(isText ? "<r:LastMessage/>"u8 : LastMessage);
        return bytes.Take(isText ? "</r:Sequence>"u8 : [End])
            ? new SequenceHeader(wsrm, new SequenceInfo(identifier, number, isLast, MustUnderstand: true))
            : null;
    }

    private static AckRequestedHeader? TryReadAckRequested(ref HeaderBytes bytes, Wsrm wsrm) =>
        TryReadIdentifier(ref bytes, out var identifier) && bytes.Take(bytes.IsText ? "</r:AckRequested>"u8 : [End])
            ? new AckRequestedHeader(wsrm, identifier)
            : null;

    private static AcknowledgementHeader? TryReadAcknowledgement(ref HeaderBytes bytes, Wsrm wsrm)
    {
        var isText = bytes.IsText;
        if (!TryReadIdentifier(ref bytes, out var identifier) || !TakeRangeStart(ref bytes) || !TryReadRange(ref bytes, out var first))
        {
            return null;
        }

        AckRange[] ranges = [first];
        while (TakeRangeStart(ref bytes))
        {
            // In order and apart, as they nearly always are.
            if (!TryReadRange(ref bytes, out var next) || ranges.Length == MostRanges || next.Lower - 1 <= ranges[^1].Upper)
            {
                return null;
            }

            ranges = [.. ranges, next];
        }

        int? room = null;
        if (bytes.Take(isText ? BufferRemainingText : BufferRemaining))
        {
            if (!bytes.TryTakeNumber(out var number, endsElement: true) || number > int.MaxValue || (isText && !bytes.Take("</netrm:BufferRemaining>"u8)))
            {
                return null;
            }

            room = (int)number;
        }

        return bytes.Take(isText ? "</r:SequenceAcknowledgement>"u8 : [End])
            ? new AcknowledgementHeader(wsrm, new Acknowledgement { Identifier = identifier, Ranges = ranges, BufferRemaining = room })
            : null;
    }

    private static bool TakeRangeStart(ref HeaderBytes bytes) => bytes.Take(bytes.IsText ? "<r:AcknowledgementRange Lower=\""u8 : RangeLower);

    /// <summary>Reads the rest of a range: from 1 on, which 0 for nothing is not.</summary>
    private static bool TryReadRange(ref HeaderBytes bytes, out AckRange range)
    {
        var isText = bytes.IsText;
        range = default;
        if (!bytes.TryTakeNumber(out var lower, endsElement: false)
            || !bytes.Take(isText ? "\" Upper=\""u8 : Upper)
            || !bytes.TryTakeNumber(out var upper, endsElement: false)
            || !bytes.Take(isText ? "\"/>"u8 : [End]))
        {
            return false;
        }

        range = new AckRange(lower, upper);
        return lower >= 1 && lower <= upper;
    }

    private static bool TryReadIdentifier(ref HeaderBytes bytes, out string identifier)
    {
        var isText = bytes.IsText;
        if (bytes.Take(isText ? "<r:Identifier>urn:uuid:"u8 : Identifier) && bytes.TryTakeUuid(out var uuid)
            && (!isText || bytes.Take("</r:Identifier>"u8)))
        {
            identifier = SequenceIdentifiers.Get(uuid);
            return true;
        }

        identifier = "";
        return false;
    }
}
