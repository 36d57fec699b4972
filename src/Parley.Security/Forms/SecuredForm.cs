using Parley.Channels;

namespace Parley.Security;

/// <summary>
/// The form of the protected messages of a session: made of one that was read and verified in full. Messages of the same form have the same
/// elements in the same places and differ in words alone: names of tokens, times, digests, cipher texts. So what reading one of them in full
/// has shown of places, references and algorithms holds for all of them; what is left is the cryptography, and the body.
/// </summary>
internal sealed class SecuredForm : EnvelopeForm
{
    /// <summary>The algorithms that were taken.</summary>
    public required SecurityAlgorithmSuite Suite { get; init; }

    /// <summary>Whether signatures cover content or cipher text.</summary>
    public required MessageProtectionOrder Order { get; init; }

    public required MessageVersion Version { get; init; }

    /// <summary>The whole envelope.</summary>
    public required TextPattern Envelope { get; init; }

    /// <summary>The decrypted signature.</summary>
    public required TextPattern Signature { get; init; }

    /// <summary>The canonical form of SignedInfo.</summary>
    public required TextPattern SignedInfo { get; init; }

    /// <summary>How many variables there are.</summary>
    public required int VariableCount { get; init; }

    /// <summary>How many of them stand in the envelope: the first ones.</summary>
    public required int EnvelopeVariableCount { get; init; }

    /// <summary>The headers; null for the security header.</summary>
    public required FormHeader?[] Headers { get; init; }

    /// <summary>The number of the security header among the headers.</summary>
    public required int HeaderIndex { get; init; }

    /// <summary>Where the envelope's start tag begins.</summary>
    public required int EnvelopeTag { get; init; }

    /// <summary>How far behind the signature's cipher text the body's start tag begins.</summary>
    public required int BodyTagDistance { get; init; }

    /// <summary>The variable of the context's identifier.</summary>
    public required int Identifier { get; init; }

    /// <summary>The variable of the name of the context's key; -1 when it has none.</summary>
    public required int Instance { get; init; }

    /// <summary>The context's token.</summary>
    public required FormKey Context { get; init; }

    /// <summary>The keys that are derived of the context's.</summary>
    public required FormKey[] DerivedKeys { get; init; }

    /// <summary>The number of the key that signs among the derived ones; -1 for the context's own.</summary>
    public required int SigningKey { get; init; }

    /// <summary>The number of the key that encrypts the signature.</summary>
    public required int SignatureKey { get; init; }

    /// <summary>The number of the key that encrypts the body.</summary>
    public required int BodyKey { get; init; }

    public required SymmetricSignature SignatureAlgorithm { get; init; }

    public required EncryptionAlgorithm Encryption { get; init; }

    public required DigestAlgorithm Digest { get; init; }

    /// <summary>The variable of the signature's cipher text.</summary>
    public required int SignatureCipher { get; init; }

    /// <summary>The variable of the body's cipher text.</summary>
    public required int BodyCipher { get; init; }

    /// <summary>The variable of the signature's value.</summary>
    public required int SignatureValue { get; init; }

    /// <summary>The parts that the signature covers, in its order.</summary>
    public required FormReference[] References { get; init; }

    /// <summary>The same parts by their places.</summary>
    public required IReadOnlyList<EnvelopePart> Covered { get; init; }

    /// <summary>The parts that are encrypted.</summary>
    public required HashSet<EnvelopePart> EncryptedParts { get; init; }

    /// <summary>The place of the timestamp; null without one.</summary>
    public required EnvelopePart? Timestamp { get; init; }

    /// <summary>The variable of the timestamp's identifier; -1 when it has none, or a short one.</summary>
    public required int TimestampId { get; init; }

    /// <summary>The variable of the time from when the message is valid; -1 without a timestamp.</summary>
    public required int Created { get; init; }

    /// <summary>The variable of the time until when it is valid; -1 when that is not said.</summary>
    public required int Expires { get; init; }

    /// <summary>The variables of identifiers of elements.</summary>
    public required int[] Ids { get; init; }

    /// <summary>The identifiers that are the same in each message.</summary>
    public required byte[][] SameIds { get; init; }

    /// <inheritdoc/>
    public override EnvelopeMatch? TryMatch(ArraySegment<byte> envelope)
    {
        var values = new FormValues(envelope.Array!, VariableCount, EnvelopeVariableCount);
        if (!Envelope.TryMatch(envelope, envelope.Offset, values) || !HasDistinctIds(values))
        {
            return null;
        }

        var headers = new MessageHeaders(Version, Headers.Length);
        for (var i = 0; i < Headers.Length; i++)
        {
            if (Headers[i] is not { } header)
            {
                headers.AddReceived(new UnreadSecurityHeader(envelope, i), AddressingHeaderKind.None);
            }
            else if (!header.TryAdd(headers, values))
            {
                return null;
            }
        }

        return new SecuredMatch(this, envelope, values, headers);
    }

    // An identifier that two elements have makes a message wrong: the reader says so.
    private bool HasDistinctIds(FormValues values)
    {
        for (var i = 0; i < Ids.Length; i++)
        {
            var id = values[Ids[i]];
            for (var j = 0; j < i; j++)
            {
                if (id.SequenceEqual(values[Ids[j]]))
                {
                    return false;
                }
            }

            foreach (var same in SameIds)
            {
                if (id.SequenceEqual(same))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
