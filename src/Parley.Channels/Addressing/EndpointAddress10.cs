using System.Xml;
using System.Xml.Schema;
using System.Xml.Serialization;
using Parley.Channels;

namespace Parley;

/// <summary>An endpoint address that serializers write as an endpoint reference of WS-Addressing 1.0. WCF documentation: EndpointAddress10.</summary>
[XmlSchemaProvider("GetSchema")]
[XmlRoot("EndpointReference", Namespace = AddressingNamespace)]
public class EndpointAddress10 : IXmlSerializable
{
    private const string AddressingNamespace = "http://www.w3.org/2005/08/addressing";

    private EndpointAddress? _address;

    private EndpointAddress10()
    {
    }

    private EndpointAddress10(EndpointAddress address) => _address = address;

    /// <summary>Wraps an address.</summary>
    /// <param name="address">The address.</param>
    public static EndpointAddress10 FromEndpointAddress(EndpointAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new EndpointAddress10(address);
    }

    /// <summary>The name of the XML schema type.</summary>
    /// <param name="xmlSchemaSet">The schemas that the type's schema would be added to.</param>
    public static XmlQualifiedName GetSchema(XmlSchemaSet xmlSchemaSet) => new("EndpointReferenceType", AddressingNamespace);

    /// <summary>The address.</summary>
    public EndpointAddress ToEndpointAddress()
        => _address ?? throw new InvalidOperationException("The endpoint reference has not been read yet.");

    XmlSchema? IXmlSerializable.GetSchema() => null;

    void IXmlSerializable.ReadXml(XmlReader reader) => _address = EndpointAddress.ReadFrom(AddressingVersion.WSAddressing10, reader);

    void IXmlSerializable.WriteXml(XmlWriter writer) => ToEndpointAddress().WriteContentsTo(AddressingVersion.WSAddressing10, writer);
}
