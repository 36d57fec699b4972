using System.Xml;

namespace Parley.Security;

/// <summary>
/// The dictionary of the state in a stateful token. The position of a name is its number in the binary form, as WCF has them; a gap stands for
/// a name that is not used here.
/// </summary>
internal static class StateNames
{
    // Before the names: they are added to it.
    private static readonly XmlDictionary _dictionary = new();
    private static int _count;

    public static readonly XmlDictionaryString Root = Add(0, "SecurityContextSecurityToken");
    public static readonly XmlDictionaryString Version = Add(1, "Version");
    public static readonly XmlDictionaryString ContextId = Add(2, "ContextId");
    public static readonly XmlDictionaryString Id = Add(3, "Id");
    public static readonly XmlDictionaryString Key = Add(4, "Key");
    public static readonly XmlDictionaryString EffectiveTime = Add(7, "EffectiveTime");
    public static readonly XmlDictionaryString ExpiryTime = Add(8, "ExpiryTime");
    public static readonly XmlDictionaryString KeyEffectiveTime = Add(10, "KeyEffectiveTime");
    public static readonly XmlDictionaryString KeyExpiryTime = Add(11, "KeyExpiryTime");
    public static readonly XmlDictionaryString Claim = Add(12, "Claim");
    public static readonly XmlDictionaryString ClaimSets = Add(13, "ClaimSets");
    public static readonly XmlDictionaryString ClaimSet = Add(14, "ClaimSet");
    public static readonly XmlDictionaryString Identities = Add(15, "Identities");
    public static readonly XmlDictionaryString PrimaryIdentity = Add(16, "PrimaryIdentity");
    public static readonly XmlDictionaryString PrimaryIssuer = Add(17, "PrimaryIssuer");
    public static readonly XmlDictionaryString SystemClaimSet = Add(19, "SystemClaimSet");
    public static readonly XmlDictionaryString GenericIdentity = Add(24, "GenericIdentity");
    public static readonly XmlDictionaryString AuthenticationType = Add(25, "AuthenticationType");
    public static readonly XmlDictionaryString Right = Add(26, "Right");
    public static readonly XmlDictionaryString NameClaim = Add(29, "NameClaim");

    // Not in the table: written by its text.
    public static readonly XmlDictionaryString Certificate = new XmlDictionary(1).Add("X509CertificateClaimSet");

    public static readonly XmlDictionaryString Principal = new XmlDictionary(1).Add("ParleyPrincipal");

    public static IXmlDictionary Dictionary => _dictionary;

    private static XmlDictionaryString Add(int number, string name)
    {
        while (_count < number)
        {
            _dictionary.Add($"unused{_count++}");
        }

        _count++;
        return _dictionary.Add(name);
    }
}
