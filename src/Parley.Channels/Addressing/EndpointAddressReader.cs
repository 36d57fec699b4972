using System.Xml;

namespace Parley.Channels;

/// <summary>Reads what stands inside an endpoint reference, in each version of WS-Addressing.</summary>
internal static class EndpointAddressReader
{
    private const int MaxExtensionSize = 64 * 1024;

    /// <summary>Reads from behind the start tag up to the end tag, on which the reader stops.</summary>
    /// <exception cref="XmlException">It is not an endpoint reference.</exception>
    /// <exception cref="FormatException">The address is no absolute URI.</exception>
    public static EndpointAddress ReadContents(XmlDictionaryReader reader, AddressingVersion version)
    {
        var uri = ReadAddress(reader, version);
        if (reader.MoveToContent() == XmlNodeType.EndElement)
        {
            return ReferenceEquals(uri, version.AnonymousUri) && EndpointAddressHeader.AnonymousReplyTo(version) is { } shared
                ? shared.Address
                : new EndpointAddress(uri);
        }

        var parts = new Parts();
        while (reader.IsStartElement())
        {
            ReadPart(reader, version, ref parts);
        }

        return new EndpointAddress(
            uri, parts.Identity, parts.Headers is null ? AddressHeaderCollection.Empty : new AddressHeaderCollection(parts.Headers),
            Complete(parts.Metadata), Complete(parts.Extensions), Complete(parts.References));
    }

    private static Uri ReadAddress(XmlDictionaryReader reader, AddressingVersion version)
    {
        if (!reader.IsStartElement(NbfsDictionary.Address, version.Namespace))
        {
            throw new XmlException($"An endpoint reference starts with the element Address of {version.Namespace.Value}.");
        }

        if (reader.IsEmptyElement)
        {
            throw new FormatException("The element Address of an endpoint reference is empty.");
        }

        reader.Read();
        var address = AddressingHeaderReader.ReadText(reader);
        reader.ReadEndElement();
        return address == version.Anonymous?.Value ? version.AnonymousUri!
            : address == version.NoneAddress?.Value ? version.NoneUri!
            : new Uri(address, UriKind.Absolute);
    }

    private static void ReadPart(XmlDictionaryReader reader, AddressingVersion version, ref Parts parts)
    {
        var isAugust2004 = version == AddressingVersion.WSAddressingAugust2004;
        if (reader.IsStartElement(NbfsDictionary.ReferenceParameters, version.Namespace))
        {
            ReadHeaders(reader, ref parts, isReferenceProperty: false);
        }
        else if (isAugust2004 && reader.IsStartElement(NbfsDictionary.ReferenceProperties, version.Namespace))
        {
            ReadHeaders(reader, ref parts, isReferenceProperty: true);
        }
        else if (!isAugust2004 && reader.IsStartElement(NbfsDictionary.Metadata, version.Namespace))
        {
            ReadChildren(reader, ref parts.Metadata);
        }
        else if (reader.IsStartElement(NbfsDictionary.Identity, NbfsDictionary.IdentityNamespace))
        {
            parts.Identity = EndpointIdentityXml.Read(reader);
        }
        else if (isAugust2004 && (reader.IsStartElement(WireNames.PortType, version.Namespace) || reader.IsStartElement(WireNames.ServiceName, version.Namespace)))
        {
            Keep(reader, ref parts.References);
        }
        else
        {
            Keep(reader, ref parts.Extensions);
        }
    }

    private static void ReadHeaders(XmlDictionaryReader reader, ref Parts parts, bool isReferenceProperty)
    {
        if (reader.IsEmptyElement)
        {
            reader.Read();
            return;
        }

        reader.ReadStartElement();
        while (reader.IsStartElement())
        {
            (parts.Headers ??= []).Add(BufferedAddressHeader.Read(reader, MaxExtensionSize, isReferenceProperty));
        }

        reader.ReadEndElement();
    }

    private static void ReadChildren(XmlDictionaryReader reader, ref InfosetWriter? target)
    {
        if (reader.IsEmptyElement)
        {
            reader.Read();
            return;
        }

        reader.ReadStartElement();
        while (reader.IsStartElement())
        {
            Keep(reader, ref target);
        }

        reader.ReadEndElement();
    }

    private static void Keep(XmlDictionaryReader reader, ref InfosetWriter? target)
    {
        if (target is null)
        {
            target = InfosetWriter.Start(MaxExtensionSize);
            target.Writer.WriteStartElement("Wrapper");
        }

        target.Writer.WriteNode(reader, defattr: false);
    }

    /// <summary>Keeps all elements up to an end tag or the end.</summary>
    public static InfosetBuffer? KeepAll(XmlDictionaryReader? reader)
    {
        if (reader is null)
        {
            return null;
        }

        InfosetWriter? target = null;
        while (reader.IsStartElement())
        {
            Keep(reader, ref target);
        }

        return Complete(target);
    }

    private static InfosetBuffer? Complete(InfosetWriter? writer)
    {
        writer?.Writer.WriteEndElement();
        return writer?.ToBuffer();
    }

    private struct Parts
    {
        public EndpointIdentity? Identity;
        public List<AddressHeader>? Headers;
        public InfosetWriter? Metadata;
        public InfosetWriter? Extensions;
        public InfosetWriter? References;
    }
}
