using System.Security.Cryptography;
using System.Xml;

namespace Parley.Security;

/// <summary>A key that signs, and how the message refers to it.</summary>
internal abstract class SigningKey(string algorithm, TokenReference reference)
{
    public XmlDictionaryString AlgorithmName { get; } = SecurityNames.Add(algorithm);

    public TokenReference Reference => reference;

    public abstract byte[] Sign(ReadOnlySpan<byte> bytes);

    public static SigningKey Create(SecretKey key, SymmetricSignature algorithm, TokenReference reference) => new Symmetric(key, algorithm, reference);

    public static SigningKey Create(RSA key, AsymmetricSignature algorithm, TokenReference reference) => new Asymmetric(key, algorithm, reference);

    private sealed class Symmetric(SecretKey key, SymmetricSignature algorithm, TokenReference reference) : SigningKey(algorithm.Identifier, reference)
    {
        public override byte[] Sign(ReadOnlySpan<byte> bytes)
        {
            var value = new byte[algorithm.Size];
            algorithm.Sign(key, bytes, value);
            return value;
        }
    }

    private sealed class Asymmetric(RSA key, AsymmetricSignature algorithm, TokenReference reference) : SigningKey(algorithm.Identifier, reference)
    {
        public override byte[] Sign(ReadOnlySpan<byte> bytes)
        {
            var value = new byte[(key.KeySize + 7) / 8];
            var length = algorithm.Sign(key, bytes, value);
            return length == value.Length ? value : value[..length];
        }
    }
}
