using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml;

namespace Parley.Security;

/// <summary>A reference to a token: WS-Security 1.0, section 7, and the profiles of its tokens.</summary>
/// <param name="Kind">How the token is named.</param>
/// <param name="Text">The identifier without its number sign, the context's identifier, or the issuer's name; else empty.</param>
/// <param name="Bytes">The thumbprint, key identifier, digest, or the serial number, most significant byte first; else empty.</param>
/// <param name="Instance">The generation of a security context's key, when there is one.</param>
internal sealed record SecurityTokenReference(SecurityTokenReferenceKind Kind, string Text, byte[] Bytes, string? Instance = null)
{
    /// <summary>Reads the element on which a reader stands. Afterwards the reader stands behind it.</summary>
    /// <exception cref="XmlException">It is none of the known forms.</exception>
    public static SecurityTokenReference Read(XmlDictionaryReader reader)
    {
        reader.ReadStartElement("SecurityTokenReference", SecurityUris.Wsse);
        reader.MoveToContent();
        var reference = (reader.LocalName, reader.NamespaceURI) switch
        {
            ("Reference", SecurityUris.Wsse) => ReadReference(reader),
            ("KeyIdentifier", SecurityUris.Wsse) => ReadKeyIdentifier(reader),
            ("X509Data", SecurityUris.XmlSignature) => ReadIssuerSerial(reader),
            _ => throw new XmlException("A token is referred to in an unknown way."),
        };
        reader.MoveToContent();
        reader.ReadEndElement();
        return reference;
    }

    /// <summary>A reference to a certificate by its thumbprint.</summary>
    public static SecurityTokenReference ToThumbprint(X509Certificate2 certificate) =>
        new(SecurityTokenReferenceKind.Thumbprint, "", certificate.GetCertHash(HashAlgorithmName.SHA1));

    /// <summary>Whether the reference names a certificate.</summary>
    public bool Matches(X509Certificate2 certificate) => Kind switch
    {
        SecurityTokenReferenceKind.Thumbprint => certificate.GetCertHash(HashAlgorithmName.SHA1).AsSpan().SequenceEqual(Bytes),
        SecurityTokenReferenceKind.SubjectKeyIdentifier =>
            certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Any(extension => extension.SubjectKeyIdentifierBytes.Span.SequenceEqual(Bytes)),
        SecurityTokenReferenceKind.IssuerSerial =>
            new BigInteger(certificate.SerialNumberBytes.Span, isUnsigned: true, isBigEndian: true) == new BigInteger(Bytes, isUnsigned: true, isBigEndian: true)
            && IsSameName(certificate.IssuerName, Text),
        _ => false,
    };

    private static bool IsSameName(X500DistinguishedName name, string text)
    {
        try
        {
            return name.Name == text || name.RawData.AsSpan().SequenceEqual(new X500DistinguishedName(text).RawData) || name.Name == new X500DistinguishedName(text).Name;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static SecurityTokenReference ReadReference(XmlDictionaryReader reader)
    {
        var uri = reader.GetAttribute("URI") ?? throw new XmlException("A token's reference has no URI.");
        var instance = reader.GetAttribute("Instance", SecurityUris.ScFebruary2005) ?? reader.GetAttribute("Instance", SecurityUris.Sc13);
        reader.Skip();
        return uri.StartsWith('#')
            ? new SecurityTokenReference(SecurityTokenReferenceKind.Direct, uri[1..], [], instance)
            : new SecurityTokenReference(SecurityTokenReferenceKind.SecurityContext, uri, [], instance);
    }

    private static SecurityTokenReference ReadKeyIdentifier(XmlDictionaryReader reader)
    {
        var kind = reader.GetAttribute("ValueType") switch
        {
            SecurityUris.ThumbprintType => SecurityTokenReferenceKind.Thumbprint,
            SecurityUris.SubjectKeyIdentifierType => SecurityTokenReferenceKind.SubjectKeyIdentifier,
            SecurityUris.EncryptedKeySha1Type => SecurityTokenReferenceKind.EncryptedKeySha1,
            _ => throw new XmlException("A key identifier has an unknown type."),
        };
        return new SecurityTokenReference(kind, "", Convert.FromBase64String(reader.ReadElementContentAsString()));
    }

    private static SecurityTokenReference ReadIssuerSerial(XmlDictionaryReader reader)
    {
        reader.ReadStartElement();
        reader.ReadStartElement("X509IssuerSerial", SecurityUris.XmlSignature);
        reader.MoveToContent();
        var issuer = reader.ReadElementContentAsString("X509IssuerName", SecurityUris.XmlSignature);
        reader.MoveToContent();
        var serial = reader.ReadElementContentAsString("X509SerialNumber", SecurityUris.XmlSignature);
        reader.MoveToContent();
        reader.ReadEndElement();
        reader.MoveToContent();
        reader.ReadEndElement();

        // RFC 5280 allows 20 bytes, that is 49 digits.
        return serial.Length <= 50 && BigInteger.TryParse(serial, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new SecurityTokenReference(SecurityTokenReferenceKind.IssuerSerial, issuer, number.ToByteArray(isUnsigned: true, isBigEndian: true))
            : throw new XmlException("A certificate's serial number is not one.");
    }
}
