using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;
using System.Xml;
using Parley.Channels;

namespace Parley;

/// <summary>An endpoint's identity by certificate. WCF documentation: X509CertificateEndpointIdentity.</summary>
public class X509CertificateEndpointIdentity : EndpointIdentity
{
    internal const string ClaimType = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/thumbprint";

    /// <summary>Creates the identity.</summary>
    /// <param name="certificate">The endpoint's certificate.</param>
    public X509CertificateEndpointIdentity(X509Certificate2 certificate)
        : base(new Claim(ClaimType, ThumbprintOf(certificate)))
        => Certificates = [certificate];

    /// <summary>Creates the identity.</summary>
    /// <param name="primaryCertificate">The endpoint's certificate.</param>
    /// <param name="supportingCertificates">Certificates of the chain above it.</param>
    public X509CertificateEndpointIdentity(X509Certificate2 primaryCertificate, X509Certificate2Collection supportingCertificates)
        : this(primaryCertificate)
    {
        ArgumentNullException.ThrowIfNull(supportingCertificates);
        Certificates.AddRange(supportingCertificates);
    }

    /// <summary>The endpoint's certificate, then those of its chain.</summary>
    public X509Certificate2Collection Certificates { get; }

    private protected override void WriteContentsTo(XmlDictionaryWriter writer)
    {
        writer.WriteStartElement(NbfsDictionary.KeyInfo, NbfsDictionary.XmlSignatureNamespace);
        writer.WriteStartElement(NbfsDictionary.X509Data, NbfsDictionary.XmlSignatureNamespace);
        foreach (var certificate in Certificates)
        {
            writer.WriteStartElement(NbfsDictionary.X509Certificate, NbfsDictionary.XmlSignatureNamespace);
            var bytes = certificate.RawData;
            writer.WriteBase64(bytes, 0, bytes.Length);
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    private static string ThumbprintOf(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return certificate.Thumbprint;
    }
}
