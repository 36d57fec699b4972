using System.Text;
using System.Xml;

namespace Parley.Channels.Tests;

/// <summary>Messages to bytes and back, as the tests need it.</summary>
internal static class Wire
{
    public static string Data(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", name));

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Data", name));

    public static string ToText(Message message)
    {
        using var stream = new MemoryStream();
        using (var writer = XmlDictionaryWriter.CreateTextWriter(stream, new UTF8Encoding(false), ownsStream: false))
        {
            message.WriteMessage(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    public static string ToText(Action<XmlDictionaryWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = XmlDictionaryWriter.CreateTextWriter(stream, new UTF8Encoding(false), ownsStream: false))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    public static byte[] ToBinary(Message message)
    {
        using var stream = new MemoryStream();
        using (var writer = XmlDictionaryWriter.CreateBinaryWriter(stream, NbfsDictionary.Instance, null, ownsStream: false))
        {
            message.WriteMessage(writer);
        }

        return stream.ToArray();
    }

    public static XmlDictionaryReader TextReader(string xml)
        => XmlDictionaryReader.CreateTextReader(Encoding.UTF8.GetBytes(xml), XmlDictionaryReaderQuotas.Max);

    public static Message FromText(string xml, MessageVersion version) => Message.CreateMessage(TextReader(xml), 64 * 1024, version);

    public static Message FromBinary(byte[] bytes, MessageVersion version)
        => Message.CreateMessage(
            XmlDictionaryReader.CreateBinaryReader(bytes, 0, bytes.Length, NbfsDictionary.Instance, XmlDictionaryReaderQuotas.Max), 64 * 1024, version);

    /// <summary>The message after it went over the wire as text.</summary>
    public static Message RoundTrip(Message message)
    {
        var version = message.Version;
        return FromText(ToText(message), version);
    }

    /// <summary>An envelope of SOAP 1.2 with WS-Addressing 1.0.</summary>
    public static string Envelope12(string headers, string body = "<b xmlns='urn:t'/>")
        => $"<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope' xmlns:a='http://www.w3.org/2005/08/addressing'><s:Header>{headers}</s:Header><s:Body>{body}</s:Body></s:Envelope>";
}
