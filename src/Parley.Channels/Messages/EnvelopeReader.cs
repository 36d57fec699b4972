using System.Globalization;
using System.Xml;

namespace Parley.Channels;

/// <summary>Reads envelope and headers of a received message. SOAP 1.1 section 4, SOAP 1.2 part 1 section 5.</summary>
internal static class EnvelopeReader
{
    /// <summary>More headers than any sender has a use for.</summary>
    private const int MaxHeaders = 1000;

    /// <summary>Reads until the reader stands on what is in the body. Null shape: written as this library writes.</summary>
    public static EnvelopeShape? ReadToBody(XmlDictionaryReader reader, MessageHeaders headers, int maxSizeOfHeaders, out bool isEmpty)
    {
        var version = headers.MessageVersion;
        var shape = ReadStartEnvelope(reader, version);
        var ns = version.Envelope.Namespace;
        if (reader.IsStartElement(NbfsDictionary.Header, ns))
        {
            shape = KeepShape(reader, shape, NbfsDictionary.Header);
            if (reader.IsEmptyElement)
            {
                reader.Read();
            }
            else
            {
                reader.Read();
                ReadHeaders(reader, headers, shape, maxSizeOfHeaders);
                reader.ReadEndElement();
            }
        }

        return ReadStartBody(reader, ns, shape, out isEmpty);
    }

    /// <summary>
    /// As <see cref="ReadToBody"/>, for a document whose headers the encoder has taken off. The envelope that it begins with is the
    /// encoder's own, so it needs no check.
    /// </summary>
    public static EnvelopeShape? ReadOwnEnvelopeToBody(XmlDictionaryReader reader, EnvelopeVersion version, out bool isEmpty)
    {
        reader.Read();
        reader.Read();
        return ReadStartBody(reader, version.Namespace, null, out isEmpty);
    }

    /// <summary>Puts a header in the place of another: what came encrypted instead of what it came in.</summary>
    /// <param name="reader">
    /// Stands on an element around the header, which declares the prefixes that are in scope; afterwards behind the header.
    /// </param>
    /// <param name="headers">The headers.</param>
    /// <param name="index">The place.</param>
    /// <param name="maxSize">The most bytes of the header.</param>
    public static void ReplaceHeader(XmlDictionaryReader reader, MessageHeaders headers, int index, int maxSize)
    {
        var version = headers.MessageVersion;
        var shape = new EnvelopeShape { Header = ElementShape.ReadDeclarations(reader, version.Envelope.Namespace.Value) };
        reader.ReadStartElement();
        reader.MoveToContent();
        var attributes = HeaderAttributes.Read(reader, version);
        var kind = version.Envelope.IsUltimateDestination(attributes.Actor) ? AddressingHeaderNames.Find(reader, version.Addressing) : AddressingHeaderKind.None;
        var capture = new HeaderCapture(version, shape, maxSize);
        headers.ReplaceReceived(index, capture.Capture(reader, attributes), kind);
        capture.Complete();
    }

    private static EnvelopeShape? ReadStartBody(XmlDictionaryReader reader, XmlDictionaryString ns, EnvelopeShape? shape, out bool isEmpty)
    {
        if (!reader.IsStartElement(NbfsDictionary.Body, ns))
        {
            throw new XmlException($"The message has '{reader.Name}' where the SOAP body should be.");
        }

        shape = KeepShape(reader, shape, NbfsDictionary.Body);
        isEmpty = reader.IsEmptyElement;
        reader.Read();
        if (!isEmpty)
        {
            isEmpty = reader.MoveToContent() == XmlNodeType.EndElement;
        }

        return shape;
    }

    private static EnvelopeShape? ReadStartEnvelope(XmlDictionaryReader reader, MessageVersion version)
    {
        reader.MoveToContent();
        if (!reader.IsStartElement(NbfsDictionary.Envelope, version.Envelope.Namespace))
        {
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "Envelope")
            {
                throw new EnvelopeVersionException(version, reader.NamespaceURI);
            }

            throw new XmlException($"The message has '{reader.Name}' where the SOAP envelope should be.");
        }

        EnvelopeShape? shape = null;
        var declarations = version.Addressing == AddressingVersion.None ? 1 : 2;
        var isUsual = reader.AttributeCount - declarations is 0 or 1 && DeclaresUsualPrefixes(reader, version);
        if (!isUsual || reader.AttributeCount > declarations)
        {
            shape = (isUsual && declarations == 2 ? HeaderParser.FindShape(reader, version) : null)
                ?? new EnvelopeShape { Envelope = ElementShape.Read(reader) };
        }

        if (reader.IsEmptyElement)
        {
            throw new XmlException("The SOAP envelope is empty.");
        }

        reader.Read();
        return shape;
    }

    // By its declarations alone, which no reader needs a name table for: asking for the prefix would make one for every message.
    private static bool DeclaresUsualPrefixes(XmlDictionaryReader reader, MessageVersion version) =>
        reader.GetAttribute(WireNames.EnvelopePrefixDeclaration, WireNames.XmlnsNamespace) == version.Envelope.Namespace.Value
        && (version.Addressing == AddressingVersion.None
            || reader.GetAttribute(WireNames.AddressingPrefixDeclaration, WireNames.XmlnsNamespace) == version.Addressing.Namespace.Value);

    private static EnvelopeShape? KeepShape(XmlDictionaryReader reader, EnvelopeShape? shape, XmlDictionaryString element)
    {
        if (reader.AttributeCount == 0 && (shape is null or { IsShared: true } || reader.Prefix == WireNames.EnvelopePrefix))
        {
            return shape;
        }

        shape = shape?.ToOwn() ?? new EnvelopeShape();
        if (ReferenceEquals(element, NbfsDictionary.Header))
        {
            shape.Header = ElementShape.Read(reader);
        }
        else
        {
            shape.Body = ElementShape.Read(reader);
        }

        return shape;
    }

    private static void ReadHeaders(XmlDictionaryReader reader, MessageHeaders headers, EnvelopeShape? shape, int maxSize)
    {
        var version = headers.MessageVersion;
        HeaderCapture? capture = null;
        while (reader.IsStartElement())
        {
            if (headers.Count == MaxHeaders)
            {
                throw new ProtocolException(string.Create(CultureInfo.InvariantCulture, $"The message has more than {MaxHeaders} headers."));
            }

            var attributes = HeaderAttributes.Read(reader, version);
            var kind = version.Envelope.IsUltimateDestination(attributes.Actor)
                ? AddressingHeaderNames.Find(reader, version.Addressing)
                : AddressingHeaderKind.None;
            if (kind != AddressingHeaderKind.None && !attributes.HasOthers && attributes.Actor.Length == 0)
            {
                headers.AddReceived(AddressingHeaderReader.Read(reader, kind, version, attributes.MustUnderstand), kind);
            }
            else if (kind == AddressingHeaderKind.None && !attributes.HasOthers && !attributes.Relay && !attributes.IsReferenceParameter
                && attributes.Actor.Length == 0 && HeaderParser.TryParse(reader, attributes.MustUnderstand) is { } parsed)
            {
                headers.AddReceived(parsed, AddressingHeaderKind.None);
            }
            else
            {
                capture ??= new HeaderCapture(version, shape, maxSize);
                headers.AddReceived(capture.Capture(reader, attributes), kind);
            }
        }

        capture?.Complete();
    }
}
