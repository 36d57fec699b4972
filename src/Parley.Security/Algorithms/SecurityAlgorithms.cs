namespace Parley.Security;

/// <summary>The identifiers of algorithms as XML-Signature, XML-Encryption, WS-SecureConversation and WS-Trust name them.</summary>
internal static class SecurityAlgorithms
{
    public const string ExclusiveC14N = "http://www.w3.org/2001/10/xml-exc-c14n#";
    public const string StrTransform = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#STR-Transform";

    public const string Sha1Digest = "http://www.w3.org/2000/09/xmldsig#sha1";
    public const string Sha256Digest = "http://www.w3.org/2001/04/xmlenc#sha256";

    public const string HmacSha1Signature = "http://www.w3.org/2000/09/xmldsig#hmac-sha1";
    public const string HmacSha256Signature = "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256";
    public const string RsaSha1Signature = "http://www.w3.org/2000/09/xmldsig#rsa-sha1";
    public const string RsaSha256Signature = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";

    public const string Aes128Encryption = "http://www.w3.org/2001/04/xmlenc#aes128-cbc";
    public const string Aes192Encryption = "http://www.w3.org/2001/04/xmlenc#aes192-cbc";
    public const string Aes256Encryption = "http://www.w3.org/2001/04/xmlenc#aes256-cbc";
    public const string TripleDesEncryption = "http://www.w3.org/2001/04/xmlenc#tripledes-cbc";
    public const string Aes128GcmEncryption = "http://www.w3.org/2009/xmlenc11#aes128-gcm";
    public const string Aes256GcmEncryption = "http://www.w3.org/2009/xmlenc11#aes256-gcm";

    public const string Aes128KeyWrap = "http://www.w3.org/2001/04/xmlenc#kw-aes128";
    public const string Aes192KeyWrap = "http://www.w3.org/2001/04/xmlenc#kw-aes192";
    public const string Aes256KeyWrap = "http://www.w3.org/2001/04/xmlenc#kw-aes256";
    public const string TripleDesKeyWrap = "http://www.w3.org/2001/04/xmlenc#kw-tripledes";
    public const string RsaOaepKeyWrap = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p";
    public const string RsaV15KeyWrap = "http://www.w3.org/2001/04/xmlenc#rsa-1_5";

    /// <summary>P_SHA1 with a label and a nonce, WS-SecureConversation of February 2005.</summary>
    public const string Psha1KeyDerivationFebruary2005 = "http://schemas.xmlsoap.org/ws/2005/02/sc/dk/p_sha1";

    /// <summary>P_SHA1 with a label and a nonce, WS-SecureConversation 1.3.</summary>
    public const string Psha1KeyDerivation13 = "http://docs.oasis-open.org/ws-sx/ws-secureconversation/200512/dk/p_sha1";
}
