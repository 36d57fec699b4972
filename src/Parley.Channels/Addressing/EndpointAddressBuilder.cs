using System.Collections.ObjectModel;
using System.Xml;
using Parley.Channels;

namespace Parley;

/// <summary>Makes endpoint addresses, which cannot be changed themselves. WCF documentation: EndpointAddressBuilder.</summary>
public class EndpointAddressBuilder
{
    private InfosetBuffer? _metadata;
    private InfosetBuffer? _extensions;

    /// <summary>Creates a builder without an address.</summary>
    public EndpointAddressBuilder()
    {
    }

    /// <summary>Creates a builder that starts with an address.</summary>
    /// <param name="address">The address to start with.</param>
    public EndpointAddressBuilder(EndpointAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Uri = address.Uri;
        Identity = address.Identity;
        foreach (var header in address.Headers)
        {
            Headers.Add(header);
        }

        using var metadata = address.GetReaderAtMetadata();
        using var extensions = address.GetReaderAtExtensions();
        SetMetadataReader(metadata);
        SetExtensionReader(extensions);
    }

    /// <summary>The absolute URI; null means the anonymous address.</summary>
    public Uri? Uri { get; set; }

    /// <summary>Who the endpoint is expected to be; null when nothing is known.</summary>
    public EndpointIdentity? Identity { get; set; }

    /// <summary>Headers that every message to the address carries.</summary>
    public Collection<AddressHeader> Headers { get; } = [];

    /// <summary>A reader on the first metadata element; null when there is none.</summary>
    public XmlDictionaryReader? GetReaderAtMetadata() => ToEndpointAddress().GetReaderAtMetadata();

    /// <summary>Sets the metadata.</summary>
    /// <param name="reader">Stands on the first metadata element; read to the end tag around it. Null for none.</param>
    public void SetMetadataReader(XmlDictionaryReader? reader) => _metadata = EndpointAddressReader.KeepAll(reader);

    /// <summary>A reader on the first extension element; null when there is none.</summary>
    public XmlDictionaryReader? GetReaderAtExtensions() => ToEndpointAddress().GetReaderAtExtensions();

    /// <summary>Sets the extensions.</summary>
    /// <param name="reader">Stands on the first extension element; read to the end tag around it. Null for none.</param>
    public void SetExtensionReader(XmlDictionaryReader? reader) => _extensions = EndpointAddressReader.KeepAll(reader);

    /// <summary>The address.</summary>
    public EndpointAddress ToEndpointAddress()
        => new(Uri ?? EndpointAddress.AnonymousUri, Identity, new AddressHeaderCollection(Headers), _metadata, _extensions, null);
}
