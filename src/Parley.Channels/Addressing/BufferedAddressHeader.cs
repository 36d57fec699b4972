using System.Xml;

namespace Parley.Channels;

/// <summary>An address header kept as XML.</summary>
internal sealed class BufferedAddressHeader : AddressHeader
{
    private readonly InfosetBuffer _buffer;

    public BufferedAddressHeader(InfosetBuffer buffer, bool isReferenceProperty)
    {
        _buffer = buffer;
        IsReferenceProperty = isReferenceProperty;
        using var reader = buffer.OpenReader();
        Name = reader.LocalName;
        Namespace = reader.NamespaceURI;
    }

    public override string Name { get; }

    public override string Namespace { get; }

    internal override bool IsReferenceProperty { get; }

    /// <summary>Keeps the element that the reader stands on and moves past it.</summary>
    public static BufferedAddressHeader Read(XmlDictionaryReader reader, int maxSize, bool isReferenceProperty)
        => new(InfosetBuffer.Copy(reader, maxSize), isReferenceProperty);

    public override XmlDictionaryReader GetAddressHeaderReader() => _buffer.OpenReader();

    protected override void OnWriteStartAddressHeader(XmlDictionaryWriter writer)
    {
        using var reader = _buffer.OpenReader();
        writer.WriteStartElement(reader.Prefix, reader.LocalName, reader.NamespaceURI);
        writer.WriteAttributes(reader, defattr: false);
    }

    protected override void OnWriteAddressHeaderContents(XmlDictionaryWriter writer)
    {
        using var reader = _buffer.OpenReader();
        if (reader.IsEmptyElement)
        {
            return;
        }

        reader.Read();
        while (reader.NodeType != XmlNodeType.EndElement)
        {
            writer.WriteNode(reader, defattr: false);
        }
    }
}
