using System.Text;

namespace Parley.Security;

/// <content>What the next message of the same form need not be asked again.</content>
internal sealed partial class SecurityHeaderPass
{
    // Shorter texts may stand in a message by chance, and are taken to be the same in all.
    private const int ShortestWord = 16;

    /// <summary>Makes the form of the message that was read: one of a session, with an encrypted signature and an encrypted body, and no other tokens.</summary>
    /// <returns>Null when it is another.</returns>
    private SecuredForm? MakeForm(FormNotes notes)
    {
        var signature = _security.PrimarySignature;
        var context = signature?.Token.Source as ReceivedToken.SecurityContext;
        if (notes.IsUnusual || signature is null || context is null || _signatures is not [{ Fragment: { } fragment } signaturePart]
            || notes.Ciphers is not [{ Type: SecurityUris.ElementType } signatureCipher, { Type: SecurityUris.ContentType } bodyCipher]
            || signatureCipher.Algorithm != bodyCipher.Algorithm || protectionOrder == MessageProtectionOrder.EncryptBeforeSign
            || _security.Confirmations.Count > 0 || _security.Headers.Count > 0 || _encryptedKeys > 0
            || _security.Tokens.Exists(entry => entry.Token.Source is not ReceivedToken.SecurityContext)
            || notes.References.Count != signature.Covered.Count)
        {
            return null;
        }

        var words = new Words();
        foreach (var header in notes.Headers)
        {
            if (header is { Text.Length: > 0 })
            {
                header.Variable = words.Add(header.Text);
            }
        }

        var ids = new List<int>();
        (int Id, int Created, int Expires) timestamp = _security.Timestamp is { } place ? AddTimestamp(place, words, ids) : (-1, -1, -1);
        var contextToken = _security.Tokens.Find(static entry => entry.Token is ReceivedToken.SecurityContext);
        var contextKey = AddKey(contextToken.Token, contextToken.Token is null ? null : contextToken.Part, words, ids, "", 0, 0);
        var derived = new FormKey[notes.DerivedKeys.Count];
        for (var i = 0; i < derived.Length; i++)
        {
            var (token, nonce, offset, length) = notes.DerivedKeys[i];
            var entry = _security.Tokens.Find(entry => ReferenceEquals(entry.Token, token));
            if (token.Source is not ReceivedToken.SecurityContext source || source.Identifier != context.Identifier || source.Instance != context.Instance
                || token is ReceivedToken.DerivedKey { Parent: not ReceivedToken.SecurityContext } || nonce.Length < ShortestWord || entry.Token is null)
            {
                return null;
            }

            derived[i] = AddKey(token, entry.Part, words, ids, nonce, offset, length);
        }

        var identifier = words.Add(context.Identifier);
        var instance = context.Instance is null ? -1 : words.Add(context.Instance);
        var signatureText = words.Add(signatureCipher.Cipher);
        var bodyText = words.Add(bodyCipher.Cipher);
        var inEnvelope = words.Count;
        var envelopePattern = TextPattern.TryCreate(envelope, words.All);
        var digests = notes.References.ConvertAll(reference => words.Add(reference.Digest));
        var value = words.Add(Convert.ToBase64String(signature.Value));
        var signingKey = KeyOf(signature.Token);
        var signatureKey = KeyOf(signatureCipher.Token);
        var bodyKey = KeyOf(bodyCipher.Token);
        if (signingKey is null || signatureKey is null || bodyKey is null || context.Identifier.Length < ShortestWord || context.Instance is { Length: < ShortestWord }
            || (derived.Length > 0 && derived.Length != new HashSet<int>([signingKey.Value, signatureKey.Value, bodyKey.Value]).Count))
        {
            return null;
        }

        var references = new FormReference[notes.References.Count];
        for (var i = 0; i < references.Length; i++)
        {
            var (part, start, length, _) = notes.References[i];
            var canonical = part.Kind == EnvelopePartKind.Body ? null : TextPattern.TryCreate(_tools.Forms.Span.Slice(start, length), words.All);
            if (part.Kind != EnvelopePartKind.Body && canonical is null)
            {
                return null;
            }

            var header = part.Kind == EnvelopePartKind.Header && part.Index < notes.Headers.Length ? notes.Headers[part.Index] : null;
            references[i] = new FormReference(
                canonical, digests[i], header is { ComesAgain: true, Variable: var variable } && canonical!.HasOnly(variable) ? new DigestMemory(variable) : null);
        }

        // The signature's cipher text is the last word before the body.
        ReadOnlySpan<byte> bytes = envelope;
        var cipherEnd = bytes.IndexOf(words.All[signatureText]) + words.All[signatureText].Length;
        var bodyTag = _bodyTag - envelope.Offset;
        var between = bodyTag > cipherEnd ? TextPattern.TryCreate(bytes[cipherEnd..bodyTag], words.All) : null;
        if (Array.FindAll(references, static reference => reference.Canonical is null).Length != 1
            || envelopePattern is null || between is not { HoleCount: 0 }
            || TextPattern.TryCreate(fragment.Content, words.All) is not { } signaturePattern
            || TextPattern.TryCreate(_tools.SignedInfo.Span, words.All) is not { } signedInfo
            || digests.Exists(digest => !signaturePattern.Has(digest)) || !signaturePattern.Has(value)
            || Enumerable.Range(0, inEnvelope).Any(word => words.All[word].Length > 0 && !envelopePattern.Has(word))
            || SymmetricSignature.Find(suite.DefaultSymmetricSignatureAlgorithm) is not { } algorithm || algorithm.Size != signature.Value.Length
            || DigestAlgorithm.Find(suite.DefaultDigestAlgorithm) is not { } digest)
        {
            return null;
        }

        var form = new SecuredForm
        {
            Suite = suite,
            Order = protectionOrder,
            Version = notes.Version,
            Envelope = envelopePattern,
            Signature = signaturePattern,
            SignedInfo = signedInfo,
            VariableCount = words.Count,
            EnvelopeVariableCount = inEnvelope,
            Headers = notes.Headers,
            HeaderIndex = _security.HeaderIndex,
            EnvelopeTag = _envelopeTag - envelope.Offset,
            BodyTagDistance = bodyTag - cipherEnd,
            Identifier = identifier,
            Instance = instance,
            Context = contextKey,
            DerivedKeys = derived,
            SigningKey = signingKey.Value,
            SignatureKey = signatureKey.Value,
            BodyKey = bodyKey.Value,
            SignatureAlgorithm = algorithm,
            Encryption = bodyCipher.Algorithm,
            Digest = digest,
            SignatureCipher = signatureText,
            BodyCipher = bodyText,
            SignatureValue = value,
            References = references,
            Covered = signature.Covered,
            EncryptedParts = _security.EncryptedParts,
            Timestamp = _security.Timestamp,
            TimestampId = timestamp.Id,
            Created = timestamp.Created,
            Expires = timestamp.Expires,
            Ids = [.. ids],
            SameIds = [.. _identifiers.ConvertAll(Encoding.UTF8.GetBytes).Where(id => !ids.Exists(variable => words.All[variable].AsSpan().SequenceEqual(id)))],
        };
        return form.TryMatch(envelope) is null ? null : form;

        // A key that did not travel as a token of its own is none of a form's.
        int? KeyOf(ReceivedToken token) => token is ReceivedToken.SecurityContext ? -1
            : notes.DerivedKeys.FindIndex(entry => ReferenceEquals(entry.Token, token)) is >= 0 and var index ? index
            : null;
    }

    private static FormKey AddKey(ReceivedToken? token, EnvelopePart? part, Words words, List<int> ids, string nonce, int offset, int length)
    {
        var id = token?.Id is { Length: >= ShortestWord } word ? words.Add(word) : -1;
        if (id >= 0)
        {
            ids.Add(id);
        }

        return new FormKey(id, id < 0 ? token?.Id : null, nonce.Length > 0 ? words.Add(nonce) : -1, offset, length, part);
    }

    private (int Id, int Created, int Expires) AddTimestamp(EnvelopePart place, Words words, List<int> ids)
    {
        var timestampId = -1;
        foreach (var (id, part) in _parts)
        {
            if (part.Part == place && id.Length >= ShortestWord)
            {
                timestampId = words.Add(id);
                ids.Add(timestampId);
            }
        }

        var reader = Open(_timestamp);
        reader.RequireChild();
        var created = words.Add(reader.ReadString());
        return (timestampId, created, reader.MoveToChild() ? words.Add(reader.ReadString()) : -1);
    }

    /// <summary>The words of a message, by their variables.</summary>
    private sealed class Words
    {
        private readonly List<byte[]> _words = [];

        public List<byte[]> All => _words;

        public int Count => _words.Count;

        public int Add(string word) => Add(Encoding.UTF8.GetBytes(word));

        public int Add(byte[] word)
        {
            var known = _words.FindIndex(other => other.AsSpan().SequenceEqual(word));
            if (known >= 0)
            {
                return known;
            }

            _words.Add(word);
            return _words.Count - 1;
        }
    }
}
