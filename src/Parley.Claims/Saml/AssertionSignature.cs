using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Xml;
using Parley.IdentityModel;
using Parley.IdentityModel.Tokens;

namespace Parley.Claims.Saml;

/// <summary>Verifies and makes the signatures of assertions. What was verified is given back in the very form that the signature covers, and only that is read.</summary>
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

        var canonical = Canonicalize(document, shape);
        if (!CryptographicOperations.FixedTimeEquals(CryptographicOperations.HashData(shape.Digest, canonical), shape.DigestValue))
        {
            throw Changed();
        }

        var certificate = candidates.Find(candidate => IsSignedBy(document, shape, id, candidate)) ?? throw Changed();
        return new VerifiedAssertion(TokenDocument.Parse(new MemoryStream(canonical, writable: false), int.MaxValue), new X509SecurityToken(certificate));
    }

    /// <summary>Signs the assertion that is a document's root.</summary>
    /// <param name="document">The document.</param>
    /// <param name="idName">The name of the attribute that is the assertion's identifier.</param>
    /// <param name="after">The child behind which the signature goes; null for the end.</param>
    /// <param name="inclusivePrefixes">Prefixes whose declarations are signed though nothing uses them visibly; null for none.</param>
    /// <param name="credentials">With what.</param>
    public static void Sign(XmlDocument document, string idName, XmlElement? after, string? inclusivePrefixes, X509SigningCredentials credentials)
    {
        var root = document.DocumentElement!;
        var id = root.GetAttribute(idName);
        using var key = credentials.Certificate.GetRSAPrivateKey()
            ?? throw new InvalidOperationException($"The certificate '{credentials.Certificate.Subject}' has no RSA private key any more.");
        var signed = new WholeAssertion(document, id) { SigningKey = key };
        signed.SignedInfo!.CanonicalizationMethod = SamlNames.ExclusiveCanonicalization;
        signed.SignedInfo.SignatureMethod = credentials.SignatureAlgorithm;
        var reference = new Reference("#" + id) { DigestMethod = credentials.DigestAlgorithm };
        reference.AddTransform(new XmlDsigEnvelopedSignatureTransform());
        reference.AddTransform(new XmlDsigExcC14NTransform(includeComments: false, inclusivePrefixes));
        signed.AddReference(reference);
        signed.KeyInfo = new KeyInfo();
        signed.KeyInfo.AddClause(new KeyInfoX509Data(credentials.Certificate));
        signed.ComputeSignature();
        var signature = document.ImportNode(signed.GetXml(), deep: true);
        if (after is null)
        {
            root.AppendChild(signature);
        }
        else
        {
            root.InsertAfter(signature, after);
        }
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

    private static byte[] Canonicalize(XmlDocument document, SignatureShape shape)
    {
        var parent = shape.Element.ParentNode!;
        var next = shape.Element.NextSibling;
        parent.RemoveChild(shape.Element);
        try
        {
            var transform = new XmlDsigExcC14NTransform(includeComments: false, shape.InclusivePrefixes);
            transform.LoadInput(document);
            using var canonical = new MemoryStream();
            using var output = (Stream)transform.GetOutput(typeof(Stream));
            output.CopyTo(canonical);
            return canonical.ToArray();
        }
        finally
        {
            parent.InsertBefore(shape.Element, next);
        }
    }

    private static bool IsSignedBy(XmlDocument document, SignatureShape shape, string id, X509Certificate2 certificate)
    {
        using var key = certificate.GetRSAPublicKey();
        if (key is null)
        {
            return false;
        }

        try
        {
            var signed = new WholeAssertion(document, id);
            signed.LoadXml(shape.Element);
            return signed.CheckSignature(key);
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

    // Knows one element by its identifier: the whole assertion.
    private sealed class WholeAssertion : SignedXml
    {
        private readonly XmlElement _assertion;
        private readonly string _id;

        public WholeAssertion(XmlDocument document, string id)
            : base(document)
        {
            _assertion = document.DocumentElement!;
            _id = id;
            Resolver = null!;
        }

        public override XmlElement? GetIdElement(XmlDocument? document, string idValue) => idValue == _id ? _assertion : null;
    }
}
