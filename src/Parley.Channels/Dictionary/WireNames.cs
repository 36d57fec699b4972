using System.Xml;

namespace Parley.Channels;

/// <summary>Names on the wire that the static dictionary of [MC-NBFS] does not have.</summary>
internal static class WireNames
{
    /// <summary>The prefix of the SOAP envelope.</summary>
    public const string EnvelopePrefix = "s";

    /// <summary>The prefix of WS-Addressing.</summary>
    public const string AddressingPrefix = "a";

    private static readonly XmlDictionary _dictionary = new();

    // The declarations of the two prefixes, as attributes.
    public static readonly XmlDictionaryString EnvelopePrefixDeclaration = _dictionary.Add(EnvelopePrefix);
    public static readonly XmlDictionaryString AddressingPrefixDeclaration = _dictionary.Add(AddressingPrefix);
    public static readonly XmlDictionaryString XmlnsNamespace = _dictionary.Add("http://www.w3.org/2000/xmlns/");

    public static readonly XmlDictionaryString Empty = XmlDictionaryString.Empty;
    public static readonly XmlDictionaryString From = _dictionary.Add("From");
    public static readonly XmlDictionaryString RelationshipType = _dictionary.Add("RelationshipType");
    public static readonly XmlDictionaryString NotUnderstood = _dictionary.Add("NotUnderstood");
    public static readonly XmlDictionaryString QName = _dictionary.Add("qname");
    public static readonly XmlDictionaryString Upgrade = _dictionary.Add("Upgrade");
    public static readonly XmlDictionaryString SupportedEnvelope = _dictionary.Add("SupportedEnvelope");
    public static readonly XmlDictionaryString ProblemHeaderQName = _dictionary.Add("ProblemHeaderQName");
    public static readonly XmlDictionaryString PortType = _dictionary.Add("PortType");
    public static readonly XmlDictionaryString ServiceName = _dictionary.Add("ServiceName");
    public static readonly XmlDictionaryString Addressing10SoapFaultAction = _dictionary.Add("http://www.w3.org/2005/08/addressing/soap/fault");

    /// <summary>A string with a dictionary of its own, so that binary sessions can know it by number.</summary>
    public static XmlDictionaryString Create(string value) => new XmlDictionary(1).Add(value);
}
