using System.Xml;
using Parley.Channels;

namespace Parley.Security;

/// <summary>
/// Namespaces and names of message security. Those that SOAP's static dictionary has are taken from there, so that binary messages know them
/// by number; the others enter a connection's own dictionary. [MC-NBFS] section 2.2.
/// </summary>
internal static class SecurityNames
{
    // Before the names: they are added to it.
    private static readonly XmlDictionary _dictionary = new();

    // Prefixes as deployed implementations write them.
    public const string SecurityPrefix = "o";
    public const string UtilityPrefix = "u";
    public const string Security11Prefix = "k";
    public const string ExtensionPrefix = "dnse";
    public const string EncryptionPrefix = "e";

    // Namespaces.
    public static readonly XmlDictionaryString Security10 = Add("http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd");
    public static readonly XmlDictionaryString Security11 = Add("http://docs.oasis-open.org/wss/oasis-wss-wssecurity-secext-1.1.xsd");
    public static readonly XmlDictionaryString Utility = Add("http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd");
    public static readonly XmlDictionaryString TrustFebruary2005 = Add("http://schemas.xmlsoap.org/ws/2005/02/trust");
    public static readonly XmlDictionaryString Trust13 = Add("http://docs.oasis-open.org/ws-sx/ws-trust/200512");
    public static readonly XmlDictionaryString ConversationFebruary2005 = Add("http://schemas.xmlsoap.org/ws/2005/02/sc");
    public static readonly XmlDictionaryString Conversation13 = Add("http://docs.oasis-open.org/ws-sx/ws-secureconversation/200512");
    public static readonly XmlDictionaryString Extension = Add("http://schemas.microsoft.com/ws/2006/05/security");
    public static readonly XmlDictionaryString Policy = Add("http://schemas.xmlsoap.org/ws/2004/09/policy");

    // WS-Security and its utility.
    public static readonly XmlDictionaryString Id = Add("Id");
    public static readonly XmlDictionaryString Created = Add("Created");
    public static readonly XmlDictionaryString Expires = Add("Expires");
    public static readonly XmlDictionaryString SecurityTokenReference = Add("SecurityTokenReference");
    public static readonly XmlDictionaryString Reference = Add("Reference");
    public static readonly XmlDictionaryString Uri = Add("URI");
    public static readonly XmlDictionaryString ValueType = Add("ValueType");
    public static readonly XmlDictionaryString EncodingType = Add("EncodingType");

    public static readonly XmlDictionaryString Base64Encoding = Add("http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary");
    public static readonly XmlDictionaryString X509Token = Add("http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3");
    public static readonly XmlDictionaryString SubjectKeyIdentifier = Add("http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509SubjectKeyIdentifier");
    public static readonly XmlDictionaryString Thumbprint = Add("http://docs.oasis-open.org/wss/oasis-wss-soap-message-security-1.1#ThumbprintSHA1");
    public static readonly XmlDictionaryString EncryptedKeyHash = Add("http://docs.oasis-open.org/wss/oasis-wss-soap-message-security-1.1#EncryptedKeySHA1");
    public static readonly XmlDictionaryString EncryptedKeyToken = Add("http://docs.oasis-open.org/wss/oasis-wss-soap-message-security-1.1#EncryptedKey");
    public static readonly XmlDictionaryString PasswordText = Add("http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText");
    public static readonly XmlDictionaryString SecurityHeader = Add("Security");
    public static readonly XmlDictionaryString Timestamp = Add("Timestamp");
    public static readonly XmlDictionaryString KeyIdentifier = Add("KeyIdentifier");
    public static readonly XmlDictionaryString BinarySecurityToken = Add("BinarySecurityToken");
    public static readonly XmlDictionaryString UsernameToken = Add("UsernameToken");
    public static readonly XmlDictionaryString Username = Add("Username");
    public static readonly XmlDictionaryString Password = Add("Password");
    public static readonly XmlDictionaryString SignatureConfirmation = Add("SignatureConfirmation");
    public static readonly XmlDictionaryString Value = Add("Value");
    public static readonly XmlDictionaryString EncryptedHeader = Add("EncryptedHeader");

    // XML-Signature.
    public static readonly XmlDictionaryString Signature = Add("http://www.w3.org/2000/09/xmldsig#");
    public static readonly XmlDictionaryString SignatureElement = Add("Signature");
    public static readonly XmlDictionaryString SignedInfo = Add("SignedInfo");
    public static readonly XmlDictionaryString SignatureValue = Add("SignatureValue");
    public static readonly XmlDictionaryString SignatureMethod = Add("SignatureMethod");
    public static readonly XmlDictionaryString CanonicalizationMethod = Add("CanonicalizationMethod");
    public static readonly XmlDictionaryString Transforms = Add("Transforms");
    public static readonly XmlDictionaryString Transform = Add("Transform");
    public static readonly XmlDictionaryString DigestMethod = Add("DigestMethod");
    public static readonly XmlDictionaryString DigestValue = Add("DigestValue");
    public static readonly XmlDictionaryString Algorithm = Add("Algorithm");
    public static readonly XmlDictionaryString KeyInfo = Add("KeyInfo");
    public static readonly XmlDictionaryString X509Data = Add("X509Data");
    public static readonly XmlDictionaryString X509IssuerSerial = Add("X509IssuerSerial");
    public static readonly XmlDictionaryString X509IssuerName = Add("X509IssuerName");
    public static readonly XmlDictionaryString X509SerialNumber = Add("X509SerialNumber");
    public static readonly XmlDictionaryString ExclusiveC14N = Add(SecurityAlgorithms.ExclusiveC14N);
    public static readonly XmlDictionaryString Sha1 = Add(SecurityAlgorithms.Sha1Digest);

    // XML-Encryption.
    public static readonly XmlDictionaryString Encryption = Add("http://www.w3.org/2001/04/xmlenc#");
    public static readonly XmlDictionaryString EncryptedContent = Add("http://www.w3.org/2001/04/xmlenc#Content");
    public static readonly XmlDictionaryString EncryptedElement = Add("http://www.w3.org/2001/04/xmlenc#Element");
    public static readonly XmlDictionaryString EncryptedData = Add("EncryptedData");
    public static readonly XmlDictionaryString EncryptedKey = Add("EncryptedKey");
    public static readonly XmlDictionaryString EncryptionMethod = Add("EncryptionMethod");
    public static readonly XmlDictionaryString CipherData = Add("CipherData");
    public static readonly XmlDictionaryString CipherValue = Add("CipherValue");
    public static readonly XmlDictionaryString ReferenceList = Add("ReferenceList");
    public static readonly XmlDictionaryString DataReference = Add("DataReference");

    // WS-Trust.
    public static readonly XmlDictionaryString RequestSecurityToken = Add("RequestSecurityToken");
    public static readonly XmlDictionaryString RequestSecurityTokenResponse = Add("RequestSecurityTokenResponse");
    public static readonly XmlDictionaryString RequestSecurityTokenResponseCollection = Add("RequestSecurityTokenResponseCollection");
    public static readonly XmlDictionaryString Context = Add("Context");
    public static readonly XmlDictionaryString TokenType = Add("TokenType");
    public static readonly XmlDictionaryString RequestType = Add("RequestType");
    public static readonly XmlDictionaryString AppliesTo = Add("AppliesTo");
    public static readonly XmlDictionaryString Entropy = Add("Entropy");
    public static readonly XmlDictionaryString BinarySecret = Add("BinarySecret");
    public static readonly XmlDictionaryString Type = Add("Type");
    public static readonly XmlDictionaryString KeySize = Add("KeySize");
    public static readonly XmlDictionaryString RenewTarget = Add("RenewTarget");
    public static readonly XmlDictionaryString CancelTarget = Add("CancelTarget");
    public static readonly XmlDictionaryString RequestedSecurityToken = Add("RequestedSecurityToken");
    public static readonly XmlDictionaryString RequestedAttachedReference = Add("RequestedAttachedReference");
    public static readonly XmlDictionaryString RequestedUnattachedReference = Add("RequestedUnattachedReference");
    public static readonly XmlDictionaryString RequestedProofToken = Add("RequestedProofToken");
    public static readonly XmlDictionaryString RequestedTokenCancelled = Add("RequestedTokenCancelled");
    public static readonly XmlDictionaryString ComputedKey = Add("ComputedKey");
    public static readonly XmlDictionaryString Lifetime = Add("Lifetime");

    // WS-SecureConversation.
    public static readonly XmlDictionaryString SecurityContextToken = Add("SecurityContextToken");
    public static readonly XmlDictionaryString Identifier = Add("Identifier");
    public static readonly XmlDictionaryString Instance = Add("Instance");
    public static readonly XmlDictionaryString Cookie = Add("Cookie");
    public static readonly XmlDictionaryString DerivedKeyToken = Add("DerivedKeyToken");
    public static readonly XmlDictionaryString Offset = Add("Offset");
    public static readonly XmlDictionaryString Length = Add("Length");
    public static readonly XmlDictionaryString Nonce = Add("Nonce");

    /// <summary>The string of the static dictionary, or one of this table.</summary>
    public static XmlDictionaryString Add(string value) => NbfsDictionary.Instance.TryLookup(value, out var known) ? known : _dictionary.Add(value);
}
