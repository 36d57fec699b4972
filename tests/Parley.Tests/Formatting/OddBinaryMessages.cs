using System.Text;

namespace Parley.Tests.Formatting;

/// <summary>Messages of a binary session, usual ones and such as differ from them in places.</summary>
internal sealed class OddBinaryMessages(OddChoices random)
{
    private const string Uuid = "0123abcd-89ab-4cde-8f01-23456789abcd";

    /// <summary>Makes the next message, with the strings of its session in front.</summary>
    public byte[] Next()
    {
        var odd = 3 << random.Next(6);
        string[] strings = ["All", "urn:plain", "text", "bytes", "flag", "number", "large", "positive", "id", "maybe", "urn:x", random.Pick(odd, "net.tcp://localhost/x", "no uri", " urn:x", "", "urn:\u0001", new string('x', 600)), random.Pick(odd, "more", "a b", "", "x:y", "1", "<", "xmlns")];
        using var stream = new MemoryStream();
        var table = new MemoryStream();
        foreach (var text in strings)
        {
            var utf8 = Encoding.UTF8.GetBytes(text);
            WriteInt(table, utf8.Length);
            table.Write(utf8);
        }

        WriteInt(stream, (int)table.Length);
        table.WriteTo(stream);
        Put(stream, odd * 8, [0x56, 0x02, 0x0B, 0x01, (byte)'s', 0x04, 0x0B, 0x01, (byte)'a', 0x06, 0x56, 0x08], [0x56, 0x02, 0x0B, 0x01, (byte)'a', 0x06, 0x0B, 0x01, (byte)'s', 0x04, 0x56, 0x08], [0x56, 0x02, 0x0B, 0x01, (byte)'s', 0x04, 0x0B, 0x01, (byte)'r', 0x06, 0x0B, 0x01, (byte)'a', 0x06, 0x56, 0x08]);
        for (var i = random.Next(6); i > 0; i--)
        {
            PutHeader(stream, odd);
        }

        Put(stream, odd * 8, [0x01, 0x56, 0x0E], [0x56, 0x0E], [0x01, 0x01], [0x01, 0x56, 0x0E, 0x0B, 0x01, (byte)'b', 0x06], [0x01, 0x02, 0x01, (byte)'c', 0x56, 0x0E]);
        PutName(stream, odd * 4, 0x42, 0x40, 0, "All");
        PutName(stream, odd * 4, 0x0A, 0x08, 1, "urn:plain");
        string[] names = ["text", "bytes", "flag", "number", "large", "positive", "id", "maybe"];
        for (var i = 0; i < names.Length; i++)
        {
            PutBinaryPart(stream, odd, i + 2, names[i]);
        }

        Put(stream, odd * 4, [0x01, 0x01, 0x01], [0x01, 0x01], [0x01], [], [0x01, 0x01, 0x01, 0x01], [0x01, 0x01, 0x01, 0x99, 0x01, (byte)'x'], [0x40, 0x01, (byte)'x', 0x01, 0x01, 0x01, 0x01], [0x99, 0x01, (byte)'x', 0x01, 0x01], [0x01, 0x98, 0x01, (byte)'x', 0x01, 0x01], [0x01, 0x02, 0x01, (byte)'x', 0x01, 0x01]);
        var result = stream.ToArray();
        if (random.Next(odd * 2) == 0)
        {
            var from = (int)table.Length + 2;
            result[random.Next(from, result.Length)] = random.Next(2) == 0 ? result[random.Next(from, result.Length)] : (byte)random.Next(256);
        }

        return result;
    }

    private static void WriteInt(Stream stream, int value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            stream.WriteByte((byte)(value | 0x80));
        }

        stream.WriteByte((byte)value);
    }

    private void Put(Stream stream, int odd, params byte[][] choices) => stream.Write(random.Next(odd) == 0 ? choices[random.Next(choices.Length)] : choices[0]);

    private void PutName(Stream stream, int odd, byte record, byte inline, int id, string name)
    {
        switch (random.Next(odd))
        {
            case 0:
                // Another name of the session, or none of it, or one of SOAP's.
                stream.WriteByte(record);
                WriteInt(stream, random.Next(30));
                break;
            case 1:
                // A number that is longer than it has to be.
                stream.Write([record, (byte)((id * 2) + 1 | 0x80), 0]);
                break;
            case 2:
                stream.WriteByte(inline);
                var other = random.Pick(2, name, "", "x", "a b", "\u00E9", "<", "http://www.w3.org/2003/05/soap-envelope", new string('n', random.Next(100, 700)));
                WriteInt(stream, Encoding.UTF8.GetByteCount(other));
                stream.Write(Encoding.UTF8.GetBytes(other));
                break;
            case 3:
                stream.Write([(byte)(inline + 1), 1, (byte)'b', 1, (byte)'x']);
                break;
            case 4 or 5 or 6 or 7:
                stream.WriteByte(inline);
                WriteInt(stream, name.Length);
                stream.Write(Encoding.ASCII.GetBytes(name));
                break;
            default:
                stream.WriteByte(record);
                WriteInt(stream, (id * 2) + 1);
                break;
        }
    }

    private void PutHeader(Stream stream, int odd)
    {
        byte[] uuid = [0xAD, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
        byte[] text = random.Next(odd) switch
        {
            0 => [0xAB, (byte)random.Next(40)],
            1 => [0x99, 5, .. "urn:x"u8],
            2 => [0x99, 0],
            3 => [0xA9],
            4 => [0x99, 7, .. " urn:x "u8],
            5 => [0x98, 5, .. "urn:x"u8, 0x99, 1, (byte)'y'],
            6 => uuid,
            7 => [0x83],
            _ => [0xAB, 21],
        };
        byte[] understood = random.Next(odd) switch
        {
            0 => [],
            1 => [0x1E, 0x00, 0x80],
            2 => [0x1E, 0x00, 0x86],
            3 => [0x1E, 0x00, 0x98, 1, (byte)'1'],
            4 => [0x1E, 0x00, 0x82, 0x1E, 0x00, 0x82],
            _ => [0x1E, 0x00, 0x82],
        };
        switch (random.Next(odd * 3))
        {
            case 0:
                stream.Write([0x40, 3, .. "foo"u8, .. understood, 0x99, 1, (byte)'x']);
                return;
            case 1:
                stream.Write([0x44, 0x1A, .. text]);
                return;
            case 2:
                stream.Write([0x44, 0x2C, 0x44, 0x2A, 0xAB, (byte)random.Next(30), 0x01]);
                return;
        }

        byte[] header = random.Next(5) switch
        {
            0 => [0x44, 0x0A, .. understood, .. text],
            1 => [0x44, 0x0C, .. understood, .. text],
            2 => [0x44, 0x1A, .. uuid],
            3 => [0x44, 0x12, .. uuid],
            _ => [0x44, 0x2C, 0x44, 0x2A, 0xAB, 0x14, 0x01],
        };
        stream.Write(header);
    }

    private void PutBinaryPart(Stream stream, int odd, int id, string name)
    {
        if (random.Next(odd * 8) == 0)
        {
            return;
        }

        PutName(stream, odd * 8, 0x42, 0x40, id, name);
        if (random.Next(odd * 8) == 0)
        {
            byte[] attribute = random.Next(2) == 0 ? [0x04, 1, (byte)'x', 0x82] : [0x05, 1, (byte)'i', 3, .. "nil"u8, 0x86, 0x09, 1, (byte)'i', 41, .. "http://www.w3.org/2001/XMLSchema-instance"u8];
            stream.Write(attribute);
        }

        var record = NextRecord(random.Next(odd * 2) == 0 ? random.Pick(1, "text", "bytes", "flag", "number", "large", "id", "any") : name);
        switch (random.Next(odd * 4))
        {
            case 0:
                // The end of the element in a record of its own.
                stream.Write(record);
                stream.WriteByte(0x01);
                break;
            case 1:
                stream.Write(record);
                var more = NextRecord(name);
                more[0]++;
                stream.Write(more);
                break;
            case 2:
                stream.WriteByte(0x01);
                break;
            case 3:
                stream.Write([0x02, 1, (byte)'c']);
                record[0]++;
                stream.Write(record);
                break;
            default:
                record[0]++;
                stream.Write(record);
                break;
        }
    }

    private byte[] NextRecord(string name)
    {
        switch (name)
        {
            case "text":
                var text = Encoding.UTF8.GetBytes(random.Pick(3, "text", "", "1", "true", "\0", "\uFFFE", "\u00E9", "\uD83D\uDE00", " x ", "\r\n", Uuid, "AQID", new string('x', random.Next(1, 200)), new string('y', random.Next(8100, 8300))));
                if (random.Next(20) == 0)
                {
                    text = random.Pick(1, "a", "b", "c") switch { "a" => [0xED, 0xA0, 0x80], "b" => [0xC3], _ => [0xEF, 0xBF, 0xBF] };
                }

                return text.Length < 256 && random.Next(4) > 0 ? [0x98, (byte)text.Length, .. text]
                    : random.Next(3) > 0 ? [0x9A, (byte)text.Length, (byte)(text.Length >> 8), .. text]
                    : [0x9C, (byte)text.Length, (byte)(text.Length >> 8), 0, (byte)(random.Next(10) == 0 ? 0x80 : 0), .. text];
            case "bytes":
                var bytes = new byte[random.Next(12)];
                random.NextBytes(bytes);
                return random.Next(3) switch
                {
                    0 => [0x9E, (byte)bytes.Length, .. bytes],
                    1 => [0xA0, (byte)bytes.Length, 0, .. bytes],
                    _ => [0x9E, (byte)bytes.Length, .. bytes],
                };
            case "flag":
                return [(byte)(0x84 + (2 * random.Next(2)))];
            case "id":
                return [0xB0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
            case "any":
                return random.Next(10) switch
                {
                    0 => [0xA8],
                    1 => [0xAA, (byte)random.Next(40)],
                    2 => [0xB2, 1, 0, 0, 0, 0, 0, 0, 0],
                    3 => [0xB6, 2, (byte)'1', 0],
                    4 => [0xB4, 1],
                    5 => [0x90, 0, 0, 0x80, 0x3F],
                    6 => [0x92, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F],
                    7 => [0xAC, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
                    8 => [0xA4, 0x98, 1, (byte)'x', 0xA6],
                    _ => [0xBC, 0, 0, 0, 0],
                };
            default:
                var value = random.Next(3) == 0 ? random.NextInt64(long.MinValue, long.MaxValue) : random.Next(-300, 70000);
                return random.Next(6) switch
                {
                    0 => [0x80],
                    1 => [0x82],
                    2 => [0x88, (byte)value],
                    3 => [0x8A, (byte)value, (byte)(value >> 8)],
                    4 => [0x8C, .. BitConverter.GetBytes((int)value)],
                    _ => [0x8E, .. BitConverter.GetBytes(name is "large" ? value : random.Next(3) == 0 ? value : (short)value)],
                };
        }
    }
}
