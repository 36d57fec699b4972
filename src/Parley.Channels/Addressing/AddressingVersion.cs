using System.Xml;

namespace Parley.Channels;

/// <summary>The version of WS-Addressing that a message's headers follow. WCF documentation: AddressingVersion.</summary>
public sealed class AddressingVersion
{
    private readonly string _name;

    private AddressingVersion(
        string name, XmlDictionaryString ns, XmlDictionaryString? anonymous, XmlDictionaryString? none, XmlDictionaryString? faultAction,
        XmlDictionaryString? soapFaultAction)
    {
        _name = name;
        Namespace = ns;
        Anonymous = anonymous;
        NoneAddress = none;
        FaultAction = faultAction;
        SoapFaultAction = soapFaultAction;
        AnonymousUri = anonymous is null ? null : new Uri(anonymous.Value);
        NoneUri = none is null ? null : new Uri(none.Value);
    }

    /// <summary>No addressing headers: the transport knows where the message goes and what it asks for.</summary>
    public static AddressingVersion None { get; } = new("AddressingNone", NbfsDictionary.AddressingNoneNamespace, null, null, null, null);

    /// <summary>WS-Addressing 1.0: http://www.w3.org/2005/08/addressing.</summary>
    public static AddressingVersion WSAddressing10 { get; } = new(
        "Addressing10", NbfsDictionary.Addressing10Namespace, NbfsDictionary.Addressing10Anonymous, NbfsDictionary.Addressing10None,
        NbfsDictionary.Addressing10FaultAction, WireNames.Addressing10SoapFaultAction);

    /// <summary>WS-Addressing as submitted in August 2004: http://schemas.xmlsoap.org/ws/2004/08/addressing.</summary>
    public static AddressingVersion WSAddressingAugust2004 { get; } = new(
        "Addressing200408", NbfsDictionary.Addressing200408Namespace, NbfsDictionary.Addressing200408Anonymous, null,
        NbfsDictionary.Addressing200408FaultAction, NbfsDictionary.Addressing200408FaultAction);

    internal XmlDictionaryString Namespace { get; }

    /// <summary>The address that means "back on the same channel".</summary>
    internal XmlDictionaryString? Anonymous { get; }

    /// <summary>The address that means "send nothing"; August 2004 has none.</summary>
    internal XmlDictionaryString? NoneAddress { get; }

    internal Uri? AnonymousUri { get; }

    internal Uri? NoneUri { get; }

    /// <summary>The action of faults that WS-Addressing itself defines.</summary>
    internal XmlDictionaryString? FaultAction { get; }

    /// <summary>The action of all other SOAP faults.</summary>
    internal XmlDictionaryString? SoapFaultAction { get; }

    /// <summary>The version's name and namespace.</summary>
    public override string ToString() => $"{_name} ({Namespace.Value})";
}
