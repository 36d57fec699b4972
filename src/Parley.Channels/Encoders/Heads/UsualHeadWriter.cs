using System.Xml;

namespace Parley.Channels;

/// <summary>
/// Remembers the heads of outgoing messages. The next message with the same headers gets the same bytes, but for the identifiers of the
/// messages, and the XML writer writes the body only. Many messages may be written at once.
/// </summary>
/// <param name="isText">True for UTF-8 text, false for binary XML.</param>
internal sealed class UsualHeadWriter(bool isText)
{
    /// <summary>As many kinds of messages as most sessions, and most clients, have.</summary>
    private const int MaxHeads = 16;

    private readonly Lock _gate = new();
    private Head[] _heads = [];

    /// <summary>
    /// Writes a message: its head from memory when there is one, else all of it by the XML writer, to remember it by.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="writer">Writes to the buffer; left closed.</param>
    /// <param name="buffer">Where the message begins.</param>
    public void Write(BodyWriterMessage message, XmlDictionaryWriter writer, MessageBufferStream buffer)
    {
        var start = buffer.Count;
        if (Find(message.Headers) is { } head)
        {
            // The writer writes an envelope without headers, behind room for the rest of the head; then the head takes its place.
            buffer.Append(head.Size - head.SizeWithoutHeaders);
            message.WriteWithoutHeaders(writer);
            writer.Close();
            head.Write(message.Headers, buffer.Written.Slice(start, head.Size));
            return;
        }

        message.WriteMessage(writer);
        writer.Close();
        Remember(message.Headers, buffer.Written.AsSpan(start));
    }

    /// <summary>Writes a message with a plain body, without an XML writer, when its head is remembered.</summary>
    /// <param name="message">The message.</param>
    /// <param name="body">Writes the body to the buffer.</param>
    /// <param name="buffer">Where the message begins.</param>
    /// <returns>False when nothing is written, and <see cref="Write"/> is to be called.</returns>
    public bool TryWritePlain(BodyWriterMessage message, PlainBodyWriter body, MessageBufferStream buffer)
    {
        if (Find(message.Headers) is not { } head)
        {
            return false;
        }

        var start = buffer.Count;
        buffer.Append(head.Size);
        if (!message.TryWritePlainBody(body))
        {
            buffer.Truncate(start);
            return false;
        }

        head.Write(message.Headers, buffer.Written.Slice(start, head.Size));
        return true;
    }

    private Head? Find(MessageHeaders headers)
    {
        foreach (var head in Volatile.Read(ref _heads))
        {
            if (head.Fits(headers))
            {
                return head;
            }
        }

        return null;
    }

    private void Remember(MessageHeaders headers, ReadOnlySpan<byte> document)
    {
        if (_heads.Length == MaxHeads || headers.Count > UsualHeader.MaxCount)
        {
            return;
        }

        Span<UsualHeader> found = stackalloc UsualHeader[UsualHeader.MaxCount];
        int count;
        var size = isText ? UsualTextHead.Find(document, found, out count) : UsualBinaryHead.Find(document, found, out count);
        if (size == 0 || count != headers.Count)
        {
            return;
        }

        var head = new Head(headers, document[..size], found[..count], isText);
        lock (_gate)
        {
            if (_heads.Length < MaxHeads)
            {
                Volatile.Write(ref _heads, [.. _heads, head]);
            }
        }
    }

    /// <summary>The bytes of one head, and the headers that they are.</summary>
    private sealed class Head
    {
        private readonly AddressingHeader?[] _headers;
        private readonly UsualHeader[] _places;
        private readonly byte[] _bytes;
        private readonly bool _isText;

        public Head(MessageHeaders headers, ReadOnlySpan<byte> bytes, ReadOnlySpan<UsualHeader> places, bool isText)
        {
            _bytes = bytes.ToArray();
            _places = places.ToArray();
            _isText = isText;
            _headers = new AddressingHeader?[places.Length];
            for (var i = 0; i < places.Length; i++)
            {
                _headers[i] = IsIdentifier(places[i].Kind) ? null : headers.AddressingHeaderAt(i);
            }
        }

        public int Size => _bytes.Length;

        /// <summary>What the XML writer writes of the head when there are no headers.</summary>
        public int SizeWithoutHeaders => _isText ? UsualTextHead.Envelope.Length : UsualBinaryHead.EnvelopeAndBody.Length;

        /// <summary>True for headers that differ from these in the identifiers of messages only.</summary>
        public bool Fits(MessageHeaders headers)
        {
            if (headers.Count != _headers.Length)
            {
                return false;
            }

            for (var i = 0; i < _headers.Length; i++)
            {
                var header = headers.AddressingHeaderAt(i);
                if (_headers[i] is { } same ? !ReferenceEquals(same, header) : !HasGuid(header, _places[i].Kind))
                {
                    return false;
                }
            }

            return true;
        }

        /// <summary>Writes the head of a message whose headers fit.</summary>
        public void Write(MessageHeaders headers, ArraySegment<byte> destination)
        {
            _bytes.CopyTo(destination.AsSpan());
            for (var i = 0; i < _places.Length; i++)
            {
                if (_headers[i] is not null)
                {
                    continue;
                }

                var id = IdentifierOf(headers.AddressingHeaderAt(i))!;
                if (_isText)
                {
                    id.TryGetGuid(out var guid);
                    guid.TryFormat(destination.AsSpan(_places[i].Value), out _, "D");
                }
                else
                {
                    id.TryGetGuid(destination.Array!, destination.Offset + _places[i].Value);
                }
            }
        }

        private static bool IsIdentifier(AddressingHeaderKind kind) => kind is AddressingHeaderKind.MessageId or AddressingHeaderKind.RelatesTo;

        private static bool HasGuid(AddressingHeader? header, AddressingHeaderKind kind) =>
            header is not null && header.Kind == kind && !header.MustUnderstand && header is not RelatesToHeader { IsReply: false }
            && IdentifierOf(header) is { IsGuid: true };

        private static UniqueId? IdentifierOf(AddressingHeader? header) =>
            header switch
            {
                MessageIdHeader messageId => messageId.MessageId,
                RelatesToHeader relatesTo => relatesTo.RelatesTo,
                _ => null,
            };
    }
}
