using System.Security.Claims;
using System.Xml;
using Parley.Channels;

namespace Parley;

/// <summary>An endpoint's identity by DNS name. WCF documentation: DnsEndpointIdentity.</summary>
public class DnsEndpointIdentity : EndpointIdentity
{
    internal const string ClaimType = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/dns";

    /// <summary>Creates the identity.</summary>
    /// <param name="dnsName">The name, like service.example.</param>
    public DnsEndpointIdentity(string dnsName)
        : this(new Claim(ClaimType, dnsName))
    {
    }

    /// <summary>Creates the identity from a claim.</summary>
    /// <param name="identity">The claim; its type is DNS name.</param>
    /// <exception cref="ArgumentException">The claim's type is another.</exception>
    public DnsEndpointIdentity(Claim identity)
        : base(identity)
    {
        if (identity.Type != ClaimType)
        {
            throw new ArgumentException($"A claim of the type '{identity.Type}' is no DNS name.", nameof(identity));
        }
    }

    private protected override void WriteContentsTo(XmlDictionaryWriter writer)
    {
        writer.WriteStartElement(NbfsDictionary.Dns, NbfsDictionary.IdentityNamespace);
        writer.WriteString(IdentityClaim.Value);
        writer.WriteEndElement();
    }
}
