using System.Security.Cryptography;
using Parley.Security;

namespace Parley.Claims.Saml;

/// <summary>The algorithms that tokens may be signed and encrypted with. All others are refused.</summary>
internal static class SamlAlgorithms
{
    public const string EnvelopedSignature = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
    public const string RsaSha1 = SecurityAlgorithms.RsaSha1Signature;
    public const string RsaSha256 = SecurityAlgorithms.RsaSha256Signature;
    public const string Sha1 = SecurityAlgorithms.Sha1Digest;
    public const string Sha256 = SecurityAlgorithms.Sha256Digest;

    public const string RsaOaep11 = "http://www.w3.org/2009/xmlenc11#rsa-oaep";
    public const string Mgf1 = "http://www.w3.org/2009/xmlenc11#mgf1";

    /// <summary>The hash of a signature's algorithm; null when it is none of RSA with PKCS #1 v1.5.</summary>
    public static HashAlgorithmName? HashOfSignature(string algorithm) => algorithm switch
    {
        RsaSha1 => HashAlgorithmName.SHA1,
        RsaSha256 => HashAlgorithmName.SHA256,
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384" => HashAlgorithmName.SHA384,
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512" => HashAlgorithmName.SHA512,
        _ => null,
    };

    /// <summary>The hash of a digest's algorithm; null when it is none.</summary>
    public static HashAlgorithmName? HashOfDigest(string algorithm) => algorithm switch
    {
        Sha1 => HashAlgorithmName.SHA1,
        Sha256 => HashAlgorithmName.SHA256,
        "http://www.w3.org/2001/04/xmldsig-more#sha384" => HashAlgorithmName.SHA384,
        "http://www.w3.org/2001/04/xmlenc#sha512" => HashAlgorithmName.SHA512,
        _ => null,
    };

    /// <summary>AES in CBC or GCM; null for any other algorithm.</summary>
    public static EncryptionAlgorithm? Encryption(string algorithm) =>
        EncryptionAlgorithm.Find(algorithm) is { } found && found != EncryptionAlgorithm.TripleDes ? found : null;
}
