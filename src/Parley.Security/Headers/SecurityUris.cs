namespace Parley.Security;

/// <summary>Namespaces and value types that the reader of security headers compares with: constants, for patterns. Writers have <see cref="SecurityNames"/>.</summary>
internal static class SecurityUris
{
    public const string Wsse = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
    public const string Wsu = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
    public const string Wsse11 = "http://docs.oasis-open.org/wss/oasis-wss-wssecurity-secext-1.1.xsd";
    public const string XmlSignature = "http://www.w3.org/2000/09/xmldsig#";
    public const string XmlEncryption = "http://www.w3.org/2001/04/xmlenc#";
    public const string ExclusiveC14N = "http://www.w3.org/2001/10/xml-exc-c14n#";
    public const string ScFebruary2005 = "http://schemas.xmlsoap.org/ws/2005/02/sc";
    public const string Sc13 = "http://docs.oasis-open.org/ws-sx/ws-secureconversation/200512";
    public const string MicrosoftSecurity = "http://schemas.microsoft.com/ws/2006/05/security";

    public const string ElementType = XmlEncryption + "Element";
    public const string ContentType = XmlEncryption + "Content";

    public const string X509TokenType = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3";
    public const string SubjectKeyIdentifierType = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509SubjectKeyIdentifier";
    public const string ThumbprintType = "http://docs.oasis-open.org/wss/oasis-wss-soap-message-security-1.1#ThumbprintSHA1";
    public const string EncryptedKeySha1Type = "http://docs.oasis-open.org/wss/oasis-wss-soap-message-security-1.1#EncryptedKeySHA1";
    public const string Base64Encoding = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary";
    public const string TokenTransform = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#STR-Transform";
    public const string PasswordText = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText";

    /// <summary>Whether a namespace is that of WS-SecureConversation, of either version.</summary>
    public static bool IsSecureConversation(string namespaceUri) => namespaceUri is ScFebruary2005 or Sc13;
}
