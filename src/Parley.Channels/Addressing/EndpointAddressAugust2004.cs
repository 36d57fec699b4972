using System.Xml;
using System.Xml.Schema;
using System.Xml.Serialization;
using Parley.Channels;

namespace Parley;

/// <summary>An endpoint address that serializers write as an endpoint reference of WS-Addressing of August 2004. WCF documentation: EndpointAddressAugust2004.</summary>
[XmlSchemaProvider("GetSchema")]
[XmlRoot("EndpointReference", Namespace = AddressingNamespace)]
public class EndpointAddressAugust2004 : IXmlSerializable
{
    private const string AddressingNamespace = "http://schemas.xmlsoap.org/ws/2004/08/addressing";

    private EndpointAddress? _address;

    private EndpointAddressAugust2004()
    {
    }

    private EndpointAddressAugust2004(EndpointAddress address) => _address = address;

    /// <summary>Wraps an address.</summary>
    /// <param name="address">The address.</param>
    public static EndpointAddressAugust2004 FromEndpointAddress(EndpointAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new EndpointAddressAugust2004(address);
    }

    /// <summary>The name of the XML schema type.</summary>
    /// <param name="xmlSchemaSet">The schemas that the type's schema would be added to.</param>
    public static XmlQualifiedName GetSchema(XmlSchemaSet xmlSchemaSet) => new("EndpointReferenceType", AddressingNamespace);

    /// <summary>The address.</summary>
    public EndpointAddress ToEndpointAddress()
        => _address ?? throw new InvalidOperationException("The endpoint reference has not been read yet.");

    XmlSchema? IXmlSerializable.GetSchema() => null;

    void IXmlSerializable.ReadXml(XmlReader reader) => _address = EndpointAddress.ReadFrom(AddressingVersion.WSAddressingAugust2004, reader);

    void IXmlSerializable.WriteXml(XmlWriter writer) => ToEndpointAddress().WriteContentsTo(AddressingVersion.WSAddressingAugust2004, writer);
}
