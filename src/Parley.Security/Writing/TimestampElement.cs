using System.Text;
using System.Xml;

namespace Parley.Security;

/// <summary>When the message was made and until when it is valid. WS-Security 1.1, section 10.</summary>
internal sealed class TimestampElement(string id, DateTime created, DateTime expires) : HeaderElement(id)
{
    public override void Write(XmlDictionaryWriter writer)
    {
        writer.WriteStartElement(SecurityNames.UtilityPrefix, SecurityNames.Timestamp, SecurityNames.Utility);
        WriteId(writer);
        WriteTime(writer, SecurityNames.Created, created);
        WriteTime(writer, SecurityNames.Expires, expires);
        writer.WriteEndElement();
    }

    private static void WriteTime(XmlDictionaryWriter writer, XmlDictionaryString name, DateTime time)
    {
        Span<byte> text = stackalloc byte[TimeText.Length];
        TimeText.Write(time, text);
        writer.WriteStartElement(SecurityNames.UtilityPrefix, name, SecurityNames.Utility);
        writer.WriteString(Encoding.ASCII.GetString(text));
        writer.WriteEndElement();
    }
}
