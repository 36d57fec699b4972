using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;
using System.Xml;

namespace Parley;

/// <summary>Who an endpoint is expected to be, so that a client can tell the real one. WCF documentation: EndpointIdentity.</summary>
public abstract class EndpointIdentity
{
    private protected EndpointIdentity(Claim identityClaim)
    {
        ArgumentNullException.ThrowIfNull(identityClaim);
        IdentityClaim = identityClaim;
    }

    /// <summary>The identity as a claim; its type says what kind of identity it is.</summary>
    public Claim IdentityClaim { get; }

    /// <summary>An identity by DNS name.</summary>
    /// <param name="dnsName">The name.</param>
    public static EndpointIdentity CreateDnsIdentity(string dnsName) => new DnsEndpointIdentity(dnsName);

    /// <summary>An identity by service principal name.</summary>
    /// <param name="spnName">The name, like host/machine.</param>
    public static EndpointIdentity CreateSpnIdentity(string spnName) => new SpnEndpointIdentity(spnName);

    /// <summary>An identity by user principal name.</summary>
    /// <param name="upnName">The name, like user@domain.</param>
    public static EndpointIdentity CreateUpnIdentity(string upnName) => new UpnEndpointIdentity(upnName);

    /// <summary>An identity by RSA key.</summary>
    /// <param name="publicKey">The key as the XML of XML Signature's RSAKeyValue.</param>
    public static EndpointIdentity CreateRsaIdentity(string publicKey) => new RsaEndpointIdentity(publicKey);

    /// <summary>An identity by a certificate's RSA key.</summary>
    /// <param name="certificate">The certificate.</param>
    public static EndpointIdentity CreateRsaIdentity(X509Certificate2 certificate) => new RsaEndpointIdentity(certificate);

    /// <summary>An identity by certificate.</summary>
    /// <param name="certificate">The certificate.</param>
    public static EndpointIdentity CreateX509CertificateIdentity(X509Certificate2 certificate) => new X509CertificateEndpointIdentity(certificate);

    /// <summary>An identity by certificate.</summary>
    /// <param name="primaryCertificate">The endpoint's certificate.</param>
    /// <param name="supportingCertificates">Certificates of the chain above it.</param>
    public static EndpointIdentity CreateX509CertificateIdentity(
        X509Certificate2 primaryCertificate, X509Certificate2Collection supportingCertificates)
        => new X509CertificateEndpointIdentity(primaryCertificate, supportingCertificates);

    /// <summary>The identity that a claim stands for.</summary>
    /// <param name="identity">A claim of type DNS, SPN, UPN, RSA or thumbprint's certificate.</param>
    /// <exception cref="ArgumentException">The claim's type is none of these.</exception>
    public static EndpointIdentity CreateIdentity(Claim identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        return identity.Type switch
        {
            DnsEndpointIdentity.ClaimType => new DnsEndpointIdentity(identity),
            SpnEndpointIdentity.ClaimType => new SpnEndpointIdentity(identity),
            UpnEndpointIdentity.ClaimType => new UpnEndpointIdentity(identity),
            RsaEndpointIdentity.ClaimType => new RsaEndpointIdentity(identity.Value),
            _ => throw new ArgumentException($"A claim of the type '{identity.Type}' is no endpoint identity.", nameof(identity)),
        };
    }

    /// <summary>True for the same kind of identity with the same value.</summary>
    /// <param name="obj">The other identity.</param>
    public override bool Equals(object? obj)
        => ReferenceEquals(this, obj)
            || (obj is EndpointIdentity other && other.IdentityClaim.Type == IdentityClaim.Type
                && string.Equals(other.IdentityClaim.Value, IdentityClaim.Value, Comparison));

    /// <summary>A hash of the value.</summary>
    public override int GetHashCode() => IdentityClaim.Value.GetHashCode(Comparison);

    /// <summary>The kind and the value.</summary>
    public override string ToString() => $"identity({IdentityClaim.Type}: {IdentityClaim.Value})";

    internal void WriteTo(XmlDictionaryWriter writer)
    {
        writer.WriteStartElement(Channels.NbfsDictionary.Identity, Channels.NbfsDictionary.IdentityNamespace);
        WriteContentsTo(writer);
        writer.WriteEndElement();
    }

    private protected virtual StringComparison Comparison => StringComparison.OrdinalIgnoreCase;

    private protected abstract void WriteContentsTo(XmlDictionaryWriter writer);
}
