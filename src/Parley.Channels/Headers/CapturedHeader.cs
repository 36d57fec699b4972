using System.Xml;

namespace Parley.Channels;

/// <summary>A received header kept as XML: with its own prefix, its attributes, and the prefixes around it.</summary>
internal sealed class CapturedHeader : MessageHeader
{
    private readonly HeaderCapture _capture;
    private readonly int _ordinal;

    public CapturedHeader(HeaderCapture capture, int ordinal, string name, string ns, in HeaderAttributes attributes)
    {
        _capture = capture;
        _ordinal = ordinal;
        Name = name;
        Namespace = ns;
        Actor = attributes.Actor;
        MustUnderstand = attributes.MustUnderstand;
        Relay = attributes.Relay;
        IsReferenceParameter = attributes.IsReferenceParameter;
    }

    public override string Name { get; }

    public override string Namespace { get; }

    public override string Actor { get; }

    public override bool MustUnderstand { get; }

    public override bool Relay { get; }

    public override bool IsReferenceParameter { get; }

    public override bool IsMessageVersionSupported(MessageVersion messageVersion)
    {
        ArgumentNullException.ThrowIfNull(messageVersion);
        return _capture.IsFrom(messageVersion);
    }

    /// <summary>A reader on the header's element.</summary>
    public XmlDictionaryReader OpenReader() => _capture.OpenReader(_ordinal);

    protected override void OnWriteStartHeader(XmlDictionaryWriter writer, MessageVersion messageVersion)
    {
        using var reader = OpenReader();
        writer.WriteStartElement(reader.Prefix, reader.LocalName, reader.NamespaceURI);
        writer.WriteAttributes(reader, defattr: false);
        reader.MoveToElement();
        _capture.WriteMissingDeclarations(writer, reader);
    }

    protected override void OnWriteHeaderContents(XmlDictionaryWriter writer, MessageVersion messageVersion)
    {
        using var reader = OpenReader();
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
