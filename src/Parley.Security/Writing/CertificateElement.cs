using System.Xml;

namespace Parley.Security;

/// <summary>A certificate in the message: wsse:BinarySecurityToken. WS-Security X.509 Token Profile 1.1, section 3.1.</summary>
internal sealed class CertificateElement(string id, byte[] certificate) : HeaderElement(id)
{
    public override void Write(XmlDictionaryWriter writer)
    {
        writer.WriteStartElement(SecurityNames.SecurityPrefix, SecurityNames.BinarySecurityToken, SecurityNames.Security10);
        WriteId(writer);
        WriteAttribute(writer, SecurityNames.ValueType, SecurityNames.X509Token);
        WriteAttribute(writer, SecurityNames.EncodingType, SecurityNames.Base64Encoding);
        writer.WriteBase64(certificate, 0, certificate.Length);
        writer.WriteEndElement();
    }
}
