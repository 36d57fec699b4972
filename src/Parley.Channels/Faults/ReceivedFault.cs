using System.Xml;

namespace Parley.Channels;

/// <summary>A fault that came over the wire.</summary>
internal sealed class ReceivedFault(FaultCode code, FaultReason reason, string actor, string node, InfosetBuffer? detail) : MessageFault
{
    public override string Actor => actor;

    public override FaultCode Code => code;

    public override bool HasDetail => detail is not null;

    public override string Node => node;

    public override FaultReason Reason => reason;

    protected override XmlDictionaryReader OnGetReaderAtDetailContents()
    {
        var reader = detail!.OpenReader();
        reader.Read();
        reader.MoveToContent();
        return reader;
    }

    protected override void OnWriteStartDetail(XmlDictionaryWriter writer, EnvelopeVersion version)
    {
        base.OnWriteStartDetail(writer, version);
        if (detail is null)
        {
            return;
        }

        using var reader = detail.OpenReader();
        for (var i = 0; i < reader.AttributeCount; i++)
        {
            reader.MoveToAttribute(i);
            if (reader.Prefix != "xmlns" && reader.Name != "xmlns")
            {
                writer.WriteAttributeString(reader.Prefix, reader.LocalName, reader.NamespaceURI, reader.Value);
            }
        }
    }

    protected override void OnWriteDetailContents(XmlDictionaryWriter writer)
    {
        if (detail is null)
        {
            return;
        }

        using var reader = OnGetReaderAtDetailContents();
        while (reader.NodeType != XmlNodeType.EndElement)
        {
            writer.WriteNode(reader, defattr: false);
        }
    }
}
