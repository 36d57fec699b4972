using System.Text;

namespace Parley.Security;

/// <content>
/// Signatures that cover the token of their own key by the reference to it: the transformation STR-Transform. WS-Security 1.1, section 8.3.
/// </content>
internal sealed partial class SecurityHeaderPass
{
    private static readonly InclusivePrefixes _defaultNamespace = InclusivePrefixes.Parse("#default")!;

    /// <summary>Reads the KeyInfo of a signature.</summary>
    private static SignatureKey ReadKeyOfSignature(FormReader reader)
    {
        if (!reader.Is("KeyInfo"u8, SecurityBytes.XmlSignature))
        {
            throw Wrong();
        }

        reader.RequireChild();
        var id = reader.TryGetAttribute("Id"u8, SecurityBytes.Wsu, out var value) ? FormReader.Unescape(value) : null;
        var prefix = id is null ? "" : FormReader.Unescape(reader.Prefix);
        var reference = SecurityTokenReference.Read(reader);
        reader.Leave();
        return new SignatureKey(reference, id, prefix);
    }

    /// <summary>Reads the rest of a Reference to the reference to the signature's token, from its transformation on.</summary>
    /// <returns>The token's place; null when it is not in the message.</returns>
    private EnvelopePart? ReadTokenReference(FormReader reader, in SignatureKey key)
    {
        if (_identifiers.IndexOf(key.Id!) != _identifiers.LastIndexOf(key.Id!)
            || !reader.Is("Transform"u8, SecurityBytes.XmlSignature)
            || !reader.TryGetAttribute("Algorithm"u8, out var transform) || !transform.SequenceEqual(SecurityBytes.TokenTransform))
        {
            throw Wrong();
        }

        reader.MoveToChild("TransformationParameters"u8, SecurityBytes.Wsse);
        reader.RequireChild();
        var canonicalization = ReadCanonicalization(reader, "CanonicalizationMethod"u8, out var prefixes);
        reader.Leave();
        reader.Leave();
        reader.Leave();
        if (prefixes is not null || !suite.IsCanonicalizationAlgorithmSupported(canonicalization))
        {
            throw Wrong();
        }

        using var form = new PooledBytes();
        if (key.Reference.Kind == SecurityTokenReferenceKind.Direct)
        {
            var token = _parts.TryGetValue(key.Reference.Text, out var part) && _tokens.ContainsKey(key.Reference.Text) ? part : throw Wrong();
            CanonicalizeOriginal(token, form, _defaultNamespace);
            CompareDigest(reader, WithDefaultNamespace(form.Span));
            return token.Part;
        }

        // As if the certificate stood in the message, in the encoding that needs no name.
        var certificate = FindToken(key.Reference) is ReceivedToken.X509 x509 ? x509.Certificate : throw Wrong();
        var (prefix, declaration) = key.Prefix.Length == 0 ? ("", "") : (key.Prefix + ":", $" xmlns:{key.Prefix}=\"{SecurityUris.Wsse}\"");
        var defaultNamespace = key.Prefix.Length == 0 ? SecurityUris.Wsse : "";
        CompareDigest(reader, Encoding.UTF8.GetBytes(
            $"<{prefix}BinarySecurityToken xmlns=\"{defaultNamespace}\"{declaration} ValueType=\"{SecurityUris.X509TokenType}\">"
            + $"{Convert.ToBase64String(certificate.RawData)}</{prefix}BinarySecurityToken>"));
        return null;
    }

    /// <summary>The form of a token says of the default namespace that there is none, too.</summary>
    private static byte[] WithDefaultNamespace(ReadOnlySpan<byte> form)
    {
        var place = form.IndexOfAny((byte)' ', (byte)'>');
        return form[place..].StartsWith(" xmlns=\""u8) ? form.ToArray() : [.. form[..place], .. " xmlns=\"\""u8, .. form[place..]];
    }

    /// <summary>How a signature refers to its key, with the reference's own identifier, when it has one, and the prefix of its namespace.</summary>
    private readonly record struct SignatureKey(SecurityTokenReference Reference, string? Id, string Prefix);
}
