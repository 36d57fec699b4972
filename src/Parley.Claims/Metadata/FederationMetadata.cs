using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml;

namespace Parley.IdentityModel.Services;

/// <summary>
/// What a token service says of itself in its FederationMetadata.xml: its name, where browsers sign in, and the certificates that sign its tokens. WS-Federation
/// 1.2, section 3.1; SAML 2.0 metadata.
/// </summary>
public sealed class FederationMetadata
{
    /// <summary>Where it usually is: below the address of the token service.</summary>
    public const string UsualPath = "/FederationMetadata/2007-06/FederationMetadata.xml";

    private const int MaxCharacters = 4 * 1024 * 1024;
    private const string Metadata = "urn:oasis:names:tc:SAML:2.0:metadata";
    private const string Federation = "http://docs.oasis-open.org/wsfed/federation/200706";
    private const string Signature = "http://www.w3.org/2000/09/xmldsig#";
    private const string Addressing = "http://www.w3.org/2005/08/addressing";
    private const string SchemaInstance = "http://www.w3.org/2001/XMLSchema-instance";

    private FederationMetadata(string entityId, Uri? passiveEndpoint, IReadOnlyList<X509Certificate2> signingCertificates)
    {
        EntityId = entityId;
        PassiveRequestorEndpoint = passiveEndpoint;
        SigningCertificates = signingCertificates;
    }

    /// <summary>The name of the token service: the issuer of its tokens.</summary>
    public string EntityId { get; }

    /// <summary>Where browsers sign in; null when the metadata does not say.</summary>
    public Uri? PassiveRequestorEndpoint { get; }

    /// <summary>The certificates that sign its tokens: at least one.</summary>
    public IReadOnlyList<X509Certificate2> SigningCertificates { get; }

    /// <summary>Reads metadata. Its own signature is not verified: what it says is worth as much as the connection that it came by.</summary>
    /// <param name="stream">The document.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="XmlException">It is no metadata of a token service, or names no signing certificate.</exception>
    public static FederationMetadata Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var reader = XmlReader.Create(stream, new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = MaxCharacters,
        });
        var document = new XmlDocument { XmlResolver = null };
        document.Load(reader);
        var names = new XmlNamespaceManager(document.NameTable);
        names.AddNamespace("md", Metadata);
        names.AddNamespace("fed", Federation);
        names.AddNamespace("ds", Signature);
        names.AddNamespace("wsa", Addressing);

        if (document.DocumentElement is not { LocalName: "EntityDescriptor", NamespaceURI: Metadata } entity || entity.GetAttribute("entityID") is not { Length: > 0 } name)
        {
            throw new XmlException("The federation metadata has no EntityDescriptor with an entityID.");
        }

        var role = entity.SelectNodes("md:RoleDescriptor", names)!.Cast<XmlElement>().FirstOrDefault(IsTokenService)
            ?? throw new XmlException($"The federation metadata of '{name}' describes no token service: a RoleDescriptor of the type fed:SecurityTokenServiceType is expected.");
        var certificates = role.SelectNodes("md:KeyDescriptor[@use='signing' or not(@use)]/ds:KeyInfo/ds:X509Data/ds:X509Certificate", names)!
            .Cast<XmlElement>().Select(Certificate).DistinctBy(static certificate => certificate.Thumbprint).ToList();
        if (certificates.Count == 0)
        {
            throw new XmlException($"The federation metadata of '{name}' names no certificate that signs tokens.");
        }

        var address = role.SelectSingleNode("fed:PassiveRequestorEndpoint/wsa:EndpointReference/wsa:Address", names)?.InnerText.Trim();
        return new FederationMetadata(name, Uri.TryCreate(address, UriKind.Absolute, out var endpoint) ? endpoint : null, certificates);
    }

    private static bool IsTokenService(XmlElement role)
    {
        var type = role.GetAttribute("type", SchemaInstance);
        var colon = type.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && type[(colon + 1)..] == "SecurityTokenServiceType" && role.GetNamespaceOfPrefix(type[..colon]) == Federation;
    }

    private static X509Certificate2 Certificate(XmlElement element)
    {
        try
        {
            return X509CertificateLoader.LoadCertificate(Convert.FromBase64String(element.InnerText));
        }
        catch (Exception damage) when (damage is FormatException or CryptographicException)
        {
            throw new XmlException("A certificate of the federation metadata is damaged.", damage);
        }
    }
}
