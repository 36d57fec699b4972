namespace Parley.Channels;

/// <summary>
/// The bytes of a message's head: the envelope's start tag, then, behind headers of a protocol that change with every message, the addressing
/// headers, which only differ in the identifiers of messages.
/// </summary>
internal sealed class ProtocolHead
{
    private readonly BodyForm _form;
    private readonly PrefixDeclaration? _declaration;
    private readonly AddressingHeader?[] _headers;
    private readonly UsualHeader[] _places;
    private readonly byte[] _start;
    private readonly byte[] _rest;

    private ProtocolHead(
        BodyForm form, PrefixDeclaration? declaration, AddressingHeader?[] headers, UsualHeader[] places, byte[] start, byte[] rest)
    {
        _form = form;
        _declaration = declaration;
        _headers = headers;
        _places = places;
        _start = start;
        _rest = rest;
    }

    /// <summary>How many headers of a protocol stand before all others, and the prefix that they share.</summary>
    public static int CountLeading(MessageHeaders headers, out PrefixDeclaration? declaration)
    {
        declaration = null;
        var count = 0;
        while (count < headers.Count && headers.Get(count).EnvelopeDeclaration is { } next && (count == 0 || next == declaration))
        {
            declaration = next;
            count++;
        }

        return count;
    }

    /// <summary>Finds the parts of a head in a message that was written as XML. Null when it is not of the usual kind.</summary>
    public static ProtocolHead? TryCreate(BodyForm form, MessageHeaders headers, MessageBufferStream buffer, int start)
    {
        var leading = CountLeading(headers, out var declaration);
        var document = buffer.Written.AsSpan(start).ToArray();
        var startSize = form.IsText ? UsualTextHead.FindHeaders(document) : UsualBinaryHead.FindHeaders(document);
        var others = headers.Count - leading;
        if (startSize == 0 || others is 0 or > UsualHeader.MaxCount)
        {
            return null;
        }

        // The headers in front write themselves, and must write what the XML writer has written.
        var end = buffer.Count;
        if (!TryWriteLeading(headers, leading, buffer, form.IsText))
        {
            buffer.Truncate(end);
            return null;
        }

        var written = buffer.Written.AsSpan(end).ToArray();
        buffer.Truncate(end);
        var position = startSize + written.Length;
        if (!document.AsSpan(startSize).StartsWith(written))
        {
            return null;
        }

        Span<UsualHeader> places = stackalloc UsualHeader[UsualHeader.MaxCount];
        int count;
        var size = form.IsText
            ? UsualTextHead.Walk(document, position, places, out count)
            : UsualBinaryHead.Walk(document, position, places, out count);
        if (size == 0 || count != others)
        {
            return null;
        }

        var kept = new AddressingHeader?[count];
        for (var i = 0; i < count; i++)
        {
            kept[i] = IsIdentifier(places[i].Kind) ? null : headers.AddressingHeaderAt(leading + i);
            places[i].Value -= position;
        }

        return new ProtocolHead(form, declaration, kept, places[..count].ToArray(), document[..startSize], document[position..size]);
    }

    /// <summary>True for headers that differ from these in those of the protocol, and in the identifiers of messages, only.</summary>
    public bool Fits(MessageHeaders headers, int leading, PrefixDeclaration? declaration)
    {
        if (headers.Count - leading != _headers.Length || declaration != _declaration)
        {
            return false;
        }

        for (var i = 0; i < _headers.Length; i++)
        {
            var header = headers.AddressingHeaderAt(leading + i);
            if (_headers[i] is { } same ? !ReferenceEquals(same, header) : !HasGuid(header, _places[i].Kind))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Writes the head of a message whose headers fit, up to its Body.</summary>
    /// <param name="headers">The headers.</param>
    /// <param name="values">The protocol's headers that are there as values; null for none.</param>
    /// <param name="leading">How many of the headers are the protocol's.</param>
    /// <param name="buffer">Where it goes.</param>
    /// <returns>False when one of the protocol's headers has to be written as XML; what is written does not count then.</returns>
    public bool TryWrite(MessageHeaders headers, LeadingHeaders? values, int leading, MessageBufferStream buffer)
    {
        buffer.Write(_start);
        if (values is null ? !TryWriteLeading(headers, leading, buffer, _form.IsText) : !values.TryWriteBytes(new HeaderByteWriter(buffer, _form.IsText)))
        {
            return false;
        }

        var rest = buffer.Append(_rest.Length);
        _rest.CopyTo(rest);
        for (var i = 0; i < _places.Length; i++)
        {
            if (_headers[i] is not null)
            {
                continue;
            }

            IdentifierOf(headers.AddressingHeaderAt(leading + i))!.TryGetGuid(out var guid);
            if (_form.IsText)
            {
                guid.TryFormat(rest[_places[i].Value..], out _, "D");
            }
            else
            {
                guid.TryWriteBytes(rest[_places[i].Value..]);
            }
        }

        return true;
    }

    private static bool TryWriteLeading(MessageHeaders headers, int leading, MessageBufferStream buffer, bool isText)
    {
        var writer = new HeaderByteWriter(buffer, isText);
        for (var i = 0; i < leading; i++)
        {
            if (!headers.Get(i).TryWriteBytes(writer))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsIdentifier(AddressingHeaderKind kind) => kind is AddressingHeaderKind.MessageId or AddressingHeaderKind.RelatesTo;

    private static bool HasGuid(AddressingHeader? header, AddressingHeaderKind kind) =>
        header is not null && header.Kind == kind && !header.MustUnderstand && header is not RelatesToHeader { IsReply: false }
        && IdentifierOf(header) is { IsGuid: true };

    private static System.Xml.UniqueId? IdentifierOf(AddressingHeader? header) =>
        header switch
        {
            MessageIdHeader messageId => messageId.MessageId,
            RelatesToHeader relatesTo => relatesTo.RelatesTo,
            _ => null,
        };
}
