using System.Xml;

namespace Parley.Channels;

/// <summary>Makes the headers of a connection's incoming messages that have a usual head, without an XML reader.</summary>
internal sealed class UsualBinaryHeadReader(BinaryReaderSession session)
{
    private const int MaxCached = 32;

    // Actions and addresses come again and again, by the same identifiers.
    private readonly Dictionary<int, AddressingHeader> _known = [];

    // A connection's messages mostly have as many headers as the one before.
    private int _lastCount = UsualHeader.MaxCount;

    /// <summary>
    /// Takes a usual head off a message. In its place, and in front of the body, stands an envelope without headers afterwards.
    /// </summary>
    /// <param name="document">The message; changed only when the method succeeds.</param>
    /// <param name="body">What stands behind the start of the Body begins here afterwards.</param>
    /// <returns>The headers; null when the head is not a usual one.</returns>
    public MessageHeaders? TryTake(ref ArraySegment<byte> document, out int body)
    {
        body = UsualBinaryHead.EnvelopeAndBody.Length;
        Span<UsualHeader> found = stackalloc UsualHeader[UsualHeader.MaxCount];
        var size = UsualBinaryHead.Find(document, found, out var count);
        if (size == 0)
        {
            return TryTakeProtocol(ref document, out body);
        }

        var headers = new MessageHeaders(MessageVersion.Soap12WSAddressing10, count);
        foreach (ref readonly var header in found[..count])
        {
            if (Make(header, document) is not { } made)
            {
                return null;
            }

            headers.AddReceived(made, header.Kind);
        }

        var start = size - UsualBinaryHead.EnvelopeAndBody.Length;
        UsualBinaryHead.EnvelopeAndBody.CopyTo(document.AsSpan(start));
        document = document[start..];
        return headers;
    }

    /// <summary>The same for a message with headers of a protocol that the envelope declares a prefix for; the declaration stays.</summary>
    private MessageHeaders? TryTakeProtocol(ref ArraySegment<byte> document, out int body)
    {
        body = 0;
        ReadOnlySpan<byte> bytes = document;
        var position = UsualBinaryHead.FindHeaders(bytes, out var prefix, out var id);
        if (position == 0 || prefix == 0 || HeaderParser.Find(prefix, session.Find(id)) is not { } parser)
        {
            return null;
        }

        var envelope = position - UsualBinaryHead.HeaderStart.Length;
        var headers = new MessageHeaders(MessageVersion.Soap12WSAddressing10, _lastCount);
        while (position < bytes.Length && bytes[position] != UsualBinaryHead.HeaderEnd)
        {
            MessageHeader? made;
            var kind = AddressingHeaderKind.None;
            if (UsualBinaryHead.TryTakeHeader(bytes, ref position, out var usual))
            {
                made = Make(usual, document);
                kind = usual.Kind;
            }
            else
            {
                var header = new HeaderBytes(bytes, position, isText: false);
                made = parser.TryRead(ref header);
                position = header.Position;
            }

            if (made is null || headers.Count == UsualHeader.MaxCountWithProtocol)
            {
                return null;
            }

            headers.AddReceived(made, kind);
        }

        position++;
        if (position > bytes.Length || !bytes[position..].StartsWith(UsualBinaryHead.BodyStart))
        {
            return null;
        }

        bytes[..envelope].CopyTo(document.AsSpan(position - envelope));
        document = document[(position - envelope)..];
        body = envelope + UsualBinaryHead.BodyStart.Length;
        _lastCount = headers.Count;
        return headers;
    }

    private AddressingHeader? Make(in UsualHeader header, ArraySegment<byte> document)
    {
        var version = AddressingVersion.WSAddressing10;
        switch (header.Kind)
        {
            case AddressingHeaderKind.MessageId:
                return new MessageIdHeader(new UniqueId(document.Array!, document.Offset + header.Value), version);
            case AddressingHeaderKind.RelatesTo:
                return new RelatesToHeader(new UniqueId(document.Array!, document.Offset + header.Value), null, version);
            case AddressingHeaderKind.ReplyTo:
                return EndpointAddressHeader.AnonymousReplyTo(version);
            default:
                return MakeText(header.Kind, header.Value, version);
        }
    }

    private AddressingHeader? MakeText(AddressingHeaderKind kind, int id, AddressingVersion version)
    {
        // An identifier may serve as an action and as an address.
        var key = (id * 2) + (kind == AddressingHeaderKind.To ? 1 : 0);
        if (_known.TryGetValue(key, out var known))
        {
            return known;
        }

        if (session.Find(id) is not { Length: > 0 } text || char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1]))
        {
            return null;
        }

        AddressingHeader? made = kind == AddressingHeaderKind.Action
            ? new ActionHeader(text, version)
            : AddressCache.TryGetTo(text, version, out var to) ? to : null;
        if (made is not null && _known.Count < MaxCached)
        {
            _known.Add(key, made);
        }

        return made;
    }
}
