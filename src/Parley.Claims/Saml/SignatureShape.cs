using System.Security.Cryptography;
using System.Xml;
using Parley.IdentityModel;
using Parley.IdentityModel.Tokens;

namespace Parley.Claims.Saml;

/// <summary>
/// The signature of an assertion in the one form that is accepted (XML Signature; SAML core, section 5.4): a child of the assertion, of the whole assertion and nothing else, with the
/// transforms enveloped-signature and exclusive canonicalisation, and an RSA signature. What it says of keys serves to select one.
/// </summary>
/// <param name="Element">The Signature element.</param>
internal sealed record SignatureShape(XmlElement Element)
{
    private const int MaxCertificates = 8;

    /// <summary>The element whose canonical form is signed: it has the digest of the assertion.</summary>
    public required XmlElement SignedInfo { get; init; }

    /// <summary>The prefixes whose declarations belong to the form of <see cref="SignedInfo"/> though nothing uses them visibly; null when there are none.</summary>
    public string? SignedInfoPrefixes { get; init; }

    /// <summary>The hash of the signature.</summary>
    public required HashAlgorithmName Hash { get; init; }

    /// <summary>The signature of <see cref="SignedInfo"/>.</summary>
    public required byte[] Value { get; init; }

    /// <summary>The hash of the digest.</summary>
    public required HashAlgorithmName Digest { get; init; }

    /// <summary>The digest of the assertion.</summary>
    public required byte[] DigestValue { get; init; }

    /// <summary>The prefixes whose declarations belong to the assertion's form though nothing uses them visibly; null when there are none.</summary>
    public string? Prefixes { get; init; }

    /// <summary>The certificates that came with it.</summary>
    public required IReadOnlyList<byte[]> Certificates { get; init; }

    /// <summary>Reads the signature of the assertion that is a document's root.</summary>
    /// <param name="document">The document.</param>
    /// <param name="id">The assertion's identifier.</param>
    /// <param name="allowSha1">Whether SHA-1 is taken.</param>
    /// <exception cref="SignatureVerificationFailedException">There is none, or it has another form.</exception>
    public static SignatureShape Read(XmlDocument document, string id, bool allowSha1)
    {
        try
        {
            return ReadSignature(FindOnly(document), id, allowSha1);
        }
        catch (Exception damage) when (damage is XmlException or FormatException)
        {
            throw new SignatureVerificationFailedException($"The token's signature has another form than it must have. {damage.Message}", damage);
        }
    }

    private static XmlElement FindOnly(XmlDocument document)
    {
        var all = document.GetElementsByTagName("Signature", SamlNames.Signature);
        if (all.Count == 0)
        {
            throw new SignatureVerificationFailedException("The token is not signed.");
        }

        return all.Count == 1 && all[0] is XmlElement signature && signature.ParentNode == document.DocumentElement
            ? signature
            : throw new SignatureVerificationFailedException("The token has several signatures, or one that is not its own. It must have one, as a child of its assertion.");
    }

    private static SignatureShape ReadSignature(XmlElement signature, string id, bool allowSha1)
    {
        var parts = new ChildElements(signature);
        var signedInfo = parts.Take("SignedInfo", SamlNames.Signature);
        var signed = new ChildElements(signedInfo);
        var signedInfoPrefixes = ReadCanonicalization(signed.Take("CanonicalizationMethod", SamlNames.Signature));

        var method = AlgorithmOf(signed.Take("SignatureMethod", SamlNames.Signature), hasContent: false);
        var hash = Check(SamlAlgorithms.HashOfSignature(method), allowSha1, method);
        var reference = signed.Take("Reference", SamlNames.Signature);
        signed.End();
        if (reference.GetAttribute("URI") != "#" + id)
        {
            throw new XmlException("Its reference is not to the assertion that it is in.");
        }

        var about = new ChildElements(reference);
        var prefixes = ReadTransforms(about.Take("Transforms", SamlNames.Signature));
        var digestMethod = AlgorithmOf(about.Take("DigestMethod", SamlNames.Signature), hasContent: false);
        var digest = Check(SamlAlgorithms.HashOfDigest(digestMethod), allowSha1, digestMethod);
        var digestValue = BytesOf(about.Take("DigestValue", SamlNames.Signature));
        about.End();

        var value = BytesOf(parts.Take("SignatureValue", SamlNames.Signature));
        var certificates = parts.TakeIf("KeyInfo", SamlNames.Signature) is { } keyInfo ? ReadCertificates(keyInfo) : [];
        parts.End();
        return new SignatureShape(signature)
        {
            SignedInfo = signedInfo,
            SignedInfoPrefixes = signedInfoPrefixes,
            Hash = hash,
            Value = value,
            Digest = digest,
            DigestValue = digestValue,
            Prefixes = prefixes,
            Certificates = certificates,
        };
    }

    private static string? ReadTransforms(XmlElement transforms)
    {
        var steps = new ChildElements(transforms);
        if (AlgorithmOf(steps.Take("Transform", SamlNames.Signature), hasContent: false) != SamlAlgorithms.EnvelopedSignature)
        {
            throw new XmlException("Its first transform is not enveloped-signature.");
        }

        var prefixes = ReadCanonicalization(steps.Take("Transform", SamlNames.Signature));
        steps.End();
        return prefixes;
    }

    private static string? ReadCanonicalization(XmlElement method)
    {
        if (AlgorithmOf(method, hasContent: true) != SamlNames.ExclusiveCanonicalization)
        {
            throw new XmlException("Its canonicalisation is not the exclusive one.");
        }

        var content = new ChildElements(method);
        var inclusive = content.TakeIf("InclusiveNamespaces", SamlNames.ExclusiveCanonicalization);
        content.End();
        return inclusive?.GetAttribute("PrefixList") is { Length: > 0 } prefixes ? prefixes : null;
    }

    private static List<byte[]> ReadCertificates(XmlElement keyInfo)
    {
        var certificates = new List<byte[]>();
        foreach (XmlElement certificate in keyInfo.GetElementsByTagName("X509Certificate", SamlNames.Signature))
        {
            if (certificates.Count == MaxCertificates)
            {
                throw new XmlException($"It has more than {MaxCertificates} certificates.");
            }

            certificates.Add(BytesOf(certificate));
        }

        return certificates;
    }

    private static HashAlgorithmName Check(HashAlgorithmName? hash, bool allowSha1, string algorithm) => hash switch
    {
        null => throw new XmlException($"The algorithm '{algorithm}' is none that is accepted: signatures are made with RSA and SHA-2."),
        { } sha1 when sha1 == HashAlgorithmName.SHA1 && !allowSha1 => throw new XmlException("It is made with SHA-1, which AllowSha1Signatures does not allow."),
        { } other => other,
    };

    private static string AlgorithmOf(XmlElement method, bool hasContent) =>
        hasContent || method.IsEmpty || method.ChildNodes.Count == 0 || string.IsNullOrWhiteSpace(method.InnerXml)
            ? method.GetAttribute("Algorithm")
            : throw new XmlException($"The element {method.LocalName} has content, which no algorithm that is accepted has.");

    private static byte[] BytesOf(XmlElement element) =>
        ChildElements.TextOf(element) is { Length: > 0 } text ? Convert.FromBase64String(text) : throw new XmlException($"The element {element.LocalName} is empty.");
}
