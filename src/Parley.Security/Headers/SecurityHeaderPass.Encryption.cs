using System.Xml;

namespace Parley.Security;

/// <content>Encrypted keys and encrypted elements.</content>
internal sealed partial class SecurityHeaderPass
{
    private const int MaxEncryptedKeys = 8;

    // What a reference list names, with the encrypted key in which the list stands, if it stands in one.
    private readonly Dictionary<string, ReceivedToken?> _listed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _decrypted = new(StringComparer.Ordinal);
    private readonly List<SignablePart> _encryptedHeaders = [];
    private int _encryptedKeys;
    private bool _garbage;

    private void ReadReferenceList(FormReader reader, ReceivedToken? token)
    {
        while (reader.MoveToChild())
        {
            if (!reader.Is("DataReference"u8, SecurityBytes.XmlEncryption) || !reader.TryGetAttribute("URI"u8, out var uri) || uri is not [(byte)'#', _, ..])
            {
                throw Wrong();
            }

            _listed.Add(FormReader.Unescape(uri[1..]), token);
            reader.Skip();
        }
    }

    private ReceivedToken.EncryptedKey ReadEncryptedKey(FormReader reader, string? id)
    {
        // Each costs a private key's work, which a stranger must not ask for without end.
        if (++_encryptedKeys > MaxEncryptedKeys)
        {
            throw Wrong();
        }

        reader.RequireChild();
        var algorithm = ReadEncryptionMethod(reader);
        reader.RequireChild();
        var reference = ReadKeyInfo(reader);
        using var wrapped = new PooledBytes(512);
        reader.RequireChild();
        ReadCipherData(reader, wrapped);
        var sha1 = new byte[DigestAlgorithm.Sha1.Size];
        DigestAlgorithm.Sha1.HashData(wrapped.Span, sha1);
        var token = new ReceivedToken.EncryptedKey(id, Unwrap(algorithm, reference, wrapped.Span), sha1);
        _security.Owned.Add(token.Secret);
        if (reader.MoveToChild())
        {
            if (!reader.Is("ReferenceList"u8, SecurityBytes.XmlEncryption))
            {
                throw Wrong();
            }

            ReadReferenceList(reader, token);
            reader.Leave();
        }

        return token;
    }

    private SecretKey Unwrap(string algorithm, SecurityTokenReference reference, ReadOnlySpan<byte> wrapped)
    {
        if (suite.IsAsymmetricKeyWrapAlgorithmSupported(algorithm) && AsymmetricKeyWrap.Find(algorithm) is { } asymmetric)
        {
            if (reference.Kind == SecurityTokenReferenceKind.Direct && FindToken(reference) is ReceivedToken.X509 { Certificate: var certificate })
            {
                reference = SecurityTokenReference.ToThumbprint(certificate);
            }

            return asymmetric.Unwrap(resolver.FindPrivateKey(reference) ?? throw Wrong(), wrapped, suite);
        }

        var symmetric = suite.IsSymmetricKeyWrapAlgorithmSupported(algorithm) ? SymmetricKeyWrap.Find(algorithm) : null;
        var key = FindToken(reference).Key;
        return (key is null ? null : symmetric?.Unwrap(key, wrapped)) ?? throw Wrong();
    }

    /// <summary>Decrypts an element of the security header and reads what comes out, in its place.</summary>
    private void ReadEncryptedElement(in SignablePart part)
    {
        var fragment = Decrypt(Open(part.Form), SecurityUris.ElementType);
        var inner = AddDecrypted(part.Part, fragment, out var id);
        ReadElement(id, inner);
    }

    /// <summary>Decrypts a header block (WS-Security 1.1, section 9.3), when all headers have been read: its key may stand behind it.</summary>
    private void ReadEncryptedHeader(SignablePart header)
    {
        var original = OpenOriginal(header);
        original.SkipWhitespace();
        if (original.IsEmpty || !original.TryReadStartTag() || !original.Is("EncryptedData"u8, SecurityBytes.XmlEncryption))
        {
            throw Wrong();
        }

        // A signature over what is encrypted may name the cipher text instead of the header around it, whose only content it is. Its
        // identifiers are those of the header and have been noted with it, but for its own.
        var id = FindId(original);
        var raw = original.Current.TagStart;
        var start = _tools.Forms.Count;
        _tools.SecondCanonicalizer.Start(_tools.Forms);
        if (!_tools.SecondCanonicalizer.AddElement(original))
        {
            throw Wrong();
        }

        ReadEnd(original);
        var form = new Form(start, _tools.Forms.Count - start);
        if (id is not null)
        {
            Register(id, new SignablePart(header.Part, form, raw, null));
        }

        var fragment = Decrypt(Open(form), SecurityUris.ElementType);
        AddDecrypted(header.Part, fragment, out _);
        _security.Headers.Add(header.Part.Index, fragment!);
    }

    /// <summary>Keeps the element that was decrypted, and nothing else, in the place of the encrypted one.</summary>
    private SignablePart AddDecrypted(EnvelopePart place, DecryptedFragment? fragment, out string? id)
    {
        _security.EncryptedParts.Add(place);
        if (!TryAddDecrypted(place, fragment ?? throw Wrong(), out var inner, out id))
        {
            fragment.TryNormalize();
            if (!TryAddDecrypted(place, fragment, out inner, out id))
            {
                throw Wrong();
            }
        }

        if (id is not null)
        {
            Register(id, inner);
        }

        return inner;
    }

    private bool TryAddDecrypted(EnvelopePart place, DecryptedFragment fragment, out SignablePart inner, out string? id)
    {
        var scanner = _tools.Content;
        inner = default;
        id = null;
        if (!fragment.TryOpen(scanner))
        {
            return false;
        }

        var (start, identifiers) = (_tools.Forms.Count, _identifiers.Count);
        scanner.SkipWhitespace();
        if (scanner.TryReadStartTag())
        {
            id = FindId(scanner);
            var raw = scanner.Current.TagStart;
            _tools.Canonicalizer.Start(_tools.Forms);
            if (_tools.Canonicalizer.AddElement(scanner))
            {
                inner = new SignablePart(place, new Form(start, _tools.Forms.Count - start), raw, fragment);
                scanner.SkipWhitespace();
                if (scanner.TryReadEndTag())
                {
                    return true;
                }
            }
        }

        _tools.Forms.Truncate(start);
        _identifiers.RemoveRange(identifiers, _identifiers.Count - identifiers);
        return false;
    }

    /// <summary>Decrypts the EncryptedData on which a reader stands. What is in scope around it, the envelope's scanner knows.</summary>
    private DecryptedFragment? Decrypt(FormReader reader, string type)
    {
        if (reader.GetAttribute("Id"u8) is not { } id
            || !reader.TryGetAttribute("Type"u8, out var actual) || SecurityBytes.Text(actual) != type || !_decrypted.Add(id))
        {
            throw Wrong();
        }

        reader.RequireChild();
        var algorithm = ReadEncryptionMethod(reader);
        reader.RequireChild();
        ReceivedToken? token;
        if (reader.Is("KeyInfo"u8, SecurityBytes.XmlSignature))
        {
            token = FindToken(ReadKeyInfo(reader));
            reader.RequireChild();
        }
        else
        {
            token = _listed.GetValueOrDefault(id);
        }

        var encryption = suite.IsEncryptionAlgorithmSupported(algorithm) ? EncryptionAlgorithm.Find(algorithm) : null;
        if (token?.Key is not { } key || encryption is null)
        {
            throw Wrong();
        }

        _tools.Cipher.Clear();
        ReadCipherData(reader, _tools.Cipher);
        reader.Leave();
        notes?.Ciphers.Add((type, Convert.ToBase64String(_tools.Cipher.Span), token, encryption));
        var fragment = DecryptedFragment.Decrypt(encryption, key, _tools.Cipher, _tools.Envelope, out var right);
        _garbage |= !right;
        if (fragment is not null)
        {
            _security.Owned.Add(fragment);
        }

        return fragment;
    }

    /// <summary>What reference lists name is what was decrypted, and all of it came out right.</summary>
    private void CheckEncryption()
    {
        if (_garbage || _listed.Count != _decrypted.Count || !_decrypted.All(_listed.ContainsKey))
        {
            throw Wrong();
        }
    }

    private static string ReadEncryptionMethod(FormReader reader)
    {
        if (!reader.Is("EncryptionMethod"u8, SecurityBytes.XmlEncryption) || !reader.TryGetAttribute("Algorithm"u8, out var value))
        {
            throw Wrong();
        }

        // RSA-OAEP may name its digest, which has to be the one that the algorithm has by itself.
        var algorithm = SecurityBytes.Text(value);
        if (reader.MoveToChild())
        {
            if (!reader.Is("DigestMethod"u8, SecurityBytes.XmlSignature) || !reader.TryGetAttribute("Algorithm"u8, out var digest)
                || SecurityBytes.Text(digest) != SecurityAlgorithms.Sha1Digest)
            {
                throw Wrong();
            }

            reader.Skip();
            reader.Leave();
        }

        return algorithm;
    }

    private static SecurityTokenReference ReadKeyInfo(FormReader reader)
    {
        if (!reader.Is("KeyInfo"u8, SecurityBytes.XmlSignature))
        {
            throw Wrong();
        }

        reader.RequireChild();
        var reference = SecurityTokenReference.Read(reader);
        reader.Leave();
        return reference;
    }

    private static void ReadCipherData(FormReader reader, PooledBytes output)
    {
        if (!reader.Is("CipherData"u8, SecurityBytes.XmlEncryption))
        {
            throw Wrong();
        }

        reader.MoveToChild("CipherValue"u8, SecurityBytes.XmlEncryption);
        reader.ReadBase64(output);
        reader.Leave();
    }
}
