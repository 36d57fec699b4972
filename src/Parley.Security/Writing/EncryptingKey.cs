using System.Xml;

namespace Parley.Security;

/// <summary>A key that encrypts parts of a message.</summary>
/// <param name="key">The key.</param>
/// <param name="algorithm">The algorithm.</param>
/// <param name="reference">How the parts refer to the key; null when the key refers to them.</param>
internal sealed class EncryptingKey(SecretKey key, EncryptionAlgorithm algorithm, TokenReference? reference)
{
    public SecretKey Key => key;

    public EncryptionAlgorithm Algorithm => algorithm;

    public XmlDictionaryString AlgorithmName { get; } = SecurityNames.Add(algorithm.Identifier);

    public TokenReference? Reference => reference;
}
