using System.Text;

namespace Parley.Security;

/// <summary>The names of <see cref="SecurityUris"/> in UTF-8, as the reader of security headers compares them, and known identifiers without a new string.</summary>
internal static class SecurityBytes
{
    private static readonly byte[] _wsse = Encoding.UTF8.GetBytes(SecurityUris.Wsse);
    private static readonly byte[] _wsu = Encoding.UTF8.GetBytes(SecurityUris.Wsu);
    private static readonly byte[] _wsse11 = Encoding.UTF8.GetBytes(SecurityUris.Wsse11);
    private static readonly byte[] _signature = Encoding.UTF8.GetBytes(SecurityUris.XmlSignature);
    private static readonly byte[] _encryption = Encoding.UTF8.GetBytes(SecurityUris.XmlEncryption);
    private static readonly byte[] _canonical = Encoding.UTF8.GetBytes(SecurityUris.ExclusiveC14N);
    private static readonly byte[] _conversation2005 = Encoding.UTF8.GetBytes(SecurityUris.ScFebruary2005);
    private static readonly byte[] _conversation13 = Encoding.UTF8.GetBytes(SecurityUris.Sc13);
    private static readonly byte[] _tokenTransform = Encoding.UTF8.GetBytes(SecurityUris.TokenTransform);
    private static readonly byte[] _microsoft = Encoding.UTF8.GetBytes(SecurityUris.MicrosoftSecurity);

    private static readonly (byte[] Bytes, string Text)[] _known = Array.ConvertAll(
        new[]
        {
            SecurityAlgorithms.ExclusiveC14N, SecurityAlgorithms.Sha1Digest, SecurityAlgorithms.Sha256Digest,
            SecurityAlgorithms.HmacSha1Signature, SecurityAlgorithms.HmacSha256Signature, SecurityAlgorithms.RsaSha1Signature, SecurityAlgorithms.RsaSha256Signature,
            SecurityAlgorithms.Aes128Encryption, SecurityAlgorithms.Aes192Encryption, SecurityAlgorithms.Aes256Encryption, SecurityAlgorithms.TripleDesEncryption,
            SecurityAlgorithms.Aes128GcmEncryption, SecurityAlgorithms.Aes256GcmEncryption,
            SecurityAlgorithms.RsaOaepKeyWrap, SecurityAlgorithms.RsaV15KeyWrap,
            SecurityUris.ElementType, SecurityUris.ContentType, SecurityUris.X509TokenType, SecurityUris.SubjectKeyIdentifierType, SecurityUris.ThumbprintType,
            SecurityUris.EncryptedKeySha1Type, SecurityUris.Base64Encoding, SecurityUris.PasswordText,
        },
        text => (Encoding.UTF8.GetBytes(text), text));

    public static ReadOnlySpan<byte> Wsse => _wsse;

    public static ReadOnlySpan<byte> Wsu => _wsu;

    public static ReadOnlySpan<byte> Wsse11 => _wsse11;

    public static ReadOnlySpan<byte> XmlSignature => _signature;

    public static ReadOnlySpan<byte> XmlEncryption => _encryption;

    public static ReadOnlySpan<byte> ExclusiveC14N => _canonical;

    public static ReadOnlySpan<byte> ScFebruary2005 => _conversation2005;

    public static ReadOnlySpan<byte> Sc13 => _conversation13;

    public static ReadOnlySpan<byte> TokenTransform => _tokenTransform;

    public static ReadOnlySpan<byte> MicrosoftSecurity => _microsoft;

    /// <summary>Whether a namespace is that of WS-SecureConversation, of either version.</summary>
    public static bool IsSecureConversation(ReadOnlySpan<byte> namespaceUri) =>
        namespaceUri.SequenceEqual(_conversation2005) || namespaceUri.SequenceEqual(_conversation13);

    /// <summary>The text of a value of canonical XML.</summary>
    public static string Text(ReadOnlySpan<byte> value)
    {
        foreach (var (bytes, text) in _known)
        {
            if (value.SequenceEqual(bytes))
            {
                return text;
            }
        }

        return FormReader.Unescape(value);
    }
}
