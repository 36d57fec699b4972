using System.Xml;

namespace Parley.Security;

/// <summary>Reads the secrets, and their lengths, of WS-Trust.</summary>
internal static class TrustSecrets
{
    private const int MaxKeySize = 4096;

    /// <summary>Reads wst:Entropy with one wst:BinarySecret.</summary>
    public static byte[] ReadEntropy(XmlDictionaryReader reader, TrustProtocol protocol)
    {
        if (reader.IsEmptyElement)
        {
            throw new MalformedTrustException("Entropy is empty.");
        }

        reader.ReadStartElement();
        var secret = ReadSecret(reader, protocol);
        TrustXml.End(reader);
        return secret;
    }

    /// <summary>Reads wst:BinarySecret.</summary>
    public static byte[] ReadSecret(XmlDictionaryReader reader, TrustProtocol protocol)
    {
        if (!TrustXml.IsElement(reader, SecurityNames.BinarySecret, protocol.Trust.Namespace))
        {
            throw new MalformedTrustException("A BinarySecret is missing. Encrypted entropy is not supported: the message encrypts it.");
        }

        var secret = reader.ReadElementContentAsBase64();
        return secret.Length is > 0 and <= TokenRequestReader.MaxEntropy
            ? secret
            : throw new MalformedTrustException($"A BinarySecret has no bytes, or more than {TokenRequestReader.MaxEntropy}.");
    }

    /// <summary>Reads wst:KeySize, in bits.</summary>
    public static int ReadKeySize(XmlDictionaryReader reader)
    {
        var size = reader.ReadElementContentAsInt();
        return size is > 0 and <= MaxKeySize && size % 8 == 0
            ? size
            : throw new MalformedTrustException($"KeySize is no multiple of 8 from 8 to {MaxKeySize}.");
    }
}
