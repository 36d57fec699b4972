using System.Runtime.Serialization;
using System.Xml;

namespace Parley.Formatting;

/// <summary>A value that a serializer writes and reads. The serializer is made at the first use.</summary>
internal sealed class SerializerFormat(Func<XmlObjectSerializer> create) : ValueFormat
{
    private XmlObjectSerializer? _serializer;

    internal XmlObjectSerializer Serializer => _serializer ??= create();

    internal override void Write(XmlDictionaryWriter writer, XmlDictionaryString name, XmlDictionaryString ns, object? value)
    {
        try
        {
            Serializer.WriteObject(writer, value);
        }
        catch (Exception e) when (e is SerializationException or InvalidDataContractException)
        {
            throw new CommunicationException(
                $"The value of the element '{name.Value}' cannot be written. {e.Message} [ServiceKnownType] on the contract or the operation adds known types too.", e);
        }
    }

    internal override object? Read(XmlDictionaryReader reader) => Serializer.ReadObject(reader, verifyObjectName: false);
}
