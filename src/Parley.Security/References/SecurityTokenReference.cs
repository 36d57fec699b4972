using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml;

namespace Parley.Security;

/// <summary>A reference to a token: WS-Security 1.0, section 7, and the profiles of its tokens.</summary>
/// <param name="Kind">How the token is named.</param>
/// <param name="Text">The identifier without its number sign, the context's identifier, or the issuer's name; else empty.</param>
/// <param name="Bytes">The thumbprint, key identifier, digest, certificate, or the serial number, most significant byte first; else empty.</param>
/// <param name="Instance">The generation of a security context's key, when there is one.</param>
internal sealed record SecurityTokenReference(SecurityTokenReferenceKind Kind, string Text, byte[] Bytes, string? Instance = null)
{
    /// <summary>Reads the element on which a reader stands. Afterwards the reader stands behind it.</summary>
    /// <exception cref="XmlException">It is none of the known forms.</exception>
    public static SecurityTokenReference Read(XmlDictionaryReader reader)
    {
        using var form = new PooledBytes();
        using (var canonicalizer = Canonicalizer.Rent())
        {
            canonicalizer.Canonicalize(reader, form);
        }

        return Read(FormReader.Open(new XmlScanner(), form.Array, 0, form.Count));
    }

    /// <summary>Reads the element on which a reader stands, and leaves it.</summary>
    /// <exception cref="XmlException">It is none of the known forms.</exception>
    public static SecurityTokenReference Read(FormReader reader)
    {
        if (!reader.Is("SecurityTokenReference"u8, SecurityBytes.Wsse))
        {
            throw Unknown();
        }

        reader.RequireChild();
        var reference = reader.Is("Reference"u8, SecurityBytes.Wsse) ? ReadReference(reader)
            : reader.Is("KeyIdentifier"u8, SecurityBytes.Wsse) ? ReadKeyIdentifier(reader)
            : reader.Is("X509Data"u8, SecurityBytes.XmlSignature) ? ReadCertificateData(reader)
            : throw Unknown();
        reader.Leave();
        return reference;
    }

    /// <summary>A reference to a certificate by its thumbprint.</summary>
    public static SecurityTokenReference ToThumbprint(X509Certificate2 certificate) =>
        new(SecurityTokenReferenceKind.Thumbprint, "", certificate.GetCertHash(HashAlgorithmName.SHA1));

    /// <summary>Whether the reference names a certificate.</summary>
    public bool Matches(X509Certificate2 certificate) => Kind switch
    {
        SecurityTokenReferenceKind.Thumbprint => certificate.GetCertHash(HashAlgorithmName.SHA1).AsSpan().SequenceEqual(Bytes),
        SecurityTokenReferenceKind.Certificate => certificate.RawData.AsSpan().SequenceEqual(Bytes),
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

    private static XmlException Unknown() => new("A token is referred to in an unknown way.");

    private static SecurityTokenReference ReadReference(FormReader reader)
    {
        if (!reader.TryGetAttribute("URI"u8, out var uri))
        {
            throw new XmlException("A token's reference has no URI.");
        }

        var text = FormReader.Unescape(uri is [(byte)'#', ..] ? uri[1..] : uri);
        var kind = uri is [(byte)'#', ..] ? SecurityTokenReferenceKind.Direct : SecurityTokenReferenceKind.SecurityContext;
        var instance = reader.TryGetAttribute("Instance"u8, SecurityBytes.ScFebruary2005, out var value) || reader.TryGetAttribute("Instance"u8, SecurityBytes.Sc13, out value)
            ? FormReader.Unescape(value)
            : null;
        reader.Skip();
        return new SecurityTokenReference(kind, text, [], instance);
    }

    private static SecurityTokenReference ReadKeyIdentifier(FormReader reader)
    {
        var kind = reader.GetAttribute("ValueType"u8) switch
        {
            SecurityUris.ThumbprintType => SecurityTokenReferenceKind.Thumbprint,
            SecurityUris.SubjectKeyIdentifierType => SecurityTokenReferenceKind.SubjectKeyIdentifier,
            SecurityUris.X509TokenType => SecurityTokenReferenceKind.Certificate,
            SecurityUris.EncryptedKeySha1Type => SecurityTokenReferenceKind.EncryptedKeySha1,
            _ => throw new XmlException("A key identifier has an unknown type."),
        };
        return new SecurityTokenReference(kind, "", reader.ReadBase64());
    }

    /// <summary>One of the ways in which XML-Signature, section 4.4.4, names a certificate.</summary>
    private static SecurityTokenReference ReadCertificateData(FormReader reader)
    {
        reader.RequireChild();
        var reference = reader.Is("X509IssuerSerial"u8, SecurityBytes.XmlSignature) ? ReadIssuerSerial(reader)
            : reader.Is("X509Certificate"u8, SecurityBytes.XmlSignature) ? new SecurityTokenReference(SecurityTokenReferenceKind.Certificate, "", reader.ReadBase64())
            : reader.Is("X509SKI"u8, SecurityBytes.XmlSignature) ? new SecurityTokenReference(SecurityTokenReferenceKind.SubjectKeyIdentifier, "", reader.ReadBase64())
            : throw Unknown();
        reader.Leave();
        return reference;
    }

    private static SecurityTokenReference ReadIssuerSerial(FormReader reader)
    {
        reader.MoveToChild("X509IssuerName"u8, SecurityBytes.XmlSignature);
        var issuer = reader.ReadString();
        reader.MoveToChild("X509SerialNumber"u8, SecurityBytes.XmlSignature);
        var serial = reader.ReadString();
        reader.Leave();

        // RFC 5280 allows 20 bytes, that is 49 digits.
        return serial.Length <= 50 && BigInteger.TryParse(serial, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new SecurityTokenReference(SecurityTokenReferenceKind.IssuerSerial, issuer, number.ToByteArray(isUnsigned: true, isBigEndian: true))
            : throw new XmlException("A certificate's serial number is not one.");
    }
}
