using System.Xml;
using Parley.Channels;

namespace Parley;

/// <summary>
/// The address of an endpoint: a URI, who the endpoint is expected to be, and headers that every message to it carries.
/// Immutable. WCF documentation: EndpointAddress.
/// </summary>
public partial class EndpointAddress
{
    private static readonly Uri _anonymousUri = new("http://schemas.microsoft.com/2005/12/ServiceModel/Addressing/Anonymous");
    private static readonly Uri _noneUri = new("http://schemas.microsoft.com/2005/12/ServiceModel/Addressing/None");

    private readonly InfosetBuffer? _metadata;
    private readonly InfosetBuffer? _extensions;
    private readonly InfosetBuffer? _references;

    /// <summary>Creates an address.</summary>
    /// <param name="uri">An absolute URI.</param>
    /// <exception cref="UriFormatException">It is no absolute URI.</exception>
    public EndpointAddress(string uri)
        : this(new Uri(uri, UriKind.Absolute))
    {
    }

    /// <summary>Creates an address.</summary>
    /// <param name="uri">An absolute URI.</param>
    /// <param name="addressHeaders">Headers that every message to the address carries.</param>
    public EndpointAddress(Uri uri, params AddressHeader[] addressHeaders)
        : this(uri, null, addressHeaders)
    {
    }

    /// <summary>Creates an address.</summary>
    /// <param name="uri">An absolute URI.</param>
    /// <param name="identity">Who the endpoint is expected to be; null when nothing is known.</param>
    /// <param name="addressHeaders">Headers that every message to the address carries.</param>
    public EndpointAddress(Uri uri, EndpointIdentity? identity, params AddressHeader[] addressHeaders)
        : this(uri, identity, addressHeaders is { Length: > 0 } ? new AddressHeaderCollection(addressHeaders) : AddressHeaderCollection.Empty)
    {
    }

    /// <summary>Creates an address.</summary>
    /// <param name="uri">An absolute URI.</param>
    /// <param name="identity">Who the endpoint is expected to be; null when nothing is known.</param>
    /// <param name="headers">Headers that every message to the address carries; null for none.</param>
    public EndpointAddress(Uri uri, EndpointIdentity? identity, AddressHeaderCollection? headers)
        : this(uri, identity, headers, (InfosetBuffer?)null, null, null)
    {
    }

    /// <summary>Creates an address.</summary>
    /// <param name="uri">An absolute URI.</param>
    /// <param name="identity">Who the endpoint is expected to be; null when nothing is known.</param>
    /// <param name="headers">Headers that every message to the address carries; null for none.</param>
    /// <param name="metadataReader">Stands on the first metadata element; read to the end tag around it. Null for none.</param>
    /// <param name="extensionReader">Stands on the first extension element; read to the end tag around it. Null for none.</param>
    public EndpointAddress(
        Uri uri, EndpointIdentity? identity, AddressHeaderCollection? headers, XmlDictionaryReader? metadataReader, XmlDictionaryReader? extensionReader)
        : this(uri, identity, headers, EndpointAddressReader.KeepAll(metadataReader), EndpointAddressReader.KeepAll(extensionReader), null)
    {
    }

    internal EndpointAddress(
        Uri uri, EndpointIdentity? identity, AddressHeaderCollection? headers, InfosetBuffer? metadata, InfosetBuffer? extensions,
        InfosetBuffer? references)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (!uri.IsAbsoluteUri)
        {
            throw new ArgumentException($"An endpoint's address is an absolute URI; '{uri}' is not.", nameof(uri));
        }

        Uri = uri;
        Identity = identity;
        Headers = headers ?? AddressHeaderCollection.Empty;
        IsAnonymous = IsAnonymousUri(uri);
        IsNone = !IsAnonymous && IsNoneUri(uri);
        _metadata = metadata;
        _extensions = extensions;
        _references = references;
    }

    /// <summary>The URI that means "back on the same channel" in every version of WS-Addressing.</summary>
    public static Uri AnonymousUri => _anonymousUri;

    /// <summary>The URI that means "send nothing" in every version of WS-Addressing.</summary>
    public static Uri NoneUri => _noneUri;

    /// <summary>Headers that every message to the address carries: reference parameters and properties.</summary>
    public AddressHeaderCollection Headers { get; }

    /// <summary>Who the endpoint is expected to be; null when nothing is known.</summary>
    public EndpointIdentity? Identity { get; }

    /// <summary>True when the address means "back on the same channel".</summary>
    public bool IsAnonymous { get; }

    /// <summary>True when the address means "send nothing".</summary>
    public bool IsNone { get; }

    /// <summary>The absolute URI.</summary>
    public Uri Uri { get; }

    /// <summary>True for the same address. WCF documentation: EndpointAddress.Equals.</summary>
    /// <param name="address1">One address.</param>
    /// <param name="address2">The other.</param>
    public static bool operator ==(EndpointAddress? address1, EndpointAddress? address2)
        => ReferenceEquals(address1, address2) || (address1 is not null && address1.Equals(address2));

    /// <summary>False for the same address.</summary>
    /// <param name="address1">One address.</param>
    /// <param name="address2">The other.</param>
    public static bool operator !=(EndpointAddress? address1, EndpointAddress? address2) => !(address1 == address2);

    /// <summary>Addresses a message: sets its To and adds the address's headers.</summary>
    /// <param name="message">The message.</param>
    public void ApplyTo(Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        message.Headers.To = Uri;
        Headers.AddHeadersTo(message);
    }

    /// <summary>
    /// True when URI, identity and headers are the same. The case of the URI's path does not count, nor do metadata and extensions.
    /// </summary>
    /// <param name="obj">The other address.</param>
    public override bool Equals(object? obj)
    {
        if (ReferenceEquals(this, obj))
        {
            return true;
        }

        return obj is EndpointAddress other && UriEquals(Uri, other.Uri) && Headers.IsSameSet(other.Headers) && Equals(Identity, other.Identity);
    }

    /// <summary>A hash of the URI.</summary>
    public override int GetHashCode()
        => StringComparer.OrdinalIgnoreCase.GetHashCode(Uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped));

    /// <summary>The URI.</summary>
    public override string ToString() => Uri.ToString();

    /// <summary>A reader on the first metadata element; null when there is none.</summary>
    public XmlDictionaryReader? GetReaderAtMetadata() => _metadata?.OpenInside(1);

    /// <summary>A reader on the first extension element; null when there is none.</summary>
    public XmlDictionaryReader? GetReaderAtExtensions() => _extensions?.OpenInside(1);

    internal static bool IsAnonymousUri(Uri uri)
        => IsOneOf(uri, _anonymousUri, AddressingVersion.WSAddressing10.AnonymousUri, AddressingVersion.WSAddressingAugust2004.AnonymousUri);

    internal static bool IsNoneUri(Uri uri) => IsOneOf(uri, _noneUri, AddressingVersion.WSAddressing10.NoneUri, null);

    private static bool IsOneOf(Uri uri, Uri first, Uri? second, Uri? third)
        => ReferenceEquals(uri, first) || ReferenceEquals(uri, second) || ReferenceEquals(uri, third)
            || uri.OriginalString == first.OriginalString || uri.OriginalString == second?.OriginalString || uri.OriginalString == third?.OriginalString;

    private static bool UriEquals(Uri one, Uri other)
        => ReferenceEquals(one, other)
            || Uri.Compare(one, other, UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;
}
