using System.Xml;

namespace Parley.Security;

/// <summary>A key that encrypts parts of a message, and how the message refers to it.</summary>
internal sealed class EncryptingKey(SecretKey key, EncryptionAlgorithm algorithm, TokenReference reference)
{
    public SecretKey Key => key;

    public EncryptionAlgorithm Algorithm => algorithm;

    public XmlDictionaryString AlgorithmName { get; } = SecurityNames.Add(algorithm.Identifier);

    public TokenReference Reference => reference;
}
