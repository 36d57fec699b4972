using System.Globalization;
using System.Numerics;
using System.Security.Cryptography.X509Certificates;
using System.Xml;

namespace Parley.Security;

/// <summary>A reference to a certificate by its issuer's name and its serial number. WS-Security X.509 Token Profile 1.1, section 3.2.3.</summary>
internal sealed class IssuerSerialReference : TokenReference
{
    private readonly string _issuer;
    private readonly string _serial;

    public IssuerSerialReference(X509Certificate2 certificate)
    {
        _issuer = certificate.Issuer;
        _serial = new BigInteger(certificate.SerialNumberBytes.Span, isBigEndian: true).ToString(CultureInfo.InvariantCulture);
    }

    private protected override void WriteContent(XmlDictionaryWriter writer)
    {
        writer.WriteStartElement(string.Empty, SecurityNames.X509Data, SecurityNames.Signature);
        writer.WriteStartElement(string.Empty, SecurityNames.X509IssuerSerial, SecurityNames.Signature);
        writer.WriteElementString(string.Empty, SecurityNames.X509IssuerName, SecurityNames.Signature, _issuer);
        writer.WriteElementString(string.Empty, SecurityNames.X509SerialNumber, SecurityNames.Signature, _serial);
        writer.WriteEndElement();
        writer.WriteEndElement();
    }
}
