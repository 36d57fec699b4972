using System.Xml;

namespace Parley.Channels;

/// <summary>
/// Remembers the heads of a connection's outgoing messages. The next message with the same headers gets the same bytes, but for the
/// identifiers of the messages, and the XML writer writes the body only.
/// </summary>
internal sealed class UsualHeadWriter
{
    /// <summary>As many kinds of messages as most sessions have.</summary>
    private const int MaxHeads = 8;

    private readonly List<Head> _heads = [];

    /// <summary>The head of an earlier message with the same headers; null when there was none.</summary>
    public Head? Find(BodyWriterMessage message)
    {
        var headers = message.Headers;
        foreach (var head in _heads)
        {
            if (head.Fits(headers))
            {
                return head;
            }
        }

        return null;
    }

    /// <summary>Remembers the head of a message, if it is a usual one.</summary>
    /// <param name="message">The message.</param>
    /// <param name="document">What was written.</param>
    public void Remember(BodyWriterMessage message, ReadOnlySpan<byte> document)
    {
        var headers = message.Headers;
        if (_heads.Count == MaxHeads || headers.Count > UsualHead.MaxHeaders)
        {
            return;
        }

        Span<UsualHead.Header> found = stackalloc UsualHead.Header[UsualHead.MaxHeaders];
        var size = UsualHead.Find(document, found, out var count);
        if (size > 0 && count == headers.Count)
        {
            _heads.Add(new Head(headers, document[..size], found[..count]));
        }
    }

    /// <summary>The bytes of one head, and the headers that they are.</summary>
    internal sealed class Head
    {
        private readonly AddressingHeader?[] _headers;
        private readonly UsualHead.Header[] _places;
        private readonly byte[] _bytes;

        public Head(MessageHeaders headers, ReadOnlySpan<byte> bytes, ReadOnlySpan<UsualHead.Header> places)
        {
            _bytes = bytes.ToArray();
            _places = places.ToArray();
            _headers = new AddressingHeader?[places.Length];
            for (var i = 0; i < places.Length; i++)
            {
                _headers[i] = IsIdentifier(places[i].Kind) ? null : headers.AddressingHeaderAt(i);
            }
        }

        public int Size => _bytes.Length;

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
                if (_headers[i] is null)
                {
                    IdentifierOf(headers.AddressingHeaderAt(i))!.TryGetGuid(destination.Array!, destination.Offset + _places[i].Value);
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
