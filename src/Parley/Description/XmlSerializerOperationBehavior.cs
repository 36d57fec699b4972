using System.Collections.ObjectModel;
using System.Xml.Serialization;
using Parley.Channels;
using Parley.Dispatcher;
using Parley.Formatting;

namespace Parley.Description;

/// <summary>Has <see cref="System.Xml.Serialization.XmlSerializer"/> write and read an operation's messages.
/// Source: WCF documentation, XmlSerializerOperationBehavior.</summary>
public class XmlSerializerOperationBehavior : IOperationBehavior
{
    /// <summary>Creates the behavior with document style.</summary>
    /// <param name="operation">The operation.</param>
    /// <exception cref="ArgumentNullException"><paramref name="operation"/> is null.</exception>
    public XmlSerializerOperationBehavior(OperationDescription operation)
        : this(operation, null)
    {
    }

    /// <summary>Creates the behavior.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="attribute">The style; null for document style.</param>
    /// <exception cref="ArgumentNullException"><paramref name="operation"/> is null.</exception>
    public XmlSerializerOperationBehavior(OperationDescription operation, XmlSerializerFormatAttribute? attribute)
    {
        ArgumentNullException.ThrowIfNull(operation);
        Operation = operation;
        XmlSerializerFormatAttribute = attribute ?? new XmlSerializerFormatAttribute();
    }

    /// <summary>The style of the operation's messages.</summary>
    public XmlSerializerFormatAttribute XmlSerializerFormatAttribute { get; }

    internal OperationDescription Operation { get; }

    /// <summary>The mappings of the operation's messages to XML.</summary>
    /// <returns>A new collection.</returns>
    /// <exception cref="InvalidOperationException">The XML serializer cannot write a type of the operation.</exception>
    public Collection<XmlMapping> GetXmlMappings()
    {
        var formats = new XmlSerializerMessageFormats(Operation, XmlSerializerFormatAttribute);
        _ = new OperationFormatter(Operation, formats);
        return [.. formats.Mappings.Mappings];
    }

    void IOperationBehavior.Validate(OperationDescription operationDescription)
    {
        ArgumentNullException.ThrowIfNull(operationDescription);
        if (XmlSerializerFormatAttribute.Use == OperationFormatUse.Encoded)
        {
            throw new NotSupportedException(
                $"The operation '{operationDescription.Name}' of contract '{operationDescription.DeclaringContract.Name}' has [XmlSerializerFormat(Use = OperationFormatUse.Encoded)], "
                + "SOAP's own encoding, which is not supported. Use OperationFormatUse.Literal.");
        }
    }

    void IOperationBehavior.AddBindingParameters(OperationDescription operationDescription, BindingParameterCollection bindingParameters)
    {
    }

    void IOperationBehavior.ApplyDispatchBehavior(OperationDescription operationDescription, DispatchOperation dispatchOperation)
    {
        ArgumentNullException.ThrowIfNull(operationDescription);
        ArgumentNullException.ThrowIfNull(dispatchOperation);
        dispatchOperation.Formatter ??= CreateFormatter(operationDescription);
    }

    void IOperationBehavior.ApplyClientBehavior(OperationDescription operationDescription, ClientOperation clientOperation)
    {
        ArgumentNullException.ThrowIfNull(operationDescription);
        ArgumentNullException.ThrowIfNull(clientOperation);
        clientOperation.Formatter ??= CreateFormatter(operationDescription);
    }

    internal OperationFormatter CreateFormatter(OperationDescription operation) =>
        new(operation, new XmlSerializerMessageFormats(operation, XmlSerializerFormatAttribute));
}
