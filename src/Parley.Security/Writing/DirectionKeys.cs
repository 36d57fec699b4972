using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Parley.Security;

/// <summary>
/// The two keys that protect messages of one direction: derived of a token's key, or the token's key itself. Those of a session are made once,
/// and stand in each message the same: what messages say of them is made of these numbers, so that a session that is idle keeps no more.
/// </summary>
internal sealed class DirectionKeys : IDisposable
{
    /// <summary>The length of a nonce in bytes.</summary>
    public const int NonceLength = 16;

    private readonly SecretKey _secret;
    private readonly SecretKey? _signing;
    private readonly SecretKey? _encryption;
    private readonly UInt128 _signingNonce;
    private readonly UInt128 _encryptionNonce;

    // Those of the token and of the two derived keys, one after the other.
    private readonly long _ids = SecurityIds.Take(3);

    /// <param name="secret">The token's key. It must live as long as these when the profile derives no keys.</param>
    /// <param name="profile">The binding's profile.</param>
    public DirectionKeys(SecretKey secret, ProtectionProfile profile)
    {
        _secret = secret;
        if (profile.DerivesKeys)
        {
            _signing = Derive(secret, profile.Suite.DefaultSignatureKeyDerivationLength, out _signingNonce);
            _encryption = Derive(secret, profile.Suite.DefaultEncryptionKeyDerivationLength, out _encryptionNonce);
        }
    }

    /// <summary>Whether the keys are derived.</summary>
    public bool AreDerived => _signing is not null;

    /// <summary>The key that signs.</summary>
    public SecretKey Signing => _signing ?? _secret;

    /// <summary>The key that encrypts.</summary>
    public SecretKey Encryption => _encryption ?? _secret;

    /// <summary>The number of the id of the token, when it has none of its own.</summary>
    public long TokenId => _ids;

    /// <summary>The number of the id of the key that signs.</summary>
    public long SigningId => _ids + 1;

    /// <summary>The number of the id of the key that encrypts.</summary>
    public long EncryptionId => _ids + 2;

    /// <summary>Writes the nonce of which the key that signs is derived.</summary>
    /// <param name="destination">Has <see cref="NonceLength"/> bytes.</param>
    public void WriteSigningNonce(Span<byte> destination) => BinaryPrimitives.WriteUInt128LittleEndian(destination, _signingNonce);

    /// <summary>Writes the nonce of which the key that encrypts is derived.</summary>
    /// <param name="destination">Has <see cref="NonceLength"/> bytes.</param>
    public void WriteEncryptionNonce(Span<byte> destination) => BinaryPrimitives.WriteUInt128LittleEndian(destination, _encryptionNonce);

    /// <summary>Whether a key is the derived one that signs: nobody else's messages are signed by it.</summary>
    public bool SignsBy(SecretKey key) => _signing is not null && _signing.HasSameBytesAs(key);

    /// <summary>Zeroes what is derived.</summary>
    public void Dispose()
    {
        _signing?.Dispose();
        _encryption?.Dispose();
    }

    private static SecretKey Derive(SecretKey secret, int bits, out UInt128 nonce)
    {
        Span<byte> bytes = stackalloc byte[NonceLength];
        RandomNumberGenerator.Fill(bytes);
        nonce = BinaryPrimitives.ReadUInt128LittleEndian(bytes);
        return KeyDerivation.DeriveKey(secret, KeyDerivation.DefaultLabel, bytes, 0, bits / 8);
    }
}
