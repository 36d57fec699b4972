using System.Runtime.Serialization;
using System.Xml;
using System.Xml.Serialization;

namespace Parley.Formatting;

/// <summary>The XML serializer in the shape of the other serializers, for headers and fault details.</summary>
internal sealed class XmlSerializerAdapter : XmlObjectSerializer
{
    private readonly XmlSerializer _serializer;

    /// <summary>Makes a serializer.</summary>
    /// <param name="type">The type of the value.</param>
    /// <param name="name">The element's name; null for the one that the type has.</param>
    /// <param name="ns">The element's namespace; null for the one that the type has.</param>
    internal XmlSerializerAdapter(Type type, string? name, string? ns) => _serializer = XmlSerializerCache.ForElement(type, name, ns);

    public override bool IsStartObject(XmlDictionaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        reader.MoveToContent();
        return _serializer.CanDeserialize(reader);
    }

    public override object? ReadObject(XmlDictionaryReader reader, bool verifyObjectName)
    {
        try
        {
            return _serializer.Deserialize(reader);
        }
        catch (InvalidOperationException e)
        {
            throw new SerializationException(MalformedBody.Describe("The element", "a value of its type", e), e);
        }
    }

    public override void WriteObject(XmlDictionaryWriter writer, object? graph)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _serializer.Serialize(writer, graph);
    }

    public override void WriteStartObject(XmlDictionaryWriter writer, object? graph) =>
        throw new NotSupportedException("The XML serializer writes the start and the end of an element with its content.");

    public override void WriteObjectContent(XmlDictionaryWriter writer, object? graph)
    {
        ArgumentNullException.ThrowIfNull(writer);
        using var whole = new MemoryStream();
        using (var wholeWriter = XmlDictionaryWriter.CreateBinaryWriter(whole, null, null, ownsStream: false))
        {
            _serializer.Serialize(wholeWriter, graph);
        }

        whole.Position = 0;
        using var reader = XmlDictionaryReader.CreateBinaryReader(whole, XmlDictionaryReaderQuotas.Max);
        reader.MoveToContent();
        writer.WriteAttributes(reader, defattr: false);
        if (reader.IsEmptyElement)
        {
            return;
        }

        reader.ReadStartElement();
        while (reader.NodeType != XmlNodeType.EndElement)
        {
            writer.WriteNode(reader, defattr: false);
        }
    }

    public override void WriteEndObject(XmlDictionaryWriter writer) =>
        throw new NotSupportedException("The XML serializer writes the start and the end of an element with its content.");
}
