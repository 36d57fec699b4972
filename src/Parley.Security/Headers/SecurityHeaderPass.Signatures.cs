using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml;

namespace Parley.Security;

/// <content>Signatures, verified when everything that they may cover has been read.</content>
internal sealed partial class SecurityHeaderPass
{
    private const int MaxReferences = 128;

    private readonly List<SignablePart> _signatures = [];
    private readonly PooledBytes _signedInfo = new();

    private void VerifySignatures()
    {
        EnvelopePart? primary = null;
        var verified = new List<ReceivedSignature>();
        foreach (var part in _signatures)
        {
            var signature = VerifySignature(part);
            if (signature.Covered.Any(IsSignature))
            {
                verified.Add(signature);
            }
            else if (primary is null)
            {
                primary = part.Part;
                _security.PrimarySignature = signature;
            }
            else
            {
                throw Wrong();
            }
        }

        foreach (var signature in verified)
        {
            if (primary is null || !signature.Covered.Contains(primary.Value))
            {
                throw Wrong();
            }

            _security.EndorsingSignatures.Add(signature);
        }

        bool IsSignature(EnvelopePart covered) => _signatures.Exists(part => part.Part == covered);
    }

    private ReceivedSignature VerifySignature(in SignablePart part)
    {
        byte[] value;
        SecurityTokenReference reference;
        using (var reader = Open(part.Form))
        {
            reader.ReadStartElement();
            reader.MoveToContent();
            if (!reader.IsStartElement("SignedInfo", SecurityUris.XmlSignature))
            {
                throw Wrong();
            }

            _signedInfo.Clear();
            _canonicalizer.Canonicalize(reader, _signedInfo);
            reader.MoveToContent();
            value = Convert.FromBase64String(reader.ReadElementContentAsString("SignatureValue", SecurityUris.XmlSignature));
            reference = ReadKeyInfo(reader) ?? throw Wrong();
            ReadEnd(reader);
        }

        var covered = new List<EnvelopePart>();
        string method;
        InclusivePrefixes? prefixes;
        using (var reader = Open(_signedInfo, new Form(0, _signedInfo.Count)))
        {
            reader.ReadStartElement();
            reader.MoveToContent();
            (var canonicalization, prefixes) = ReadCanonicalization(reader, "CanonicalizationMethod");
            reader.MoveToContent();
            method = ReadMethod(reader, "SignatureMethod");
            if (!suite.IsCanonicalizationAlgorithmSupported(canonicalization))
            {
                throw Wrong();
            }

            while (reader.MoveToContent() == XmlNodeType.Element)
            {
                covered.Add(ReadReference(reader));
                if (covered.Count > MaxReferences)
                {
                    throw Wrong();
                }
            }

            ReadEnd(reader);
        }

        if (covered.Count == 0)
        {
            throw Wrong();
        }

        if (prefixes is not null)
        {
            using var original = OpenOriginal(part);
            original.ReadStartElement();
            original.MoveToContent();
            _signedInfo.Clear();
            _canonicalizer.Canonicalize(original, _signedInfo, prefixes);
        }

        var token = FindToken(reference);
        return Verify(token, method, _signedInfo.Span, value) ? new ReceivedSignature(token, value, covered) : throw Wrong();
    }

    private bool Verify(ReceivedToken token, string method, ReadOnlySpan<byte> signedInfo, byte[] value)
    {
        if (token.Key is { } key)
        {
            var isLongEnough = token is ReceivedToken.DerivedKey ? key.Bits >= suite.DefaultSignatureKeyDerivationLength : suite.IsSymmetricKeyLengthSupported(key.Bits);
            return isLongEnough
                && suite.IsSymmetricSignatureAlgorithmSupported(method)
                && SymmetricSignature.Find(method) is { } symmetric
                && symmetric.Verify(key, signedInfo, value);
        }

        if (token is not ReceivedToken.X509 { Certificate: var certificate }
            || !suite.IsAsymmetricSignatureAlgorithmSupported(method)
            || AsymmetricSignature.Find(method) is not { } asymmetric)
        {
            return false;
        }

        using var rsa = certificate.GetRSAPublicKey();
        return rsa is not null && suite.IsAsymmetricKeyLengthSupported(rsa.KeySize) && asymmetric.Verify(rsa, signedInfo, value);
    }

    /// <summary>Reads a Reference and compares its digest with that of the part to which it leads.</summary>
    private EnvelopePart ReadReference(XmlDictionaryReader reader)
    {
        if (!reader.IsStartElement("Reference", SecurityUris.XmlSignature)
            || reader.GetAttribute("URI") is not { Length: > 1 } uri || uri[0] != '#'
            || !_parts.TryGetValue(uri[1..], out var part))
        {
            throw Wrong();
        }

        reader.ReadStartElement();
        reader.MoveToContent();
        reader.ReadStartElement("Transforms", SecurityUris.XmlSignature);
        reader.MoveToContent();
        var (transform, prefixes) = ReadCanonicalization(reader, "Transform");
        ReadEnd(reader);
        reader.MoveToContent();
        var method = ReadMethod(reader, "DigestMethod");
        reader.MoveToContent();
        var expected = Convert.FromBase64String(reader.ReadElementContentAsString("DigestValue", SecurityUris.XmlSignature));
        ReadEnd(reader);
        if (!suite.IsCanonicalizationAlgorithmSupported(transform) || !suite.IsDigestAlgorithmSupported(method) || DigestAlgorithm.Find(method) is not { } algorithm)
        {
            throw Wrong();
        }

        Span<byte> digest = stackalloc byte[DigestAlgorithm.MaxSize];
        if (prefixes is null)
        {
            digest = digest[..algorithm.HashData(_forms.Span.Slice(part.Form.Start, part.Form.Length), digest)];
        }
        else
        {
            using var form = new PooledBytes();
            CanonicalizeOriginal(part, form, prefixes);
            digest = digest[..algorithm.HashData(form.Span, digest)];
        }

        return CryptographicOperations.FixedTimeEquals(digest, expected) ? part.Part : throw Wrong();
    }

    private static (string Algorithm, InclusivePrefixes? Prefixes) ReadCanonicalization(XmlDictionaryReader reader, string name)
    {
        if (!reader.IsStartElement(name, SecurityUris.XmlSignature) || reader.GetAttribute("Algorithm") is not { } algorithm)
        {
            throw Wrong();
        }

        InclusivePrefixes? prefixes = null;
        reader.ReadStartElement();
        if (reader.MoveToContent() == XmlNodeType.Element)
        {
            if (!reader.IsStartElement("InclusiveNamespaces", SecurityUris.ExclusiveC14N))
            {
                throw Wrong();
            }

            prefixes = InclusivePrefixes.Parse(reader.GetAttribute("PrefixList"));
            reader.Skip();
        }

        ReadEnd(reader);
        return (algorithm, prefixes);
    }

    /// <summary>Reads an algorithm without parameters. A shortened HMAC would have one.</summary>
    private static string ReadMethod(XmlDictionaryReader reader, string name)
    {
        if (!reader.IsStartElement(name, SecurityUris.XmlSignature) || reader.GetAttribute("Algorithm") is not { } algorithm)
        {
            throw Wrong();
        }

        reader.ReadStartElement();
        ReadEnd(reader);
        return algorithm;
    }

    private void CanonicalizeOriginal(in SignablePart part, PooledBytes output, InclusivePrefixes prefixes)
    {
        using var reader = OpenOriginal(part);
        if (part.Part.Kind == EnvelopePartKind.Body && protectionOrder != MessageProtectionOrder.EncryptBeforeSign)
        {
            CanonicalizeBody(reader, output, prefixes);
        }
        else
        {
            _canonicalizer.Canonicalize(reader, output, prefixes);
        }
    }

    /// <summary>A reader on a part where it came from: with the declarations that its canonical form has lost.</summary>
    private XmlDictionaryReader OpenOriginal(in SignablePart part)
    {
        if (part.Fragment is not null)
        {
            var content = part.Fragment.OpenContent();
            content.MoveToContent();
            return content;
        }

        var reader = envelope.OpenEnvelope();
        reader.ReadStartElement();
        reader.MoveToContent();
        if (part.Part.Kind == EnvelopePartKind.Body)
        {
            if (reader.IsStartElement("Header", _soap))
            {
                reader.Skip();
                reader.MoveToContent();
            }

            return reader;
        }

        MoveToChild(reader, part.Part.Kind == EnvelopePartKind.Header ? part.Part.Index : _security.HeaderIndex);
        if (part.Part.Kind == EnvelopePartKind.SecurityElement)
        {
            MoveToChild(reader, part.Part.Index);
        }

        return reader;
    }

    private static void MoveToChild(XmlDictionaryReader reader, int index)
    {
        reader.ReadStartElement();
        reader.MoveToContent();
        for (var i = 0; i < index; i++)
        {
            reader.Skip();
            reader.MoveToContent();
        }
    }
}
