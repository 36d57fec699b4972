using System.Security.Claims;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml;
using Parley.Channels;

namespace Parley;

/// <summary>An endpoint's identity by RSA public key. WCF documentation: RsaEndpointIdentity.</summary>
public class RsaEndpointIdentity : EndpointIdentity
{
    internal const string ClaimType = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/rsa";

    private readonly RSAParameters _key;

    /// <summary>Creates the identity.</summary>
    /// <param name="publicKey">The key as the XML of XML Signature's RSAKeyValue.</param>
    public RsaEndpointIdentity(string publicKey)
        : this(Parse(publicKey))
    {
    }

    /// <summary>Creates the identity from a certificate's key.</summary>
    /// <param name="certificate">A certificate with an RSA key.</param>
    /// <exception cref="ArgumentException">Its key is not RSA.</exception>
    public RsaEndpointIdentity(X509Certificate2 certificate)
        : this(KeyOf(certificate))
    {
    }

    internal RsaEndpointIdentity(RSAParameters key)
        : base(new Claim(ClaimType, ToXml(key)))
        => _key = key;

    private protected override StringComparison Comparison => StringComparison.Ordinal;

    private protected override void WriteContentsTo(XmlDictionaryWriter writer)
    {
        writer.WriteStartElement(NbfsDictionary.KeyInfo, NbfsDictionary.XmlSignatureNamespace);
        writer.WriteStartElement(NbfsDictionary.KeyValue, NbfsDictionary.XmlSignatureNamespace);
        writer.WriteStartElement(NbfsDictionary.RsaKeyValue, NbfsDictionary.XmlSignatureNamespace);
        WriteNumber(writer, NbfsDictionary.Modulus, _key.Modulus!);
        WriteNumber(writer, NbfsDictionary.Exponent, _key.Exponent!);
        writer.WriteEndElement();
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    private static void WriteNumber(XmlDictionaryWriter writer, XmlDictionaryString name, byte[] value)
    {
        writer.WriteStartElement(name, NbfsDictionary.XmlSignatureNamespace);
        writer.WriteBase64(value, 0, value.Length);
        writer.WriteEndElement();
    }

    private static RSAParameters Parse(string publicKey)
    {
        ArgumentNullException.ThrowIfNull(publicKey);
        using var rsa = RSA.Create();
        rsa.FromXmlString(publicKey);
        return rsa.ExportParameters(includePrivateParameters: false);
    }

    private static RSAParameters KeyOf(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        using var rsa = certificate.GetRSAPublicKey()
            ?? throw new ArgumentException($"The key of the certificate '{certificate.Subject}' is not RSA.", nameof(certificate));
        return rsa.ExportParameters(includePrivateParameters: false);
    }

    private static string ToXml(RSAParameters key)
        => $"<RSAKeyValue><Modulus>{Convert.ToBase64String(key.Modulus!)}</Modulus><Exponent>{Convert.ToBase64String(key.Exponent!)}</Exponent></RSAKeyValue>";
}
