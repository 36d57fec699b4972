using System.Xml;

namespace Parley.Channels;

/// <summary>
/// The static dictionary of SOAP in binary XML: the strings that both sides know by number. Elements, attributes and
/// namespaces named with these strings shrink to one or two bytes in binary messages. [MC-NBFS] section 2.2.
/// </summary>
internal static class NbfsDictionary
{
    private static readonly XmlDictionary _dictionary = new(NbfsStrings.All.Length);
    private static readonly XmlDictionaryString[] _table = CreateTable();

    /// <summary>The dictionary itself, for binary readers and writers.</summary>
    public static IXmlDictionary Instance => _dictionary;

    /// <summary>How many strings there are.</summary>
    public static int Count => _table.Length;

    // SOAP envelopes.
    public static readonly XmlDictionaryString MustUnderstand = _table[0];
    public static readonly XmlDictionaryString Envelope = _table[1];
    public static readonly XmlDictionaryString Soap12Namespace = _table[2];
    public static readonly XmlDictionaryString Header = _table[4];
    public static readonly XmlDictionaryString Body = _table[7];
    public static readonly XmlDictionaryString Soap11Namespace = _table[481];
    public static readonly XmlDictionaryString Soap12Role = _table[69];
    public static readonly XmlDictionaryString Soap12Relay = _table[70];
    public static readonly XmlDictionaryString Soap11Actor = _table[482];

    // SOAP faults.
    public static readonly XmlDictionaryString Fault = _table[67];
    public static readonly XmlDictionaryString MustUnderstandFault = _table[68];
    public static readonly XmlDictionaryString Code = _table[71];
    public static readonly XmlDictionaryString Reason = _table[72];
    public static readonly XmlDictionaryString Text = _table[73];
    public static readonly XmlDictionaryString Node = _table[74];
    public static readonly XmlDictionaryString Role = _table[75];
    public static readonly XmlDictionaryString Detail = _table[76];
    public static readonly XmlDictionaryString Value = _table[77];
    public static readonly XmlDictionaryString Subcode = _table[78];
    public static readonly XmlDictionaryString Soap11FaultCode = _table[483];
    public static readonly XmlDictionaryString Soap11FaultString = _table[484];
    public static readonly XmlDictionaryString Soap11FaultActor = _table[485];
    public static readonly XmlDictionaryString Soap11Detail = _table[486];

    // WS-Addressing.
    public static readonly XmlDictionaryString Addressing10Namespace = _table[3];
    public static readonly XmlDictionaryString Action = _table[5];
    public static readonly XmlDictionaryString To = _table[6];
    public static readonly XmlDictionaryString RelatesTo = _table[9];
    public static readonly XmlDictionaryString Addressing10Anonymous = _table[10];
    public static readonly XmlDictionaryString MessageId = _table[13];
    public static readonly XmlDictionaryString Address = _table[21];
    public static readonly XmlDictionaryString ReplyTo = _table[22];
    public static readonly XmlDictionaryString FaultTo = _table[83];
    public static readonly XmlDictionaryString EndpointReference = _table[84];
    public static readonly XmlDictionaryString ReferenceProperties = _table[88];
    public static readonly XmlDictionaryString Addressing10FaultAction = _table[99];
    public static readonly XmlDictionaryString ReferenceParameters = _table[100];
    public static readonly XmlDictionaryString IsReferenceParameter = _table[101];
    public static readonly XmlDictionaryString Addressing10Reply = _table[102];
    public static readonly XmlDictionaryString Addressing10None = _table[103];
    public static readonly XmlDictionaryString Metadata = _table[104];
    public static readonly XmlDictionaryString Addressing200408Namespace = _table[105];
    public static readonly XmlDictionaryString Addressing200408Anonymous = _table[106];
    public static readonly XmlDictionaryString Addressing200408FaultAction = _table[107];
    public static readonly XmlDictionaryString AddressingNoneNamespace = _table[439];

    // Endpoint identity and the key information in it.
    public static readonly XmlDictionaryString IdentityNamespace = _table[92];
    public static readonly XmlDictionaryString Identity = _table[93];
    public static readonly XmlDictionaryString Spn = _table[94];
    public static readonly XmlDictionaryString Upn = _table[95];
    public static readonly XmlDictionaryString Dns = _table[97];
    public static readonly XmlDictionaryString XmlSignatureNamespace = _table[33];
    public static readonly XmlDictionaryString KeyInfo = _table[35];
    public static readonly XmlDictionaryString KeyValue = _table[319];
    public static readonly XmlDictionaryString RsaKeyValue = _table[320];
    public static readonly XmlDictionaryString Modulus = _table[321];
    public static readonly XmlDictionaryString Exponent = _table[322];
    public static readonly XmlDictionaryString X509Data = _table[323];
    public static readonly XmlDictionaryString X509Certificate = _table[327];

    /// <summary>The string at an index of [MC-NBFS] (half its identifier on the wire).</summary>
    public static XmlDictionaryString Get(int index) => _table[index];

    private static XmlDictionaryString[] CreateTable()
    {
        var table = new XmlDictionaryString[NbfsStrings.All.Length];
        for (var i = 0; i < table.Length; i++)
        {
            table[i] = _dictionary.Add(NbfsStrings.All[i]);
        }

        return table;
    }
}
