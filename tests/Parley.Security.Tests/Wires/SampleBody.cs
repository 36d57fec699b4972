using System.Xml;
using Parley.Channels;

namespace Parley.Security.Tests.Wires;

/// <summary>A body with a bit of everything.</summary>
internal sealed class SampleBody() : BodyWriter(isBuffered: true)
{
    protected override void OnWriteBodyContents(XmlDictionaryWriter writer)
    {
        writer.WriteStartElement("b", "data", "urn:b");
        writer.WriteAttributeString("number", "1 & \"2\"");
        writer.WriteAttributeString("l", "lang", "urn:l", "en");
        writer.WriteString("text & more\r\n\t<>");
        writer.WriteStartElement("b", "amount", "urn:b");
        writer.WriteString("100");
        writer.WriteEndElement();
        writer.WriteElementString("c", "owner", "urn:c", "alice");
        writer.WriteElementString("b", "empty", "urn:b", string.Empty);
        writer.WriteString("\u00e9\u20ac\ud83d\ude00");
        writer.WriteEndElement();
    }
}
