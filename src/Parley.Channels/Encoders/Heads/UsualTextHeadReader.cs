using System.Buffers.Binary;
using System.Text;
using System.Xml;

namespace Parley.Channels;

/// <summary>Makes the headers of incoming text messages that have a usual head, without an XML reader. Many messages may be read at once.</summary>
internal sealed class UsualTextHeadReader
{
    private const int Slots = 64;

    // A longer text is left to the XML reader, and to its quotas.
    private const int LongestText = 512;

    // Actions and addresses come again and again. A newcomer takes the slot of whoever stood there.
    private readonly Known?[] _known = new Known?[Slots];

    /// <summary>
    /// Takes a usual head off a message. In its place, and in front of the body, stands an envelope without headers afterwards.
    /// </summary>
    /// <param name="document">The message; changed only when the method succeeds.</param>
    /// <returns>The headers; null when the head is not a usual one.</returns>
    public MessageHeaders? TryTake(ref ArraySegment<byte> document)
    {
        Span<UsualHeader> found = stackalloc UsualHeader[UsualHeader.MaxCount];
        var body = UsualTextHead.Find(document, found, out var count);
        if (body == 0)
        {
            return TryTakeProtocol(ref document);
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

        var start = body - UsualTextHead.Envelope.Length;
        UsualTextHead.Envelope.CopyTo(document.AsSpan(start));
        document = document[start..];
        return headers;
    }

    /// <summary>The same for a message with headers of a protocol that the envelope declares a prefix for; the declaration stays.</summary>
    private MessageHeaders? TryTakeProtocol(ref ArraySegment<byte> document)
    {
        ReadOnlySpan<byte> bytes = document;
        if (HeaderParser.FindText(bytes, out var position) is not { } parser)
        {
            return null;
        }

        var envelope = position - UsualTextHead.HeaderStart.Length;
        var headers = new MessageHeaders(MessageVersion.Soap12WSAddressing10, UsualHeader.MaxCount);
        while (!bytes[position..].StartsWith(UsualTextHead.HeaderEnd))
        {
            MessageHeader? made;
            var kind = AddressingHeaderKind.None;
            if (UsualTextHead.TryTakeHeader(bytes, ref position, out var usual))
            {
                made = Make(usual, bytes);
                kind = usual.Kind;
            }
            else
            {
                var header = new HeaderBytes(bytes, position, isText: true);
                made = parser.TryRead(ref header);
                position = header.Position;
            }

            if (made is null || headers.Count == UsualHeader.MaxCountWithProtocol)
            {
                return null;
            }

            headers.AddReceived(made, kind);
        }

        position += UsualTextHead.HeaderEnd.Length;
        if (!UsualTextHead.IsBody(bytes[position..]))
        {
            return null;
        }

        bytes[..envelope].CopyTo(document.AsSpan(position - envelope));
        document = document[(position - envelope)..];
        return headers;
    }

    private AddressingHeader? Make(in UsualHeader header, ReadOnlySpan<byte> document)
    {
        var version = AddressingVersion.WSAddressing10;
        switch (header.Kind)
        {
            case AddressingHeaderKind.MessageId:
                return new MessageIdHeader(ReadUuid(document, header), version);
            case AddressingHeaderKind.RelatesTo:
                return new RelatesToHeader(ReadUuid(document, header), null, version);
            case AddressingHeaderKind.ReplyTo:
                return EndpointAddressHeader.AnonymousReplyTo(version);
            default:
                return MakeText(header.Kind, document.Slice(header.Value, header.Length), version);
        }
    }

    private AddressingHeader? MakeText(AddressingHeaderKind kind, ReadOnlySpan<byte> text, AddressingVersion version)
    {
        if (text.Length > LongestText)
        {
            return null;
        }

        ref var slot = ref _known[SlotOf(kind, text)];
        if (Volatile.Read(ref slot) is { } known && known.Header.Kind == kind && text.SequenceEqual(known.Text))
        {
            return known.Header;
        }

        var value = Encoding.ASCII.GetString(text);
        AddressingHeader? made = kind == AddressingHeaderKind.Action
            ? new ActionHeader(value, version)
            : AddressCache.TryGetTo(value, version, out var to) ? to : null;
        if (made is not null)
        {
            Volatile.Write(ref slot, new Known(text.ToArray(), made));
        }

        return made;
    }

    private static UniqueId ReadUuid(ReadOnlySpan<byte> document, in UsualHeader header)
    {
        UsualTextHead.TryReadUuid(document.Slice(header.Value, UsualTextHead.UuidSize), out var uuid);
        return new UniqueId(uuid);
    }

    private static int SlotOf(AddressingHeaderKind kind, ReadOnlySpan<byte> text)
    {
        // Actions of one contract differ in their ends.
        var end = text.Length >= sizeof(ulong) ? BinaryPrimitives.ReadUInt64LittleEndian(text[^sizeof(ulong)..]) : text[^1];
        return (int)(((end + (ulong)text.Length + ((ulong)kind << 32)) * 0x9E3779B97F4A7C15) >> 58);
    }

    private sealed record Known(byte[] Text, AddressingHeader Header);
}
