using System.Globalization;
using System.Xml;

namespace Parley.Security;

/// <summary>When the message was made and until when it is valid. WS-Security 1.1, section 10.</summary>
internal sealed class TimestampElement(string id, DateTime created, DateTime expires) : HeaderElement(id)
{
    private const string Pattern = "yyyy-MM-ddTHH:mm:ss.fffZ";
    private const int Length = 24;

    /// <summary>Writes a time as messages have it.</summary>
    /// <returns>Its length.</returns>
    public static int Format(DateTime time, Span<byte> destination)
    {
        time.TryFormat(destination, out var length, Pattern, CultureInfo.InvariantCulture);
        return length;
    }

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
        Span<char> text = stackalloc char[Length];
        time.TryFormat(text, out _, Pattern, CultureInfo.InvariantCulture);
        writer.WriteStartElement(SecurityNames.UtilityPrefix, name, SecurityNames.Utility);
        writer.WriteString(new string(text));
        writer.WriteEndElement();
    }
}
