using System.Xml;

namespace Parley.Channels;

/// <summary>Reads headers of WS-Addressing straight from the wire. What cannot be understood becomes a <see cref="MalformedHeader"/>.</summary>
internal static class AddressingHeaderReader
{
    private const string Reply200408 = "Reply";

    /// <summary>Reads the header that the reader stands on and moves past it.</summary>
    public static AddressingHeader Read(XmlDictionaryReader reader, AddressingHeaderKind kind, MessageVersion version)
        => Read(reader, kind, version, HeaderAttributes.Read(reader, version).MustUnderstand);

    /// <summary>Reads the header that the reader stands on and moves past it.</summary>
    public static AddressingHeader Read(XmlDictionaryReader reader, AddressingHeaderKind kind, MessageVersion version, bool mustUnderstand)
    {
        var addressing = version.Addressing;
        var relationship = kind == AddressingHeaderKind.RelatesTo ? ReadRelationship(reader, addressing) : null;
        var depth = reader.Depth;
        if (reader.IsEmptyElement)
        {
            reader.Read();
            return Malformed(kind, addressing, mustUnderstand, "is empty");
        }

        reader.Read();
        AddressingHeader? header;
        try
        {
            header = ReadValue(reader, kind, addressing, mustUnderstand, relationship);
            if (header is not null)
            {
                reader.ReadEndElement();
                return header;
            }
        }
        catch (Exception e) when (e is XmlException or ProtocolException || MalformedInput.IsCauseOf(e))
        {
            header = null;
        }

        SkipToEnd(reader, depth);
        return Malformed(kind, addressing, mustUnderstand, "cannot be read");
    }

    /// <summary>Reads text up to the end tag of the element that it stands in, and shares strings that come again and again.</summary>
    public static string ReadText(XmlDictionaryReader reader)
    {
        var text = HeaderText.Read(reader);
        return text.Length > 0 && (char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1])) ? text.Trim() : text;
    }

    private static AddressingHeader? ReadValue(
        XmlDictionaryReader reader, AddressingHeaderKind kind, AddressingVersion addressing, bool mustUnderstand, string? relationship)
    {
        switch (kind)
        {
            case AddressingHeaderKind.Action:
                var action = ReadText(reader);
                return action.Length == 0 ? null : new ActionHeader(action, addressing, mustUnderstand);
            case AddressingHeaderKind.To:
                if (!AddressCache.TryGetTo(ReadText(reader), addressing, out var to))
                {
                    return null;
                }

                return to!.MustUnderstand == mustUnderstand ? to : new ToHeader(to.To, WireNames.Create(to.To.OriginalString), addressing, mustUnderstand);
            case AddressingHeaderKind.MessageId:
                return new MessageIdHeader(HeaderText.ReadUniqueId(reader), addressing, mustUnderstand);
            case AddressingHeaderKind.RelatesTo:
                return new RelatesToHeader(HeaderText.ReadUniqueId(reader), relationship, addressing, mustUnderstand);
            default:
                var address = EndpointAddressReader.ReadContents(reader, addressing);
                var shared = kind == AddressingHeaderKind.ReplyTo && !mustUnderstand ? EndpointAddressHeader.AnonymousReplyTo(addressing) : null;
                return shared is not null && ReferenceEquals(shared.Address, address)
                    ? shared
                    : new EndpointAddressHeader(kind, address, addressing, mustUnderstand);
        }
    }

    /// <summary>Null for the relationship of a reply.</summary>
    private static string? ReadRelationship(XmlDictionaryReader reader, AddressingVersion addressing)
    {
        if (reader.AttributeCount == 0 || reader.GetAttribute("RelationshipType", "")?.Trim() is not { Length: > 0 } value)
        {
            return null;
        }

        if (addressing == AddressingVersion.WSAddressing10)
        {
            return value == NbfsDictionary.Addressing10Reply.Value ? null : value;
        }

        // August 2004: a QName.
        var colon = value.IndexOf(':', StringComparison.Ordinal);
        var isReply = value.AsSpan(colon + 1) is Reply200408
            && reader.LookupNamespace(colon < 0 ? "" : value[..colon]) == addressing.Namespace.Value;
        return isReply ? null : value;
    }

    private static void SkipToEnd(XmlDictionaryReader reader, int depth)
    {
        while (reader.NodeType != XmlNodeType.EndElement || reader.Depth != depth)
        {
            if (!reader.Read())
            {
                throw new XmlException("The message ends inside a header.");
            }
        }

        reader.ReadEndElement();
    }

    private static MalformedHeader Malformed(AddressingHeaderKind kind, AddressingVersion addressing, bool mustUnderstand, string why)
        => new(kind, addressing, mustUnderstand, $"The addressing header '{AddressingHeaderNames.Of(kind).Value}' {why}.");
}
