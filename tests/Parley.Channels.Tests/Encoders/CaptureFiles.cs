using System.Text;

namespace Parley.Channels.Tests.Encoders;

/// <summary>Takes recorded conversations apart: net.tcp framing of [MC-NMF], and HTTP messages.</summary>
internal static class CaptureFiles
{
    private static string Folder(string name) => Path.Combine(AppContext.BaseDirectory, "Data", "Captures", name);

    public static byte[] ReadAll(string folder, string file) => File.ReadAllBytes(Path.Combine(Folder(folder), file));

    public static string ReadText(string folder, string file) => Encoding.UTF8.GetString(ReadAll(folder, file));

    /// <summary>All bytes of one side of a connection.</summary>
    public static byte[] Join(string folder, string pattern) =>
        [.. Directory.GetFiles(Folder(folder), pattern).Order(StringComparer.Ordinal).SelectMany(File.ReadAllBytes)];

    /// <summary>The envelopes that one side of a duplex connection sent.</summary>
    public static List<byte[]> Envelopes(ReadOnlySpan<byte> connection)
    {
        var envelopes = new List<byte[]>();
        while (!connection.IsEmpty)
        {
            var type = connection[0];
            connection = connection[1..];
            switch (type)
            {
                case 0x00:
                    connection = connection[2..];
                    break;
                case 0x01 or 0x03:
                    connection = connection[1..];
                    break;
                case 0x02:
                    TakeSized(ref connection);
                    break;
                case 0x06:
                    envelopes.Add(TakeSized(ref connection).ToArray());
                    break;
                case 0x07 or 0x0B or 0x0C:
                    break;
                default:
                    throw new InvalidDataException($"Unexpected record {type:X2}.");
            }
        }

        return envelopes;
    }

    /// <summary>The content type and the body of an HTTP message.</summary>
    public static (string ContentType, byte[] Body) Http(byte[] message)
    {
        var end = message.AsSpan().IndexOf("\r\n\r\n"u8);
        var head = Encoding.ASCII.GetString(message.AsSpan(0, end));
        var contentType = head.Split("\r\n").Single(line => line.StartsWith("Content-Type: ", StringComparison.Ordinal));
        return (contentType["Content-Type: ".Length..], message[(end + 4)..]);
    }

    /// <summary>The messages in the output of the independent decoder.</summary>
    public static List<string> DecodedMessages(string folder, string file) =>
        [.. ReadText(folder, file).Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("<s:Envelope", StringComparison.Ordinal))];

    private static ReadOnlySpan<byte> TakeSized(ref ReadOnlySpan<byte> connection)
    {
        Assert.True(MultiByteInt31.TryRead(ref connection, out var size));
        var content = connection[..size];
        connection = connection[size..];
        return content;
    }
}
