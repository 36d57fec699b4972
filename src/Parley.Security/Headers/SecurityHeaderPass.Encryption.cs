using System.Buffers;
using System.Xml;

namespace Parley.Security;

/// <content>Encrypted keys, encrypted elements and the body.</content>
internal sealed partial class SecurityHeaderPass
{
    // What a reference list names, with the encrypted key in which the list stands, if it stands in one.
    private readonly Dictionary<string, ReceivedToken?> _listed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _decrypted = new(StringComparer.Ordinal);
    private readonly List<SignablePart> _encryptedHeaders = [];
    private DecryptedFragment? _body;
    private SignablePart? _bodyPart;
    private bool _garbage;

    private void ReadReferenceList(XmlDictionaryReader reader, ReceivedToken? token)
    {
        if (reader.IsEmptyElement)
        {
            reader.Read();
            return;
        }

        reader.ReadStartElement();
        while (reader.MoveToContent() == XmlNodeType.Element)
        {
            if (!reader.IsStartElement("DataReference", SecurityUris.XmlEncryption) || reader.GetAttribute("URI") is not { Length: > 1 } uri || uri[0] != '#')
            {
                throw Wrong();
            }

            _listed.Add(uri[1..], token);
            reader.Skip();
        }

        reader.ReadEndElement();
    }

    private ReceivedToken.EncryptedKey ReadEncryptedKey(XmlDictionaryReader reader, string? id)
    {
        reader.ReadStartElement();
        reader.MoveToContent();
        var algorithm = ReadEncryptionMethod(reader);
        var reference = ReadKeyInfo(reader) ?? throw Wrong();
        using var wrapped = new PooledBytes(512);
        ReadCipherValue(reader, wrapped);
        var sha1 = new byte[DigestAlgorithm.Sha1.Size];
        DigestAlgorithm.Sha1.HashData(wrapped.Span, sha1);
        var token = new ReceivedToken.EncryptedKey(id, Unwrap(algorithm, reference, wrapped.Span), sha1);
        _security.Owned.Add(token.Secret);
        if (reader.MoveToContent() == XmlNodeType.Element && reader.IsStartElement("ReferenceList", SecurityUris.XmlEncryption))
        {
            ReadReferenceList(reader, token);
        }

        ReadEnd(reader);
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
        DecryptedFragment? fragment;
        using (var reader = Open(part.Form))
        {
            fragment = Decrypt(reader, SecurityUris.ElementType);
        }

        var inner = AddDecrypted(part.Part, fragment, out var id);
        ReadElement(id, inner);
    }

    /// <summary>Decrypts a header block (WS-Security 1.1, section 9.3), when all headers have been read: its key may stand behind it.</summary>
    private void ReadEncryptedHeader(SignablePart part)
    {
        string? id;
        _scratch.Clear();
        using (var reader = Open(part.Form))
        {
            reader.ReadStartElement();
            reader.MoveToContent();
            if (!reader.IsStartElement("EncryptedData", SecurityUris.XmlEncryption))
            {
                throw Wrong();
            }

            // Its identifiers are those of the header and have been noted with it, but for its own.
            id = FindId(reader);
            _canonicalizer.Identifiers = null;
            _canonicalizer.Canonicalize(reader, _scratch);
            _canonicalizer.Identifiers = _identifiers;
            ReadEnd(reader);
        }

        // A signature over what is encrypted may name the cipher text instead of the header around it, whose only content it is.
        var form = new Form(_forms.Count, _scratch.Count);
        _forms.Append(_scratch.Span);
        if (id is not null)
        {
            Register(id, new SignablePart(part.Part, form, null));
        }

        DecryptedFragment? fragment;
        using (var reader = Open(form))
        {
            fragment = Decrypt(reader, SecurityUris.ElementType);
        }

        AddDecrypted(part.Part, fragment, out _);
        _security.Headers.Add(part.Part.Index, fragment!);
    }

    /// <summary>Keeps the element that was decrypted, and nothing else, in the place of the encrypted one.</summary>
    private SignablePart AddDecrypted(EnvelopePart place, DecryptedFragment? fragment, out string? id)
    {
        _security.EncryptedParts.Add(place);
        using var content = (fragment ?? throw Wrong()).OpenContent();
        if (content.MoveToContent() != XmlNodeType.Element)
        {
            throw Wrong();
        }

        id = FindId(content);
        var inner = new SignablePart(place, AddForm(content), fragment);
        content.MoveToContent();
        if (!DecryptedFragment.IsAtEnd(content))
        {
            throw Wrong();
        }

        if (id is not null)
        {
            Register(id, inner);
        }

        return inner;
    }

    private void ReadBody(XmlDictionaryReader reader)
    {
        var place = new EnvelopePart(EnvelopePartKind.Body, 0);
        var id = FindId(reader);
        AddDeclarations(reader);
        var start = _forms.Count;
        if (protectionOrder == MessageProtectionOrder.EncryptBeforeSign)
        {
            var form = AddForm(reader);
            using var inForm = Open(form);
            if (!inForm.IsEmptyElement)
            {
                inForm.ReadStartElement();
                if (ReadEncryptedBody(inForm))
                {
                    CheckContent(_body!);
                }
            }
        }
        else
        {
            CanonicalizeBody(reader, _forms, null);
        }

        _bodyPart = new SignablePart(place, new Form(start, _forms.Count - start), null);
        if (_body is not null)
        {
            _security.EncryptedParts.Add(place);
            _security.Body = _body;
        }

        if (id is not null)
        {
            Register(id, _bodyPart.Value);
        }
    }

    /// <summary>The form of the body as its sender signed it before it was encrypted. Afterwards the reader stands behind the body.</summary>
    private void CanonicalizeBody(XmlDictionaryReader reader, PooledBytes output, InclusivePrefixes? prefixes)
    {
        _canonicalizer.Start(output, prefixes);
        _canonicalizer.AddStartTag(reader);
        if (reader.IsEmptyElement)
        {
            reader.Read();
        }
        else
        {
            reader.Read();
            if (_body is not null || ReadEncryptedBody(reader))
            {
                if (reader.NodeType == XmlNodeType.Element)
                {
                    reader.Skip();
                }

                using var content = _body!.OpenContent();
                _canonicalizer.AddContent(content);
                if (!DecryptedFragment.IsAtEnd(content) || reader.MoveToContent() != XmlNodeType.EndElement)
                {
                    throw Wrong();
                }
            }
            else
            {
                _canonicalizer.AddContent(reader);
            }

            reader.ReadEndElement();
        }

        _canonicalizer.AddEndTag();
        _canonicalizer.Finish();
    }

    /// <summary>
    /// Content whose cipher text is signed, and not itself, may come out of an unsigned key that somebody changed: that it is XML at
    /// all is seen before it is given out.
    /// </summary>
    private void CheckContent(DecryptedFragment fragment)
    {
        _scratch.Clear();
        using var content = fragment.OpenContent();
        _canonicalizer.Start(_scratch);
        _canonicalizer.AddContent(content);
        _canonicalizer.Finish();
        if (!DecryptedFragment.IsAtEnd(content))
        {
            throw Wrong();
        }
    }

    /// <summary>Decrypts the body's content when a reference list names it.</summary>
    private bool ReadEncryptedBody(XmlDictionaryReader reader)
    {
        if (reader.NodeType == XmlNodeType.Element
            && reader.IsStartElement("EncryptedData", SecurityUris.XmlEncryption)
            && reader.GetAttribute("Id") is { } id && _listed.ContainsKey(id))
        {
            _body = Decrypt(reader, SecurityUris.ContentType) ?? throw Wrong();
            return true;
        }

        return false;
    }

    /// <summary>Decrypts the EncryptedData on which a reader stands. Afterwards the reader stands behind it.</summary>
    private DecryptedFragment? Decrypt(XmlDictionaryReader reader, string type)
    {
        if (reader.GetAttribute("Id") is not { } id || reader.GetAttribute("Type") != type || !_decrypted.Add(id))
        {
            throw Wrong();
        }

        reader.ReadStartElement();
        reader.MoveToContent();
        var algorithm = ReadEncryptionMethod(reader);
        var reference = ReadKeyInfo(reader);
        var token = reference is not null ? FindToken(reference) : _listed.GetValueOrDefault(id);
        var encryption = suite.IsEncryptionAlgorithmSupported(algorithm) ? EncryptionAlgorithm.Find(algorithm) : null;
        if (token?.Key is not { } key || encryption is null)
        {
            throw Wrong();
        }

        _scratch.Clear();
        ReadCipherValue(reader, _scratch);
        ReadEnd(reader);
        var fragment = DecryptedFragment.Decrypt(encryption, key, _scratch.Span, _scope, out var right);
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

    private static string ReadEncryptionMethod(XmlDictionaryReader reader)
    {
        if (!reader.IsStartElement("EncryptionMethod", SecurityUris.XmlEncryption) || reader.GetAttribute("Algorithm") is not { } algorithm)
        {
            throw Wrong();
        }

        if (reader.IsEmptyElement)
        {
            reader.Read();
            return algorithm;
        }

        // RSA-OAEP may name its digest, which has to be the one that the algorithm has by itself.
        reader.ReadStartElement();
        if (reader.MoveToContent() == XmlNodeType.Element)
        {
            if (!reader.IsStartElement("DigestMethod", SecurityUris.XmlSignature) || reader.GetAttribute("Algorithm") != SecurityAlgorithms.Sha1Digest)
            {
                throw Wrong();
            }

            reader.Skip();
        }

        ReadEnd(reader);
        return algorithm;
    }

    private static SecurityTokenReference? ReadKeyInfo(XmlDictionaryReader reader)
    {
        reader.MoveToContent();
        if (!reader.IsStartElement("KeyInfo", SecurityUris.XmlSignature))
        {
            return null;
        }

        reader.ReadStartElement();
        reader.MoveToContent();
        var reference = SecurityTokenReference.Read(reader);
        ReadEnd(reader);
        return reference;
    }

    private static void ReadCipherValue(XmlDictionaryReader reader, PooledBytes output)
    {
        reader.MoveToContent();
        reader.ReadStartElement("CipherData", SecurityUris.XmlEncryption);
        reader.MoveToContent();
        if (!reader.IsStartElement("CipherValue", SecurityUris.XmlEncryption) || reader.IsEmptyElement)
        {
            throw Wrong();
        }

        reader.ReadStartElement();
        const int Piece = 6 * 1024;
        var bytes = ArrayPool<byte>.Shared.Rent(Piece);
        int count;
        while ((count = reader.ReadContentAsBase64(bytes, 0, Piece)) > 0)
        {
            output.Append(bytes.AsSpan(0, count));
        }

        ArrayPool<byte>.Shared.Return(bytes);
        reader.ReadEndElement();
        ReadEnd(reader);
    }
}
