namespace Parley.Security;

/// <summary>What is set up with a key.</summary>
internal enum KeyToolKind
{
    /// <summary>AES for any use.</summary>
    Aes,

    /// <summary>Triple DES for any use.</summary>
    TripleDes,

    /// <summary>AES-GCM.</summary>
    AesGcm,

    /// <summary>Encryption by chained blocks of AES.</summary>
    AesEncryptor,

    /// <summary>Decryption of chained blocks of AES.</summary>
    AesDecryptor,

    /// <summary>HMAC-SHA1.</summary>
    HmacSha1,

    /// <summary>HMAC-SHA256.</summary>
    HmacSha256,
}
