using System.Security.Cryptography;

namespace Parley.Security;

/// <summary>A key encrypted under another: AES Key Wrap (RFC 3394) or Triple DES Key Wrap (RFC 3217).</summary>
internal abstract class SymmetricKeyWrap
{
    public static readonly SymmetricKeyWrap Aes128 = new AesKeyWrap(SecurityAlgorithms.Aes128KeyWrap, 128);
    public static readonly SymmetricKeyWrap Aes192 = new AesKeyWrap(SecurityAlgorithms.Aes192KeyWrap, 192);
    public static readonly SymmetricKeyWrap Aes256 = new AesKeyWrap(SecurityAlgorithms.Aes256KeyWrap, 256);
    public static readonly SymmetricKeyWrap TripleDes = new TripleDesKeyWrap();

    private protected const int MaxKeySize = 512;

    private protected SymmetricKeyWrap(string identifier, int keyBits)
    {
        Identifier = identifier;
        KeyBits = keyBits;
    }

    /// <summary>The algorithm's identifier in messages.</summary>
    public string Identifier { get; }

    /// <summary>The length in bits of the keys that wrap others.</summary>
    public int KeyBits { get; }

    /// <summary>The algorithm with an identifier. Null when there is none.</summary>
    public static SymmetricKeyWrap? Find(string? identifier) => identifier switch
    {
        SecurityAlgorithms.Aes128KeyWrap => Aes128,
        SecurityAlgorithms.Aes192KeyWrap => Aes192,
        SecurityAlgorithms.Aes256KeyWrap => Aes256,
        SecurityAlgorithms.TripleDesKeyWrap => TripleDes,
        _ => null,
    };

    /// <summary>Wraps a key.</summary>
    /// <param name="wrappingKey">Has <see cref="KeyBits"/> bits.</param>
    /// <param name="key">At most 512 bytes, a multiple of 8.</param>
    /// <exception cref="CryptographicException">A key's length does not suit the algorithm.</exception>
    public byte[] Wrap(SecretKey wrappingKey, SecretKey key)
    {
        if (wrappingKey.Bits != KeyBits || key.Length % 8 != 0 || key.Length is 0 or > MaxKeySize)
        {
            throw new CryptographicException($"The algorithm {Identifier} does not take keys of these lengths.");
        }

        return WrapCore(wrappingKey, key);
    }

    /// <summary>Unwraps a key. Null when that fails, whatever the reason.</summary>
    public SecretKey? Unwrap(SecretKey wrappingKey, ReadOnlySpan<byte> wrapped) =>
        wrappingKey.Bits == KeyBits && wrapped.Length % 8 == 0 && wrapped.Length <= MaxKeySize + 16 ? UnwrapCore(wrappingKey, wrapped) : null;

    private protected abstract byte[] WrapCore(SecretKey wrappingKey, SecretKey key);

    private protected abstract SecretKey? UnwrapCore(SecretKey wrappingKey, ReadOnlySpan<byte> wrapped);
}
