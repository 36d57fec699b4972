using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using System.Xml;

namespace Parley.Channels;

/// <summary>Objects as the content of elements: headers, fault details, reference parameters, bodies.</summary>
internal static class ObjectContent
{
    private const string SchemaInstanceNamespace = "http://www.w3.org/2001/XMLSchema-instance";
    private static readonly ConditionalWeakTable<Type, DataContractSerializer> _serializers = [];

    /// <summary>The data contract serializer of a type; made once.</summary>
    public static XmlObjectSerializer SerializerOf(Type type)
        => _serializers.GetValue(type, static t => new DataContractSerializer(t));

    /// <summary>Writes the object inside the element that has just been started.</summary>
    public static void Write(XmlDictionaryWriter writer, object? value, XmlObjectSerializer? serializer)
    {
        if (value is null)
        {
            writer.WriteAttributeString("i", "nil", SchemaInstanceNamespace, "true");
            return;
        }

        (serializer ?? SerializerOf(value.GetType())).WriteObjectContent(writer, value);
    }

    /// <summary>Reads the object in the element that the reader stands on, whatever the element's name.</summary>
    public static T? Read<T>(XmlDictionaryReader reader, XmlObjectSerializer? serializer)
    {
        if (reader.GetAttribute("nil", SchemaInstanceNamespace) is "true" or "1")
        {
            reader.Skip();
            return default;
        }

        return (T?)(serializer ?? SerializerOf(typeof(T))).ReadObject(reader, verifyObjectName: false);
    }
}
