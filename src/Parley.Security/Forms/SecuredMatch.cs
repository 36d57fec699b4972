using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using Parley.Channels;

namespace Parley.Security;

/// <summary>A received message that has the form of one that was verified in full: its own verification.</summary>
/// <param name="form">The form.</param>
/// <param name="envelope">Its envelope.</param>
/// <param name="values">The words of its envelope.</param>
/// <param name="headers">Its headers.</param>
internal sealed class SecuredMatch(SecuredForm form, ArraySegment<byte> envelope, FormValues values, MessageHeaders headers) : EnvelopeMatch
{
    private const int LongestNonce = 128;

    public override MessageHeaders Headers => headers;

    /// <summary>Verifies and decrypts the message.</summary>
    /// <param name="suite">The algorithms that are taken.</param>
    /// <param name="order">Whether signatures cover content or cipher text.</param>
    /// <param name="resolver">Knows the keys that do not travel.</param>
    /// <returns>
    /// Null when that cannot be done this way, whatever the reason: <see cref="SecurityHeaderReader"/> does it then, or says that the message is wrong.
    /// </returns>
    public ReceivedSecurity? TryVerify(SecurityAlgorithmSuite suite, MessageProtectionOrder order, ISecurityTokenResolver resolver)
    {
        if (suite != form.Suite || order != form.Order)
        {
            return null;
        }

        using var tools = PassTools.Rent();
        DecryptedFragment? body = null;
        try
        {
            if (FindKeys(resolver) is { } tokens && VerifySignature(tools, tokens) is { } signature && (body = VerifyParts(tools, tokens)) is not null)
            {
                var security = Receive(tokens, signature, body);
                body = null;
                return security;
            }

            return null;
        }
        catch (Exception exception) when (exception
            is XmlException or FormatException or CryptographicException or ArgumentException or InvalidOperationException or OverflowException)
        {
            return null;
        }
        finally
        {
            body?.Dispose();
        }
    }

    /// <summary>The context's token, and behind it the derived keys.</summary>
    private ReceivedToken[]? FindKeys(ISecurityTokenResolver resolver)
    {
        var identifier = Text(form.Identifier);
        var instance = form.Instance < 0 ? null : Text(form.Instance);
        if (resolver.FindSecurityContext(identifier, instance, null) is not { } secret)
        {
            return null;
        }

        var tokens = new ReceivedToken[1 + form.DerivedKeys.Length];
        tokens[0] = new ReceivedToken.SecurityContext(IdOf(form.Context), identifier, instance, secret);
        Span<byte> nonce = stackalloc byte[LongestNonce];
        for (var i = 0; i < form.DerivedKeys.Length; i++)
        {
            // Derived keys that are not known are derived by the reader, which keeps them when they have proved right.
            var derived = form.DerivedKeys[i];
            if (Base64.DecodeFromUtf8(values[derived.Nonce], nonce, out _, out var length) != OperationStatus.Done
                || secret.FindDerived(nonce[..length], derived.Offset, derived.Length) is not { } key)
            {
                return null;
            }

            tokens[i + 1] = new ReceivedToken.DerivedKey(IdOf(derived), tokens[0], key);
        }

        return tokens;
    }

    /// <summary>Decrypts the signature and verifies its value.</summary>
    private ReceivedSignature? VerifySignature(PassTools tools, ReceivedToken[] tokens)
    {
        var length = DecodeCipher(tools, form.SignatureCipher);
        tools.Scratch.Clear();
        tools.Scratch.GetSpan(length);
        if (!form.Encryption.TryDecrypt(tokens[1 + form.SignatureKey].Key!, new ArraySegment<byte>(tools.Cipher.Array, 0, length), tools.Scratch.Array, 0, out length))
        {
            return null;
        }

        tools.Scratch.Advance(length);
        values.Signature = tools.Scratch.Array;
        if (!form.Signature.TryMatch(tools.Scratch.Span, 0, values))
        {
            return null;
        }

        var value = new byte[form.SignatureAlgorithm.Size];
        var text = values[form.SignatureValue];
        tools.SignedInfo.Clear();
        form.SignedInfo.AppendTo(tools.SignedInfo, values);
        var token = tokens[1 + form.SigningKey];
        return Base64.DecodeFromUtf8(text, value, out _, out length) == OperationStatus.Done && length == value.Length
            && form.SignatureAlgorithm.Verify(token.Key!, tools.SignedInfo.Span, value)
            ? new ReceivedSignature(token, value, form.Covered)
            : null;
    }

    /// <summary>Compares the digests of the parts with those that are signed.</summary>
    /// <returns>The decrypted body; null when something differs.</returns>
    private DecryptedFragment? VerifyParts(PassTools tools, ReceivedToken[] tokens)
    {
        DecryptedFragment? body = null;
        var right = true;
        foreach (var reference in form.References)
        {
            if (reference.Memory is { } memory && memory.Find(values).SequenceEqual(values[reference.Digest]))
            {
                continue;
            }

            tools.Forms.Clear();
            if (reference.Canonical is { } canonical)
            {
                canonical.AppendTo(tools.Forms, values);
            }
            else
            {
                body = DecryptBody(tools, tokens[1 + form.BodyKey].Key!);
                right &= body is not null;
            }

            var isSame = HasDigest(tools.Forms.Span, values[reference.Digest]);
            right &= isSame;
            if (isSame)
            {
                reference.Memory?.Add(values, values[reference.Digest]);
            }
        }

        if (right)
        {
            return body;
        }

        body?.Dispose();
        return null;
    }

    private bool HasDigest(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> text)
    {
        Span<byte> expected = stackalloc byte[DigestAlgorithm.MaxSize + 3];
        Span<byte> digest = stackalloc byte[DigestAlgorithm.MaxSize];
        return Base64.DecodeFromUtf8(text, expected, out _, out var length) == OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(digest[..form.Digest.HashData(bytes, digest)], expected[..length]);
    }

    /// <summary>Decrypts the body, and appends the canonical form of all of it.</summary>
    private DecryptedFragment? DecryptBody(PassTools tools, SecretKey key)
    {
        var scanner = tools.Envelope;
        scanner.Start(envelope.Array!, envelope.Offset, envelope.Count, isNormalized: false);
        scanner.Position = envelope.Offset + form.EnvelopeTag;
        if (!scanner.TryReadStartTag())
        {
            return null;
        }

        scanner.Position = values.EndOf(form.SignatureCipher) + form.BodyTagDistance;
        if (!scanner.TryReadStartTag())
        {
            return null;
        }

        DecodeCipher(tools, form.BodyCipher);
        var fragment = DecryptedFragment.Decrypt(form.Encryption, key, tools.Cipher, scanner, out var right);
        if (fragment is null)
        {
            return null;
        }

        // Identifiers in the body are for the reader to compare with the others.
        var identifiers = tools.Identifiers;
        identifiers.Clear();
        tools.Canonicalizer.Identifiers = identifiers;
        tools.Canonicalizer.Start(tools.Forms);
        if (right && tools.Canonicalizer.AddStartTag(scanner)
            && fragment.TryOpen(tools.Content) && tools.Canonicalizer.AddContent(tools.Content) && tools.Content.TryReadEndTag()
            && identifiers.Count <= 1)
        {
            tools.Canonicalizer.AddEndTag();
            return fragment;
        }

        fragment.Dispose();
        return null;
    }

    private int DecodeCipher(PassTools tools, int variable)
    {
        var text = values[variable];
        tools.Cipher.Clear();
        if (Base64.DecodeFromUtf8(text, tools.Cipher.GetSpan(Base64.GetMaxDecodedFromUtf8Length(text.Length)), out _, out var length) != OperationStatus.Done)
        {
            throw new FormatException("The cipher text is not base64.");
        }

        tools.Cipher.Advance(length);
        return length;
    }

    private ReceivedSecurity Receive(ReceivedToken[] tokens, ReceivedSignature signature, DecryptedFragment body)
    {
        var security = new ReceivedSecurity
        {
            HeaderIndex = form.HeaderIndex,
            Timestamp = form.Timestamp,
            Created = form.Created < 0 ? null : ReadTime(values[form.Created]),
            Expires = form.Expires < 0 ? null : ReadTime(values[form.Expires]),
            PrimarySignature = signature,
            EncryptedParts = form.EncryptedParts,
            Body = body,
        };
        AddToken(form.Context, tokens[0]);
        for (var i = 0; i < form.DerivedKeys.Length; i++)
        {
            AddToken(form.DerivedKeys[i], tokens[i + 1]);
        }

        security.Owned.Add(body);
        return security;

        void AddToken(FormKey key, ReceivedToken token)
        {
            if (key.Part is { } part)
            {
                security.Tokens.Add((part, token));
            }
        }
    }

    private string? IdOf(FormKey key) => key.Id < 0 ? key.SameId : Text(key.Id);

    private string Text(int variable) => Encoding.ASCII.GetString(values[variable]);

    private static DateTime ReadTime(ReadOnlySpan<byte> text) =>
        TimeText.TryRead(text, out var time) ? time : XmlConvert.ToDateTime(Encoding.ASCII.GetString(text), XmlDateTimeSerializationMode.Utc);
}
