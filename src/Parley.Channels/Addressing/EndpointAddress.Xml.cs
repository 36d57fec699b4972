using System.Xml;
using Parley.Channels;

namespace Parley;

// Reading and writing endpoint references. WS-Addressing 1.0 Core section 2; the submission of August 2004 section 2.
public partial class EndpointAddress
{
    /// <summary>Reads the endpoint reference that the reader stands on, in the version that its content is in.</summary>
    /// <param name="reader">The reader; it is moved past the element.</param>
    /// <exception cref="XmlException">It is not an endpoint reference.</exception>
    public static EndpointAddress ReadFrom(XmlDictionaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        reader.ReadStartElement();
        reader.MoveToContent();
        var version = reader.IsNamespaceUri(NbfsDictionary.Addressing10Namespace) ? AddressingVersion.WSAddressing10
            : reader.IsNamespaceUri(NbfsDictionary.Addressing200408Namespace) ? AddressingVersion.WSAddressingAugust2004
            : throw new XmlException($"The namespace '{reader.NamespaceURI}' belongs to no known version of WS-Addressing.");
        return ReadRest(reader, version);
    }

    /// <summary>Reads the endpoint reference that the reader stands on.</summary>
    /// <param name="addressingVersion">The version of WS-Addressing.</param>
    /// <param name="reader">The reader; it is moved past the element.</param>
    /// <exception cref="XmlException">It is not an endpoint reference.</exception>
    public static EndpointAddress ReadFrom(AddressingVersion addressingVersion, XmlReader reader)
        => ReadFrom(addressingVersion, XmlDictionaryReader.CreateDictionaryReader(reader));

    /// <summary>Reads the endpoint reference that the reader stands on.</summary>
    /// <param name="addressingVersion">The version of WS-Addressing.</param>
    /// <param name="reader">The reader; it is moved past the element.</param>
    /// <exception cref="XmlException">It is not an endpoint reference.</exception>
    public static EndpointAddress ReadFrom(AddressingVersion addressingVersion, XmlDictionaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        RequireAddressing(addressingVersion);
        reader.ReadStartElement();
        return ReadRest(reader, addressingVersion);
    }

    /// <summary>Reads an endpoint reference from an element of a given name.</summary>
    /// <param name="addressingVersion">The version of WS-Addressing.</param>
    /// <param name="reader">The reader; it is moved past the element.</param>
    /// <param name="localName">The element's local name.</param>
    /// <param name="ns">The element's namespace.</param>
    /// <exception cref="XmlException">It is not an endpoint reference, or the element has another name.</exception>
    public static EndpointAddress ReadFrom(AddressingVersion addressingVersion, XmlReader reader, string localName, string ns)
    {
        RequireAddressing(addressingVersion);
        var dictionaryReader = XmlDictionaryReader.CreateDictionaryReader(reader);
        dictionaryReader.ReadStartElement(localName, ns);
        return ReadRest(dictionaryReader, addressingVersion);
    }

    /// <summary>Reads an endpoint reference from an element of a given name.</summary>
    /// <param name="addressingVersion">The version of WS-Addressing.</param>
    /// <param name="reader">The reader; it is moved past the element.</param>
    /// <param name="localName">The element's local name.</param>
    /// <param name="ns">The element's namespace.</param>
    /// <exception cref="XmlException">It is not an endpoint reference, or the element has another name.</exception>
    public static EndpointAddress ReadFrom(
        AddressingVersion addressingVersion, XmlDictionaryReader reader, XmlDictionaryString localName, XmlDictionaryString ns)
    {
        ArgumentNullException.ThrowIfNull(reader);
        RequireAddressing(addressingVersion);
        reader.ReadStartElement(localName, ns);
        return ReadRest(reader, addressingVersion);
    }

    /// <summary>Writes what stands inside an endpoint reference.</summary>
    /// <param name="addressingVersion">The version of WS-Addressing.</param>
    /// <param name="writer">Where to write.</param>
    public void WriteContentsTo(AddressingVersion addressingVersion, XmlWriter writer)
        => WriteContentsTo(addressingVersion, XmlDictionaryWriter.CreateDictionaryWriter(writer));

    /// <summary>Writes what stands inside an endpoint reference.</summary>
    /// <param name="addressingVersion">The version of WS-Addressing.</param>
    /// <param name="writer">Where to write.</param>
    public void WriteContentsTo(AddressingVersion addressingVersion, XmlDictionaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        RequireAddressing(addressingVersion);
        writer.WriteStartElement(WireNames.AddressingPrefix, NbfsDictionary.Address, addressingVersion.Namespace);
        WriteUri(addressingVersion, writer);
        writer.WriteEndElement();
        if (addressingVersion == AddressingVersion.WSAddressingAugust2004)
        {
            Headers.WriteContentsTo(writer, NbfsDictionary.ReferenceProperties, addressingVersion, isReferenceProperty: true);
            Headers.WriteContentsTo(writer, NbfsDictionary.ReferenceParameters, addressingVersion, isReferenceProperty: false);
            WriteInside(writer, _references);
        }
        else
        {
            Headers.WriteContentsTo(writer, NbfsDictionary.ReferenceParameters, addressingVersion, isReferenceProperty: null);
            if (_metadata is not null)
            {
                writer.WriteStartElement(WireNames.AddressingPrefix, NbfsDictionary.Metadata, addressingVersion.Namespace);
                WriteInside(writer, _metadata);
                writer.WriteEndElement();
            }
        }

        Identity?.WriteTo(writer);
        WriteInside(writer, _extensions);
    }

    /// <summary>Writes the endpoint reference as the element EndpointReference.</summary>
    /// <param name="addressingVersion">The version of WS-Addressing.</param>
    /// <param name="writer">Where to write.</param>
    public void WriteTo(AddressingVersion addressingVersion, XmlWriter writer)
        => WriteTo(addressingVersion, XmlDictionaryWriter.CreateDictionaryWriter(writer));

    /// <summary>Writes the endpoint reference as the element EndpointReference.</summary>
    /// <param name="addressingVersion">The version of WS-Addressing.</param>
    /// <param name="writer">Where to write.</param>
    public void WriteTo(AddressingVersion addressingVersion, XmlDictionaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        RequireAddressing(addressingVersion);
        writer.WriteStartElement(WireNames.AddressingPrefix, NbfsDictionary.EndpointReference, addressingVersion.Namespace);
        WriteContentsTo(addressingVersion, writer);
        writer.WriteEndElement();
    }

    /// <summary>Writes the endpoint reference as an element of a given name.</summary>
    /// <param name="addressingVersion">The version of WS-Addressing.</param>
    /// <param name="writer">Where to write.</param>
    /// <param name="localName">The element's local name.</param>
    /// <param name="ns">The element's namespace.</param>
    public void WriteTo(AddressingVersion addressingVersion, XmlWriter writer, string localName, string ns)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartElement(localName, ns);
        WriteContentsTo(addressingVersion, writer);
        writer.WriteEndElement();
    }

    /// <summary>Writes the endpoint reference as an element of a given name.</summary>
    /// <param name="addressingVersion">The version of WS-Addressing.</param>
    /// <param name="writer">Where to write.</param>
    /// <param name="localName">The element's local name.</param>
    /// <param name="ns">The element's namespace.</param>
    public void WriteTo(AddressingVersion addressingVersion, XmlDictionaryWriter writer, XmlDictionaryString localName, XmlDictionaryString ns)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartElement(localName, ns);
        WriteContentsTo(addressingVersion, writer);
        writer.WriteEndElement();
    }

    private static void RequireAddressing(AddressingVersion addressingVersion)
    {
        ArgumentNullException.ThrowIfNull(addressingVersion);
        if (addressingVersion == AddressingVersion.None)
        {
            throw new ProtocolException("An endpoint reference needs a version of WS-Addressing; the message's version has none.");
        }
    }

    private static EndpointAddress ReadRest(XmlDictionaryReader reader, AddressingVersion version)
    {
        try
        {
            var address = EndpointAddressReader.ReadContents(reader, version);
            reader.ReadEndElement();
            return address;
        }
        catch (FormatException e)
        {
            throw new XmlException("The address in an endpoint reference is not an absolute URI.", e);
        }
    }

    private static void WriteInside(XmlDictionaryWriter writer, InfosetBuffer? buffer)
    {
        using var reader = buffer?.OpenInside(1);
        while (reader is not null && reader.NodeType != XmlNodeType.EndElement)
        {
            writer.WriteNode(reader, defattr: false);
        }
    }

    private void WriteUri(AddressingVersion version, XmlDictionaryWriter writer)
    {
        if (IsAnonymous)
        {
            writer.WriteString(version.Anonymous!);
        }
        else if (IsNone && version.NoneAddress is { } none)
        {
            writer.WriteString(none);
        }
        else
        {
            writer.WriteString(Uri.AbsoluteUri);
        }
    }
}
