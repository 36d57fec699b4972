using System.Security.Claims;
using System.Xml;
using Parley.Channels;

namespace Parley;

/// <summary>An endpoint's identity by user principal name. WCF documentation: UpnEndpointIdentity.</summary>
public class UpnEndpointIdentity : EndpointIdentity
{
    internal const string ClaimType = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn";

    /// <summary>Creates the identity.</summary>
    /// <param name="upnName">The name, like user@domain.</param>
    public UpnEndpointIdentity(string upnName)
        : this(new Claim(ClaimType, upnName))
    {
    }

    /// <summary>Creates the identity from a claim.</summary>
    /// <param name="identity">The claim; its type is user principal name.</param>
    /// <exception cref="ArgumentException">The claim's type is another.</exception>
    public UpnEndpointIdentity(Claim identity)
        : base(identity)
    {
        if (identity.Type != ClaimType)
        {
            throw new ArgumentException($"A claim of the type '{identity.Type}' is no user principal name.", nameof(identity));
        }
    }

    private protected override void WriteContentsTo(XmlDictionaryWriter writer)
    {
        writer.WriteStartElement(NbfsDictionary.Upn, NbfsDictionary.IdentityNamespace);
        writer.WriteString(IdentityClaim.Value);
        writer.WriteEndElement();
    }
}
