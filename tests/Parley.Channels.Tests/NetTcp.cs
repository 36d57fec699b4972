using System.Text;
using System.Xml;

namespace Parley.Channels.Tests;

/// <summary>Binary messages with the dictionary strings of a session before them, by hand.</summary>
internal static class NetTcp
{
    /// <summary>The dictionary strings, and the binary XML behind them.</summary>
    public static (List<string> Strings, byte[] Body) Split(byte[] bytes)
    {
        var strings = new List<string>();
        var (size, position) = ReadLength(bytes, 0);
        var end = position + size;
        while (position < end)
        {
            (var length, position) = ReadLength(bytes, position);
            strings.Add(Encoding.UTF8.GetString(bytes, position, length));
            position += length;
        }

        return (strings, bytes[end..]);
    }

    public static Message Read(byte[] bytes)
    {
        var (strings, body) = Split(bytes);
        var session = new XmlBinaryReaderSession();
        for (var id = 0; id < strings.Count; id++)
        {
            session.Add(id, strings[id]);
        }

        var reader = XmlDictionaryReader.CreateBinaryReader(
            body, 0, body.Length, NbfsDictionary.Instance, XmlDictionaryReaderQuotas.Max, session);
        return Message.CreateMessage(reader, 64 * 1024, MessageVersion.Default);
    }

    public static byte[] Write(Message message)
    {
        var session = new WriterSession();
        using var body = new MemoryStream();
        using (var writer = XmlDictionaryWriter.CreateBinaryWriter(body, NbfsDictionary.Instance, session, ownsStream: false))
        {
            message.WriteMessage(writer);
        }

        var strings = session.Strings.SelectMany(s => (byte[])[(byte)s.Length, .. Encoding.UTF8.GetBytes(s)]).ToArray();
        return [(byte)strings.Length, .. strings, .. body.ToArray()];
    }

    private static (int Length, int Position) ReadLength(byte[] bytes, int position)
    {
        var length = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[position++];
            length |= (next & 0x7f) << shift;
            if (next < 0x80)
            {
                return (length, position);
            }
        }
    }

    private sealed class WriterSession : XmlBinaryWriterSession
    {
        public List<string> Strings { get; } = [];

        public override bool TryAdd(XmlDictionaryString value, out int key)
        {
            Strings.Add(value.Value);
            return base.TryAdd(value, out key);
        }
    }
}
