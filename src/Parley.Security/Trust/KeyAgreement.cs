using System.Security.Cryptography;

namespace Parley.Security;

/// <summary>
/// How client and service come to the key of a token that is issued: of the client's random bytes, of the service's, or of both. WS-Trust
/// 1.3, section 4.4.
/// </summary>
/// <param name="mode">Who gives random bytes.</param>
/// <param name="suite">Which lengths are allowed.</param>
internal sealed class KeyAgreement(SecurityKeyEntropyMode mode, SecurityAlgorithmSuite suite)
{
    /// <summary>The client's part of a request.</summary>
    /// <returns>Null when the service makes the key alone.</returns>
    public byte[]? CreateRequestEntropy() =>
        mode == SecurityKeyEntropyMode.ServerEntropy ? null : RandomNumberGenerator.GetBytes(suite.DefaultSymmetricKeyLength / 8);

    /// <summary>The length of key that a client asks for, in bits.</summary>
    public int RequestedKeySize => suite.DefaultSymmetricKeyLength;

    /// <summary>The client's view: the key that a response gives.</summary>
    /// <param name="requestEntropy">What the request said; null when it said nothing.</param>
    /// <param name="response">The answer.</param>
    /// <exception cref="MalformedTrustException">The answer does not follow the mode, or the length is not allowed.</exception>
    public SecretKey Accept(byte[]? requestEntropy, TokenResponse response)
    {
        var bits = response.KeySize > 0 ? response.KeySize : RequestedKeySize;
        if (response.IsComputed)
        {
            Require(SecurityKeyEntropyMode.CombinedEntropy);
            CheckLength(bits);
            return response.Entropy is { } entropy && requestEntropy is not null
                ? KeyDerivation.CombineEntropy(requestEntropy, entropy, bits)
                : throw new MalformedTrustException("The key is to be computed of both sides' entropy, and the service gave none.");
        }

        if (response.ProofKey is { } proof)
        {
            Require(SecurityKeyEntropyMode.ServerEntropy);
            CheckLength(8 * proof.Length);
            return SecretKey.FromBytes(proof);
        }

        Require(SecurityKeyEntropyMode.ClientEntropy);
        if (requestEntropy is null || response.Entropy is not null)
        {
            throw new MalformedTrustException("The service says neither what the key is nor how it is computed.");
        }

        return SecretKey.FromBytes(requestEntropy);
    }

    /// <summary>The service's view: makes the key that a request asks for.</summary>
    /// <param name="request">The request.</param>
    /// <exception cref="MalformedTrustException">The request does not follow the mode, or asks for a length that is not allowed.</exception>
    public AgreedKey Create(TokenRequest request)
    {
        var bits = request.KeySize > 0 ? request.KeySize : suite.DefaultSymmetricKeyLength;
        CheckLength(bits);
        switch (mode)
        {
            case SecurityKeyEntropyMode.ServerEntropy:
                if (request.Entropy is not null)
                {
                    throw new MalformedTrustException("The request has entropy, and this service makes keys alone (KeyEntropyMode ServerEntropy).");
                }

                var own = SecretKey.CreateRandom(bits);
                return new AgreedKey(own, null, own.Bytes.ToArray(), IsComputed: false, bits);
            case SecurityKeyEntropyMode.ClientEntropy:
                var given = Entropy(request);
                if (8 * given.Length != bits)
                {
                    throw new MalformedTrustException("The request's entropy is not of the length of the key, and it is to be the key (KeyEntropyMode ClientEntropy).");
                }

                return new AgreedKey(SecretKey.FromBytes(given), null, null, IsComputed: false, bits);
            default:
                var requested = Entropy(request);
                var added = RandomNumberGenerator.GetBytes(bits / 8);
                return new AgreedKey(KeyDerivation.CombineEntropy(requested, added, bits), added, null, IsComputed: true, bits);
        }
    }

    private static byte[] Entropy(TokenRequest request) =>
        request.Entropy ?? throw new MalformedTrustException("The request has no entropy, and this service makes no keys without the client's.");

    private void Require(SecurityKeyEntropyMode actual)
    {
        if (mode != actual)
        {
            throw new MalformedTrustException(
                $"The service made the key by {actual}, and this client's KeyEntropyMode is {mode}. Set SecurityBindingElement.KeyEntropyMode as the service has it.");
        }
    }

    private void CheckLength(int bits)
    {
        if (!suite.IsSymmetricKeyLengthSupported(bits))
        {
            throw new MalformedTrustException($"A key of {bits} bits is not one that the algorithm suite allows.");
        }
    }
}
