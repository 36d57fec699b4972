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

    /// <summary>The string of the static dictionary, or one of this table.</summary>
    public static XmlDictionaryString Add(string value) => NbfsDictionary.Instance.TryLookup(value, out var known) ? known : _dictionary.Add(value);
}
