using System.Security.Claims;
using System.Xml;
using Parley.Channels;

namespace Parley;

/// <summary>An endpoint's identity by service principal name. WCF documentation: SpnEndpointIdentity.</summary>
public class SpnEndpointIdentity : EndpointIdentity
{
    internal const string ClaimType = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/spn";

    /// <summary>Creates the identity.</summary>
    /// <param name="spnName">The name, like host/machine.</param>
    public SpnEndpointIdentity(string spnName)
        : this(new Claim(ClaimType, spnName))
    {
    }

    /// <summary>Creates the identity from a claim.</summary>
    /// <param name="identity">The claim; its type is service principal name.</param>
    /// <exception cref="ArgumentException">The claim's type is another.</exception>
    public SpnEndpointIdentity(Claim identity)
        : base(identity)
    {
        if (identity.Type != ClaimType)
        {
            throw new ArgumentException($"A claim of the type '{identity.Type}' is no service principal name.", nameof(identity));
        }
    }

    private protected override void WriteContentsTo(XmlDictionaryWriter writer)
    {
        writer.WriteStartElement(NbfsDictionary.Spn, NbfsDictionary.IdentityNamespace);
        writer.WriteString(IdentityClaim.Value);
        writer.WriteEndElement();
    }
}
