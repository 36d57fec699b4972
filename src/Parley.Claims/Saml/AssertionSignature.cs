using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Xml;
using Parley.IdentityModel;
using Parley.IdentityModel.Tokens;

namespace Parley.Claims.Saml;

/// <summary>
/// Verifies and makes the signatures of assertions (XML Signature, section 3). What was verified is given back in the very form that the signature covers, and only that is read. Of the platform's XML
/// signatures, the canonicalisation is used: the rest follows references and transforms that have no place here, and loses carriage returns.
/// </summary>
internal static class AssertionSignature
{
    /// <summary>Verifies the signature of the assertion that is a document's root.</summary>
    /// <param name="document">The document.</param>
    /// <param name="idName">The name of the attribute that is the assertion's identifier.</param>
    /// <param name="issuer">Who the assertion says issued it; it serves to find the key.</param>
    /// <param name="configuration">Says whose keys are trusted.</param>
    /// <exception cref="SignatureVerificationFailedException">It is not signed, or not in the form that is asked for, or was changed.</exception>
    /// <exception cref="SecurityTokenUnknownIssuerException">It is signed by a key that nobody trusts.</exception>
    public static VerifiedAssertion Verify(XmlDocument document, string idName, string? issuer, SecurityTokenHandlerConfiguration configuration)
    {
        var id = document.DocumentElement!.GetAttribute(idName);
        CheckIdentifiers(document.DocumentElement, id);
        var shape = SignatureShape.Read(document, id, configuration.AllowSha1Signatures);
        var candidates = FindCandidates(shape, issuer, configuration.IssuerNameRegistry);
        if (candidates.Count == 0)
        {
            throw new SecurityTokenUnknownIssuerException(
                $"The token of the issuer '{issuer}' is signed by a key that the issuer name registry does not trust.{Describe(shape)}");
        }

        var canonical = CanonicalizeWithout(shape.Element, document, shape.Prefixes);
        if (!CryptographicOperations.FixedTimeEquals(CryptographicOperations.HashData(shape.Digest, canonical), shape.DigestValue))
        {
            throw Changed();
        }

        var certificate = candidates.Find(candidate => IsSignedBy(shape, candidate)) ?? throw Changed();
        return new VerifiedAssertion(TokenDocument.Parse(new MemoryStream(canonical, writable: false), int.MaxValue), new X509SecurityToken(certificate));
    }

    /// <summary>Signs the assertion that is a document's root.</summary>
    /// <param name="assertion">The document.</param>
    /// <param name="idName">The name of the attribute that is the assertion's identifier.</param>
    /// <param name="isSecond">Whether the signature is the second child; it is the last otherwise.</param>
    /// <param name="prefix">A prefix whose declarations are signed though nothing uses them visibly; null for none.</param>
    /// <param name="credentials">With what.</param>
    /// <returns>The signed document.</returns>
    public static XmlDocument Sign(XmlDocument assertion, string idName, bool isSecond, string? prefix, X509SigningCredentials credentials)
    {
        // As one who reads it sees it, with a declaration of every prefix.
        var document = TokenDocument.Parse(TokenDocument.ToText(assertion), int.MaxValue);
        var root = document.DocumentElement!;
        var digest = CryptographicOperations.HashData(SamlAlgorithms.HashOfDigest(credentials.DigestAlgorithm)!.Value, Canonicalize(document, prefix));
        var inclusive = prefix is null ? "" : $"<ec:InclusiveNamespaces xmlns:ec=\"{SamlNames.ExclusiveCanonicalization}\" PrefixList=\"{prefix}\"/>";
        var signedInfo =
            $"<SignedInfo xmlns=\"{SamlNames.Signature}\"><CanonicalizationMethod Algorithm=\"{SamlNames.ExclusiveCanonicalization}\"/><SignatureMethod Algorithm=\"{credentials.SignatureAlgorithm}\"/>" +
            $"<Reference URI=\"#{root.GetAttribute(idName)}\"><Transforms><Transform Algorithm=\"{SamlAlgorithms.EnvelopedSignature}\"/>" +
            $"<Transform Algorithm=\"{SamlNames.ExclusiveCanonicalization}\">{inclusive}</Transform></Transforms>" +
            $"<DigestMethod Algorithm=\"{credentials.DigestAlgorithm}\"/><DigestValue>{Convert.ToBase64String(digest)}</DigestValue></Reference></SignedInfo>";
        using var key = credentials.Certificate.GetRSAPrivateKey()
            ?? throw new InvalidOperationException($"The certificate '{credentials.Certificate.Subject}' has no RSA private key any more.");
        var value = key.SignData(
            Canonicalize(TokenDocument.Parse(signedInfo, int.MaxValue), prefixes: null), SamlAlgorithms.HashOfSignature(credentials.SignatureAlgorithm)!.Value, RSASignaturePadding.Pkcs1);
        var signature = TokenDocument.Parse(
            $"<Signature xmlns=\"{SamlNames.Signature}\">{signedInfo.Replace($" xmlns=\"{SamlNames.Signature}\"", "", StringComparison.Ordinal)}<SignatureValue>{Convert.ToBase64String(value)}</SignatureValue>" +
            $"<KeyInfo><X509Data><X509Certificate>{Convert.ToBase64String(credentials.Certificate.RawData)}</X509Certificate></X509Data></KeyInfo></Signature>",
            int.MaxValue);
        root.InsertBefore(document.ImportNode(signature.DocumentElement!, deep: true), isSecond ? root.FirstChild!.NextSibling : null);
        return document;
    }

    // Whichever attribute somebody takes for an identifier: no two have the same value.
    private static void CheckIdentifiers(XmlElement root, string id)
    {
        if (id.Length == 0)
        {
            throw new SignatureVerificationFailedException("The assertion has no identifier, by which its signature could name it.");
        }

        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (XmlElement element in root.SelectNodes("descendant-or-self::*")!)
        {
            foreach (XmlAttribute attribute in element.Attributes)
            {
                if (attribute.LocalName.ToUpperInvariant() is "ID" or "ASSERTIONID" && attribute.NamespaceURI != SamlNames.Declarations && !known.Add(attribute.Value))
                {
                    throw new SignatureVerificationFailedException($"Two elements of the token have the same identifier '{attribute.Value}'.");
                }
            }
        }
    }

    // The certificates that came with the signature, those that are trusted; when it came without any, those that the registry has.
    private static List<X509Certificate2> FindCandidates(SignatureShape shape, string? issuer, IssuerNameRegistry registry)
    {
        if (shape.Certificates.Count == 0)
        {
            return [.. registry.GetCertificates(issuer).Where(certificate => IsTrusted(certificate, issuer, registry))];
        }

        var candidates = new List<X509Certificate2>();
        foreach (var bytes in shape.Certificates)
        {
            X509Certificate2 certificate;
            try
            {
                certificate = X509CertificateLoader.LoadCertificate(bytes);
            }
            catch (CryptographicException damage)
            {
                throw new SignatureVerificationFailedException("A certificate of the token's signature is damaged.", damage);
            }

            if (IsTrusted(certificate, issuer, registry))
            {
                candidates.Add(certificate);
            }
        }

        return candidates;
    }

    private static bool IsTrusted(X509Certificate2 certificate, string? issuer, IssuerNameRegistry registry)
    {
        using var token = new X509SecurityToken(certificate);
        return !string.IsNullOrEmpty(registry.GetIssuerName(token, issuer));
    }

    private static byte[] CanonicalizeWithout(XmlElement child, XmlDocument document, string? prefixes)
    {
        var parent = child.ParentNode!;
        var next = child.NextSibling;
        parent.RemoveChild(child);
        try
        {
            return Canonicalize(document, prefixes);
        }
        finally
        {
            parent.InsertBefore(child, next);
        }
    }

    private static byte[] Canonicalize(XmlDocument document, string? prefixes)
    {
        var transform = new XmlDsigExcC14NTransform(includeComments: false, prefixes);
        transform.LoadInput(document);
        using var canonical = new MemoryStream();
        using var output = (Stream)transform.GetOutput(typeof(Stream));
        output.CopyTo(canonical);
        return canonical.ToArray();
    }

    // An element as a document, with the declarations that are in scope.
    private static XmlDocument Alone(XmlElement element)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        var copy = (XmlElement)document.ImportNode(element, deep: true);
        document.AppendChild(copy);
        for (var around = element.ParentNode as XmlElement; around is not null; around = around.ParentNode as XmlElement)
        {
            foreach (XmlAttribute attribute in around.Attributes)
            {
                if (attribute.NamespaceURI == SamlNames.Declarations && !copy.HasAttribute(attribute.Name))
                {
                    copy.SetAttributeNode((XmlAttribute)document.ImportNode(attribute, deep: true));
                }
            }
        }

        return document;
    }

    private static bool IsSignedBy(SignatureShape shape, X509Certificate2 certificate)
    {
        using var key = certificate.GetRSAPublicKey();
        try
        {
            return key?.VerifyData(Canonicalize(Alone(shape.SignedInfo), shape.SignedInfoPrefixes), shape.Value, shape.Hash, RSASignaturePadding.Pkcs1) == true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static string Describe(SignatureShape shape)
    {
        if (shape.Certificates.Count == 0)
        {
            return " The signature holds no certificate, so the registry must have the certificate itself, not only its thumbprint.";
        }

        using var first = X509CertificateLoader.LoadCertificate(shape.Certificates[0]);
        return $" The thumbprint of its certificate is {first.Thumbprint}.";
    }

    private static SignatureVerificationFailedException Changed() =>
        new("The token's signature does not fit: the token was changed after it was signed, or it is signed by another key than its certificate's.");
}
