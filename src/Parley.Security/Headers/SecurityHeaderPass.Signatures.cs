using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Parley.Security;

/// <content>Signatures, verified when everything that they may cover has been read.</content>
internal sealed partial class SecurityHeaderPass
{
    private const int MaxReferences = 128;

    private readonly List<SignablePart> _signatures = [];

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
                _security.OtherSignatures.Add(signature);
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
        // The form of SignedInfo alone: what its ancestor has declared is in it.
        var signed = _tools.Original;
        signed.Start(_tools.Forms.Array, part.Form.Start, part.Form.Length, isNormalized: true);
        CanonicalizeSignedInfo(signed, null);
        var reader = Open(part.Form);
        reader.RequireChild();
        reader.Skip();
        reader.MoveToChild("SignatureValue"u8, SecurityBytes.XmlSignature);
        var value = reader.ReadBase64();
        reader.RequireChild();
        var key = ReadKeyOfSignature(reader);
        reader.Leave();

        var covered = new List<EnvelopePart>();
        reader = Open(_tools.SignedInfo, new Form(0, _tools.SignedInfo.Count));
        reader.RequireChild();
        var canonicalization = ReadCanonicalization(reader, "CanonicalizationMethod"u8, out var prefixes);
        reader.RequireChild();
        var method = ReadMethod(reader, "SignatureMethod"u8);
        if (!suite.IsCanonicalizationAlgorithmSupported(canonicalization))
        {
            throw Wrong();
        }

        for (var count = 1; reader.MoveToChild(); count++)
        {
            if (count > MaxReferences)
            {
                throw Wrong();
            }

            if (ReadReference(reader, key) is { } place)
            {
                covered.Add(place);
            }
        }

        if (covered.Count == 0)
        {
            throw Wrong();
        }

        if (prefixes is not null)
        {
            notes?.IsUnusual = true;
            var original = OpenOriginal(part);
            CanonicalizeSignedInfo(original, prefixes);
        }

        var token = FindToken(key.Reference);
        return Verify(token, method, _tools.SignedInfo.Span, value) ? new ReceivedSignature(token, value, covered) : throw Wrong();
    }

    // The scanner stands before or behind the signature's start tag.
    private void CanonicalizeSignedInfo(XmlScanner scanner, InclusivePrefixes? prefixes)
    {
        if (scanner.Depth == 0 && !scanner.TryReadStartTag())
        {
            throw Wrong();
        }

        scanner.SkipWhitespace();
        _tools.SignedInfo.Clear();
        _tools.SecondCanonicalizer.Start(_tools.SignedInfo, prefixes);
        if (!scanner.TryReadStartTag() || !scanner.Is("SignedInfo"u8, SecurityBytes.XmlSignature) || !_tools.SecondCanonicalizer.AddElement(scanner))
        {
            throw Wrong();
        }
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
    /// <returns>Null when that is a token outside of the message.</returns>
    private EnvelopePart? ReadReference(FormReader reader, in SignatureKey key)
    {
        if (!reader.Is("Reference"u8, SecurityBytes.XmlSignature) || !reader.TryGetAttribute("URI"u8, out var uri) || uri is not [(byte)'#', _, ..])
        {
            throw Wrong();
        }

        var id = FormReader.Unescape(uri[1..]);
        reader.MoveToChild("Transforms"u8, SecurityBytes.XmlSignature);
        reader.RequireChild();
        if (!_parts.TryGetValue(id, out var part))
        {
            return id == key.Id ? ReadTokenReference(reader, key) : throw Wrong();
        }

        var transform = ReadCanonicalization(reader, "Transform"u8, out var prefixes);
        reader.Leave();
        if (!suite.IsCanonicalizationAlgorithmSupported(transform))
        {
            throw Wrong();
        }

        if (prefixes is null)
        {
            CompareDigest(reader, _tools.Forms.Span.Slice(part.Form.Start, part.Form.Length));
            notes?.References.Add((part.Part, part.Form.Start, part.Form.Length, notes.Digest));
        }
        else
        {
            notes?.IsUnusual = true;
            using var form = new PooledBytes();
            CanonicalizeOriginal(part, form, prefixes);
            CompareDigest(reader, form.Span);
        }

        return part.Part;
    }

    /// <summary>Reads what a Reference says of the digest, to its end, and compares it with that of a form.</summary>
    private void CompareDigest(FormReader reader, ReadOnlySpan<byte> form)
    {
        reader.RequireChild();
        var method = ReadMethod(reader, "DigestMethod"u8);
        reader.MoveToChild("DigestValue"u8, SecurityBytes.XmlSignature);
        Span<byte> expected = stackalloc byte[DigestAlgorithm.MaxSize + 3];
        expected = expected[..reader.ReadBase64(expected)];
        notes?.Digest = Convert.ToBase64String(expected);
        reader.Leave();
        if (!suite.IsDigestAlgorithmSupported(method) || DigestAlgorithm.Find(method) is not { } algorithm)
        {
            throw Wrong();
        }

        Span<byte> digest = stackalloc byte[DigestAlgorithm.MaxSize];
        digest = digest[..algorithm.HashData(form, digest)];
        if (!CryptographicOperations.FixedTimeEquals(digest, expected))
        {
            throw Wrong();
        }
    }

    private static string ReadCanonicalization(FormReader reader, ReadOnlySpan<byte> name, out InclusivePrefixes? prefixes)
    {
        if (!reader.Is(name, SecurityBytes.XmlSignature) || !reader.TryGetAttribute("Algorithm"u8, out var value))
        {
            throw Wrong();
        }

        prefixes = null;
        var algorithm = SecurityBytes.Text(value);
        if (reader.MoveToChild())
        {
            if (!reader.Is("InclusiveNamespaces"u8, SecurityBytes.ExclusiveC14N))
            {
                throw Wrong();
            }

            prefixes = InclusivePrefixes.Parse(reader.GetAttribute("PrefixList"u8));
            reader.Skip();
            reader.Leave();
        }

        return algorithm;
    }

    /// <summary>Reads an algorithm without parameters. A shortened HMAC would have one.</summary>
    private static string ReadMethod(FormReader reader, ReadOnlySpan<byte> name)
    {
        if (!reader.Is(name, SecurityBytes.XmlSignature) || !reader.TryGetAttribute("Algorithm"u8, out var value))
        {
            throw Wrong();
        }

        var algorithm = SecurityBytes.Text(value);
        reader.Leave();
        return algorithm;
    }

    private void CanonicalizeOriginal(in SignablePart part, PooledBytes output, InclusivePrefixes prefixes)
    {
        var scanner = OpenOriginal(part);
        if (part.Part.Kind == EnvelopePartKind.Body)
        {
            CanonicalizeBody(scanner, _tools.Canonicalizer, output, prefixes);
            return;
        }

        _tools.Canonicalizer.Start(output, prefixes);
        if (!_tools.Canonicalizer.AddElement(scanner))
        {
            throw Wrong();
        }
    }
}
