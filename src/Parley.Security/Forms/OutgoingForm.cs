using Parley.Channels;

namespace Parley.Security;

/// <summary>
/// The form of the messages that one side sends in its sessions: made of one that was protected in full, and read back. The next message of the
/// same form has the same elements in the same places, so that only its words are made anew: names, times, digests, the signature's value and
/// the cipher texts. Thread-safe.
/// </summary>
internal sealed class OutgoingForm
{
    private readonly SecuredForm _form;
    private readonly MessageParts _parts;
    private readonly FormHeader[] _headers;
    private readonly byte[] _bodyTag;
    private readonly string _bodyId;

    private OutgoingForm(SecuredForm form, MessageParts parts, FormHeader[] headers, byte[] bodyTag, string bodyId)
    {
        _form = form;
        _parts = parts;
        _headers = headers;
        _bodyTag = bodyTag;
        _bodyId = bodyId;
    }

    /// <summary>Makes the form of a message that was protected in full.</summary>
    /// <param name="text">The message as it was written.</param>
    /// <param name="headers">What a form says of its headers.</param>
    /// <param name="message">The message that was protected.</param>
    /// <param name="parts">What of it was protected.</param>
    /// <param name="bodyId">The identifier of its body.</param>
    /// <param name="profile">The binding's profile.</param>
    /// <param name="key">The session's key.</param>
    /// <returns>Null when it has none.</returns>
    public static OutgoingForm? TryCreate(
        ArraySegment<byte> text, FormHeader[] headers, Message message, MessageParts parts, string bodyId, ProtectionProfile profile, SecretKey key)
    {
        // What is read leaves keys with the key that it was read by.
        using var copy = SecretKey.FromBytes(key.Bytes);
        var notes = new FormNotes(message.Version, [.. headers, null]);
        using (new SecurityHeaderReader(profile.Suite, profile.Order, new OwnKey(copy)).Read(new OwnText(text), notes))
        {
        }

        if (notes.Form is not { } form || form.HeaderIndex != headers.Length || form.Version != message.Version || !HasOnlyWords(form)
            || form.Timestamp is null == profile.IncludesTimestamp || (form.Timestamp is not null && form.Expires < 0))
        {
            return null;
        }

        using var tag = new PooledBytes();
        using var writer = CanonicalWriter.Rent();
        writer.Start(tag, null);
        StartBody(message, writer, bodyId);
        return new OutgoingForm(form, parts, headers, tag.Span.ToArray(), bodyId);
    }

    /// <summary>Whether a message may have the form.</summary>
    /// <param name="headers">Its headers.</param>
    /// <param name="parts">What of it is to be protected.</param>
    /// <param name="name">The session's key.</param>
    public bool Fits(MessageHeaders headers, MessageParts parts, ContextName name)
    {
        if (!ReferenceEquals(parts, _parts) || headers.Count != _headers.Length || name.Instance is null != _form.Instance < 0)
        {
            return false;
        }

        for (var i = 0; i < _headers.Length; i++)
        {
            if (!_headers[i].Fits(headers.Get(i)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Protects a message.</summary>
    /// <param name="message">A message that <see cref="Fits"/>. It is used up when it has the form.</param>
    /// <param name="keys">The session's keys of this direction.</param>
    /// <param name="name">The session's key.</param>
    /// <param name="tokenId">The id of the session's token; null for one of ours.</param>
    /// <param name="now">The time, UTC.</param>
    /// <param name="validity">How long the message is valid.</param>
    /// <returns>Null when it has another form: nothing has been done to it then.</returns>
    public FormedMessage? TryProtect(Message message, DirectionKeys keys, ContextName name, string? tokenId, DateTime now, TimeSpan validity)
    {
        var writer = FormWriter.Rent(_form.VariableCount);
        var isDone = false;
        try
        {
            if (TrySetWords(writer, message, keys, name, tokenId) && TrySetTimes(writer, now, validity) && writer.HasRoomFor(_form.References.Length + 1)
                && TryProtectBody(writer, message, keys.Encryption))
            {
                var value = Sign(writer, keys);
                isDone = true;
                return new FormedMessage(message, this, writer, value);
            }

            return null;
        }
        finally
        {
            if (!isDone)
            {
                writer.Dispose();
            }
        }
    }

    /// <summary>How many bytes a message has.</summary>
    /// <param name="writer">Its words.</param>
    public int GetSize(FormWriter writer)
    {
        var size = _form.Envelope.LiteralLength;
        for (int i = 0, start = 0; i < _form.Envelope.HoleCount; i++)
        {
            _form.Envelope.LiteralBefore(i, ref start, out var variable);
            size += CipherOf(variable, writer) is { } cipher ? System.Buffers.Text.Base64.GetMaxEncodedToUtf8Length(cipher.Count) : writer.Values[variable].Length;
        }

        return size;
    }

    /// <summary>Writes a message.</summary>
    /// <param name="writer">Its words.</param>
    /// <param name="output">Takes it: as many bytes as it has.</param>
    public void Write(FormWriter writer, Span<byte> output)
    {
        var start = 0;
        for (var i = 0; i < _form.Envelope.HoleCount; i++)
        {
            var literal = _form.Envelope.LiteralBefore(i, ref start, out var variable);
            literal.CopyTo(output);
            output = output[literal.Length..];
            if (CipherOf(variable, writer) is { } cipher)
            {
                System.Buffers.Text.Base64.EncodeToUtf8(cipher.Span, output, out _, out var length);
                output = output[length..];
            }
            else
            {
                var word = writer.Values[variable];
                word.CopyTo(output);
                output = output[word.Length..];
            }
        }

        _form.Envelope.LiteralFrom(start).CopyTo(output);
    }

    // Names that are the same in all messages of this session may be others in the next session.
    private static bool HasOnlyWords(SecuredForm form) =>
        form.Context.SameId is null && Array.TrueForAll(form.DerivedKeys, static key => key is { SameId: null, Id: >= 0, Nonce: >= 0 })
        && (form.DerivedKeys.Length == 0
            ? form is { SigningKey: -1, SignatureKey: -1, BodyKey: -1 }
            : form.DerivedKeys.Length == 2 && form.SignatureKey == form.BodyKey && form is { SigningKey: >= 0, BodyKey: >= 0 } && form.SigningKey != form.BodyKey);

    private static void StartBody(Message message, CanonicalWriter writer, string id)
    {
        message.WriteStartBody(writer);
        writer.WriteAttributeString(SecurityNames.UtilityPrefix, SecurityNames.Id, SecurityNames.Utility, id);
        writer.EndStartTag();
    }

    private PooledBytes? CipherOf(int variable, FormWriter writer) =>
        variable == _form.BodyCipher ? writer.Body : variable == _form.SignatureCipher ? writer.Signature : null;

    private bool TrySetWords(FormWriter writer, Message message, DirectionKeys keys, ContextName name, string? tokenId)
    {
        var headers = message.Headers;
        for (var i = 0; i < _headers.Length; i++)
        {
            var header = headers.Get(i);
            writer.Headers.Add(header);
            if (!_headers[i].TrySet(header, writer))
            {
                return false;
            }
        }

        return writer.TrySet(_form.Identifier, name.Identifier)
            && (_form.Instance < 0 || writer.TrySet(_form.Instance, name.Instance))
            && (_form.Context.Id < 0 || (tokenId is null ? TrySetId(_form.Context.Id, keys.TokenId, writer) : writer.TrySet(_form.Context.Id, tokenId)))
            && TrySetKeys(writer, keys);
    }

    private bool TrySetKeys(FormWriter writer, DirectionKeys keys)
    {
        if (_form.DerivedKeys.Length == 0)
        {
            return !keys.AreDerived;
        }

        var (signing, encryption) = (_form.DerivedKeys[_form.SigningKey], _form.DerivedKeys[_form.BodyKey]);
        Span<byte> signingNonce = stackalloc byte[DirectionKeys.NonceLength];
        Span<byte> encryptionNonce = stackalloc byte[DirectionKeys.NonceLength];
        keys.WriteSigningNonce(signingNonce);
        keys.WriteEncryptionNonce(encryptionNonce);
        return keys.AreDerived && keys.Signing.Length == signing.Length && keys.Encryption.Length == encryption.Length
            && TrySetId(signing.Id, keys.SigningId, writer) && writer.TrySetBase64(signing.Nonce, signingNonce)
            && TrySetId(encryption.Id, keys.EncryptionId, writer) && writer.TrySetBase64(encryption.Nonce, encryptionNonce);
    }

    private static bool TrySetId(int variable, long number, FormWriter writer)
    {
        Span<byte> id = stackalloc byte[SecurityIds.MaxLength];
        return writer.TrySet(variable, SecurityIds.Write(number, id));
    }

    private bool TrySetTimes(FormWriter writer, DateTime now, TimeSpan validity)
    {
        if (_form.Timestamp is null)
        {
            return true;
        }

        Span<byte> text = stackalloc byte[TimeText.Length];
        return TrySetId(_form.TimestampId, SecurityIds.Take(1), writer)
            && writer.TrySet(_form.Created, Time(now, text))
            && writer.TrySet(_form.Expires, Time(now + validity, text));
    }

    private static ReadOnlySpan<byte> Time(DateTime time, Span<byte> text)
    {
        TimeText.Write(time, text);
        return text[..TimeText.Length];
    }

    /// <summary>Writes, digests and encrypts the body.</summary>
    /// <returns>False when its start tag is another one: it has not been written then.</returns>
    private bool TryProtectBody(FormWriter writer, Message message, SecretKey key)
    {
        var body = writer.Scratch;
        using var sink = new DigestSink(_form.Digest);
        using (var xml = CanonicalWriter.Rent())
        {
            xml.Start(body, sink);
            StartBody(message, xml, _bodyId);
            if (!body.Span.SequenceEqual(_bodyTag))
            {
                return false;
            }

            message.WriteBodyContents(xml);
            xml.EndStartTag();
            var end = body.Count;
            xml.WriteEndElement();
            xml.Finish();
            Encrypt(body.Span[_bodyTag.Length..end], key, writer.Body);
        }

        Span<byte> digest = stackalloc byte[DigestAlgorithm.MaxSize];
        Set(writer, _form.References[Array.FindIndex(_form.References, static reference => reference.Canonical is null)].Digest, digest[..sink.Complete(digest)]);

        // The others may work here, too; the content goes now.
        body.Zero();
        return true;
    }

    /// <summary>Signs the message, and encrypts the signature.</summary>
    /// <returns>The signature's value.</returns>
    private byte[] Sign(FormWriter writer, DirectionKeys keys)
    {
        var scratch = writer.Scratch;
        Span<byte> digest = stackalloc byte[DigestAlgorithm.MaxSize];
        foreach (var reference in _form.References)
        {
            if (reference.Canonical is not { } canonical
                || (reference.Memory is { } memory && memory.Find(writer.Values) is { IsEmpty: false } known && writer.TrySet(reference.Digest, known)))
            {
                continue;
            }

            scratch.Clear();
            canonical.AppendTo(scratch, writer.Values);
            Set(writer, reference.Digest, digest[.._form.Digest.HashData(scratch.Span, digest)]);
            reference.Memory?.Add(writer.Values, writer.Values[reference.Digest]);
        }

        scratch.Clear();
        _form.SignedInfo.AppendTo(scratch, writer.Values);
        var value = new byte[_form.SignatureAlgorithm.Size];
        _form.SignatureAlgorithm.Sign(keys.Signing, scratch.Span, value);
        Set(writer, _form.SignatureValue, value);
        scratch.Clear();
        _form.Signature.AppendTo(scratch, writer.Values);
        Encrypt(scratch.Span, keys.Encryption, writer.Signature);
        return value;
    }

    private void Encrypt(ReadOnlySpan<byte> content, SecretKey key, PooledBytes output)
    {
        var length = _form.Encryption.GetEncryptedLength(content.Length);
        output.GetSpan(length);
        _form.Encryption.Encrypt(key, content, output.Array, 0);
        output.Advance(length);
    }

    private static void Set(FormWriter writer, int variable, ReadOnlySpan<byte> bytes)
    {
        if (!writer.TrySetBase64(variable, bytes))
        {
            throw new InvalidOperationException("A message does not have the form that it was found to have.");
        }
    }

    /// <summary>A message of this side.</summary>
    private sealed class OwnText(ArraySegment<byte> text) : IEnvelopeSource
    {
        public System.Xml.XmlDictionaryReader OpenEnvelope() =>
            System.Xml.XmlDictionaryReader.CreateTextReader(text.Array!, text.Offset, text.Count, System.Xml.XmlDictionaryReaderQuotas.Max);

        public bool TryGetUtf8(out ArraySegment<byte> utf8)
        {
            utf8 = text;
            return true;
        }
    }

    /// <summary>Knows the session's key, whatever its name.</summary>
    private sealed class OwnKey(SecretKey key) : ISecurityTokenResolver
    {
        public SecretKey? FindSecurityContext(string identifier, string? instance, byte[]? cookie) => key;

        public SecretKey? FindEncryptedKey(ReadOnlySpan<byte> sha1) => null;

        public System.Security.Cryptography.RSA? FindPrivateKey(SecurityTokenReference reference) => null;

        public System.Security.Cryptography.X509Certificates.X509Certificate2? FindCertificate(SecurityTokenReference reference) => null;

        public void StartAnew()
        {
        }
    }
}
