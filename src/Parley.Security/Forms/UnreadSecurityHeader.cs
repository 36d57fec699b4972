using System.Xml;
using Parley.Channels;

namespace Parley.Security;

/// <summary>The security header of a message whose envelope has a known form: its XML is read only for who asks for it. Good until the message is closed.</summary>
/// <param name="envelope">The envelope.</param>
/// <param name="index">The header's place.</param>
internal sealed class UnreadSecurityHeader(ArraySegment<byte> envelope, int index) : MessageHeader
{
    public override string Name => SecurityNames.SecurityHeader.Value;

    public override string Namespace => SecurityNames.Security10.Value;

    public override bool MustUnderstand => true;

    protected override void OnWriteStartHeader(XmlDictionaryWriter writer, MessageVersion messageVersion)
    {
        using var reader = Open();
        writer.WriteStartElement(reader.Prefix, reader.LocalName, reader.NamespaceURI);
        writer.WriteAttributes(reader, defattr: false);
    }

    protected override void OnWriteHeaderContents(XmlDictionaryWriter writer, MessageVersion messageVersion)
    {
        using var reader = Open();
        reader.Read();
        while (reader.NodeType != XmlNodeType.EndElement)
        {
            writer.WriteNode(reader, defattr: false);
        }
    }

    private XmlDictionaryReader Open()
    {
        var reader = XmlDictionaryReader.CreateTextReader(envelope.Array!, envelope.Offset, envelope.Count, XmlDictionaryReaderQuotas.Max);
        reader.MoveToContent();
        reader.ReadStartElement();
        reader.MoveToContent();
        reader.ReadStartElement();
        reader.MoveToContent();
        for (var i = 0; i < index; i++)
        {
            reader.Skip();
            reader.MoveToContent();
        }

        return reader;
    }
}
