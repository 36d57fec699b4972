using System.Globalization;
using System.Numerics;
using System.Xml;
using Parley.IdentityModel.Tokens;
using Parley.Security;

namespace Parley.Claims.Saml;

/// <summary>Writes the element EncryptedData with its key, in the form that WIF writes and reads.</summary>
internal static class EncryptedElementWriter
{
    public static XmlElement Write(X509EncryptingCredentials credentials, byte[] cipher, byte[] wrappedKey)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        using (var writer = document.CreateNavigator()!.AppendChild())
        {
            writer.WriteStartElement("xenc", SamlNames.EncryptedData, SamlNames.Encryption);
            writer.WriteAttributeString("Type", SamlNames.Encryption + "Element");
            StartMethod(writer, credentials.Algorithm);
            writer.WriteEndElement();
            writer.WriteStartElement("", "KeyInfo", SamlNames.Signature);
            WriteKey(writer, credentials, wrappedKey);
            writer.WriteEndElement();
            WriteCipher(writer, cipher);
            writer.WriteEndElement();
        }

        return document.DocumentElement!;
    }

    private static void WriteKey(XmlWriter writer, X509EncryptingCredentials credentials, byte[] wrappedKey)
    {
        writer.WriteStartElement("e", SamlNames.EncryptedKey, SamlNames.Encryption);
        StartMethod(writer, SecurityAlgorithms.RsaOaepKeyWrap);
        writer.WriteStartElement("", "DigestMethod", SamlNames.Signature);
        writer.WriteAttributeString("Algorithm", SamlAlgorithms.Sha1);
        writer.WriteEndElement();
        writer.WriteEndElement();
        writer.WriteStartElement("", "KeyInfo", SamlNames.Signature);
        writer.WriteStartElement("o", "SecurityTokenReference", SamlNames.Security);
        writer.WriteStartElement("", "X509Data", SamlNames.Signature);
        writer.WriteStartElement("", "X509IssuerSerial", SamlNames.Signature);
        writer.WriteElementString("X509IssuerName", SamlNames.Signature, credentials.Certificate.Issuer);
        var serial = new BigInteger(credentials.Certificate.SerialNumberBytes.Span, isUnsigned: false, isBigEndian: true);
        writer.WriteElementString("X509SerialNumber", SamlNames.Signature, serial.ToString(CultureInfo.InvariantCulture));
        writer.WriteEndElement();
        writer.WriteEndElement();
        writer.WriteEndElement();
        writer.WriteEndElement();
        WriteCipher(writer, wrappedKey);
        writer.WriteEndElement();
    }

    private static void StartMethod(XmlWriter writer, string algorithm)
    {
        writer.WriteStartElement("EncryptionMethod", SamlNames.Encryption);
        writer.WriteAttributeString("Algorithm", algorithm);
    }

    private static void WriteCipher(XmlWriter writer, byte[] cipher)
    {
        writer.WriteStartElement("CipherData", SamlNames.Encryption);
        writer.WriteElementString("CipherValue", SamlNames.Encryption, Convert.ToBase64String(cipher));
        writer.WriteEndElement();
    }
}
