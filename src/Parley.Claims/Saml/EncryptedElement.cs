using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml;
using Parley.IdentityModel.Tokens;
using Parley.Security;

namespace Parley.Claims.Saml;

/// <summary>
/// Elements that are encrypted for the owner of a certificate (XML Encryption 1.1): AES in CBC or GCM, its key by RSA-OAEP. Keys that are wrapped by PKCS #1 v1.5
/// are refused, because whoever sees what becomes of them can find out what they are.
/// </summary>
internal static class EncryptedElement
{
    private const int MaxKeys = 8;

    /// <summary>Whether an element is encrypted, or holds one that is.</summary>
    public static bool IsEncrypted(string localName, string namespaceUri) =>
        (localName == SamlNames.EncryptedData && namespaceUri == SamlNames.Encryption) || (localName == SamlNames.EncryptedAssertion && namespaceUri == SamlNames.Saml20);

    /// <summary>Decrypts an EncryptedData element, or the one that an element of SAML holds.</summary>
    /// <exception cref="EncryptedTokenDecryptionFailedException">It cannot be decrypted, or what is in it is no XML.</exception>
    public static XmlDocument Decrypt(XmlElement element, SecurityTokenHandlerConfiguration configuration)
    {
        try
        {
            var (data, keys) = Find(element);
            var parts = new ChildElements(data);
            var algorithm = parts.Take("EncryptionMethod", SamlNames.Encryption).GetAttribute("Algorithm");
            var encryption = SamlAlgorithms.Encryption(algorithm) ?? throw new XmlException($"The algorithm '{algorithm}' is none that is accepted: tokens are encrypted with AES.");
            parts.TakeIf("KeyInfo", SamlNames.Signature);
            var cipher = CipherOf(parts.Take("CipherData", SamlNames.Encryption));
            using var key = Unwrap(keys, encryption, configuration);
            var content = new byte[cipher.Length];
            return encryption.TryDecrypt(key, cipher, content, out var length)
                ? TokenDocument.Parse(new MemoryStream(content, 0, length, writable: false), configuration.MaxTokenSize)
                : throw new CryptographicException("The key does not fit, or what was encrypted was changed.");
        }
        catch (Exception damage) when (damage is XmlException or FormatException or CryptographicException or ArgumentException)
        {
            throw Failed(damage);
        }
    }

    /// <summary>The one exception for whatever is wrong with an encrypted token, or with what is in it.</summary>
    public static EncryptedTokenDecryptionFailedException Failed(Exception cause) => new(
        "The encrypted token cannot be decrypted by one of the ServiceCertificates, or what is in it is no token that is trusted. The inner exception, which is not for strangers, says which.", cause);

    /// <summary>Encrypts an element.</summary>
    /// <returns>The element EncryptedData.</returns>
    public static XmlElement Encrypt(XmlElement element, X509EncryptingCredentials credentials)
    {
        var encryption = SamlAlgorithms.Encryption(credentials.Algorithm)!;
        using var key = SecretKey.CreateRandom(encryption.KeyBits);
        var content = System.Text.Encoding.UTF8.GetBytes(TokenDocument.ToText(element));
        var cipher = new byte[encryption.GetEncryptedLength(content.Length)];
        encryption.Encrypt(key, content, cipher);
        using var recipient = credentials.Certificate.GetRSAPublicKey()!;
        return EncryptedElementWriter.Write(credentials, cipher, AsymmetricKeyWrap.RsaOaep.Wrap(recipient, key));
    }

    private static (XmlElement Data, List<XmlElement> Keys) Find(XmlElement element)
    {
        var data = element;
        if (element.NamespaceURI != SamlNames.Encryption)
        {
            data = new ChildElements(element).Take(SamlNames.EncryptedData, SamlNames.Encryption);
        }

        var keys = new List<XmlElement>();
        foreach (XmlElement key in element.GetElementsByTagName(SamlNames.EncryptedKey, SamlNames.Encryption))
        {
            keys.Add(keys.Count < MaxKeys ? key : throw new XmlException($"It has more than {MaxKeys} encrypted keys."));
        }

        return (data, keys);
    }

    private static SecretKey Unwrap(List<XmlElement> keys, EncryptionAlgorithm encryption, SecurityTokenHandlerConfiguration configuration)
    {
        if (configuration.ServiceCertificates.Count == 0)
        {
            throw new CryptographicException("The configuration has no ServiceCertificates.");
        }

        foreach (var key in keys)
        {
            var parts = new ChildElements(key);
            var padding = PaddingOf(parts.Take("EncryptionMethod", SamlNames.Encryption));
            parts.TakeIf("KeyInfo", SamlNames.Signature);
            var wrapped = CipherOf(parts.Take("CipherData", SamlNames.Encryption));
            foreach (var certificate in configuration.ServiceCertificates)
            {
                if (Unwrap(wrapped, certificate, padding, encryption) is { } found)
                {
                    return found;
                }
            }
        }

        throw new CryptographicException("None of the ServiceCertificates decrypts the token's key.");
    }

    private static SecretKey? Unwrap(byte[] wrapped, X509Certificate2 certificate, RSAEncryptionPadding padding, EncryptionAlgorithm encryption)
    {
        using var recipient = certificate.GetRSAPrivateKey() ?? throw new CryptographicException($"The service certificate '{certificate.Subject}' has no RSA private key.");
        try
        {
            var bytes = recipient.Decrypt(wrapped, padding);
            var key = 8 * bytes.Length == encryption.KeyBits ? SecretKey.FromBytes(bytes) : null;
            CryptographicOperations.ZeroMemory(bytes);
            return key;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    // XML Encryption 1.1, section 5.5.2. The platform's OAEP has one hash for the digest and for the mask.
    private static RSAEncryptionPadding PaddingOf(XmlElement method)
    {
        var algorithm = method.GetAttribute("Algorithm");
        var parts = new ChildElements(method);
        string? digest = null;
        string? mask = null;
        while (parts.Next is not null)
        {
            if (parts.TakeIf("DigestMethod", SamlNames.Signature) is { } digestMethod)
            {
                digest = digestMethod.GetAttribute("Algorithm");
            }
            else if (parts.TakeIf("MGF", SamlNames.Encryption11) is { } maskMethod)
            {
                mask = maskMethod.GetAttribute("Algorithm");
            }
            else
            {
                parts.End();
            }
        }

        var hash = SamlAlgorithms.HashOfDigest(digest ?? SamlAlgorithms.Sha1);
        HashAlgorithmName? maskHash = algorithm switch
        {
            SecurityAlgorithms.RsaOaepKeyWrap when mask is null => HashAlgorithmName.SHA1,
            SamlAlgorithms.RsaOaep11 => MaskHashOf(mask),
            _ => null,
        };
        return hash is { } same && same == maskHash
            ? RSAEncryptionPadding.CreateOaep(same)
            : throw new XmlException($"The token's key is wrapped by '{algorithm}' with the digest '{digest}' and the mask '{mask}', which is not accepted: RSA-OAEP is, with the same hash for both.");
    }

    private static HashAlgorithmName? MaskHashOf(string? mask) => mask switch
    {
        null or SamlAlgorithms.Mgf1 + "sha1" => HashAlgorithmName.SHA1,
        SamlAlgorithms.Mgf1 + "sha256" => HashAlgorithmName.SHA256,
        SamlAlgorithms.Mgf1 + "sha384" => HashAlgorithmName.SHA384,
        SamlAlgorithms.Mgf1 + "sha512" => HashAlgorithmName.SHA512,
        _ => null,
    };

    private static byte[] CipherOf(XmlElement cipherData)
    {
        var parts = new ChildElements(cipherData);
        var value = ChildElements.TextOf(parts.Take("CipherValue", SamlNames.Encryption));
        parts.End();
        return Convert.FromBase64String(value);
    }
}
