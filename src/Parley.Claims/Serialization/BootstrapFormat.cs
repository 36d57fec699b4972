using System.Text;
using System.Xml;
using Parley.IdentityModel.Tokens;

namespace Parley.Claims.Serialization;

/// <summary>
/// A bootstrap context within a session token: the record layout ([MS-NRBF]) of one object of .NET Framework's class BootstrapContext, whose member K says what
/// member T is: S a text, B bytes. Both layouts are compared byte by byte, any other graph is refused.
/// </summary>
internal static class BootstrapFormat
{
    // Header; library 2; object 1: class System.IdentityModel.Tokens.BootstrapContext, members K and T.
    private static readonly byte[] s_head =
    [
        0x00, 1, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 1, 0, 0, 0, 0, 0, 0, 0,
        0x0C, 2, 0, 0, 0, .. Text("System.IdentityModel, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089"u8),
        0x05, 1, 0, 0, 0, .. Text("System.IdentityModel.Tokens.BootstrapContext"u8),
        2, 0, 0, 0, .. Text("K"u8), .. Text("T"u8),
    ];

    // K a character, T a text: S, object 3.
    private static readonly byte[] s_textMembers = [0x00, 0x01, 0x03, 2, 0, 0, 0, (byte)'S', 0x06, 3, 0, 0, 0];

    // K a character, T a byte array: B, a reference to object 3, which follows.
    private static readonly byte[] s_bytesMembers = [0x00, 0x07, 0x03, 0x02, 2, 0, 0, 0, (byte)'B', 0x09, 3, 0, 0, 0, 0x0F, 3, 0, 0, 0];

    private const byte ByteArray = 0x02;
    private const byte MessageEnd = 0x0B;

    /// <summary>Writes what an identity keeps as its bootstrap context; null when it is nothing that can be written.</summary>
    public static byte[]? Write(object? bootstrap) => bootstrap switch
    {
        string text => WriteText(text),
        byte[] bytes => WriteBytes(bytes),
        BootstrapContext { Token: { } text } => WriteText(text),
        BootstrapContext { TokenBytes: { } bytes } => WriteBytes(bytes),
        _ => null,
    };

    /// <summary>Reads a bootstrap context.</summary>
    /// <exception cref="XmlException">It is another graph, or damaged.</exception>
    public static BootstrapContext Read(ReadOnlySpan<byte> all)
    {
        if (all.Length > s_head.Length && all.StartsWith(s_head) && all[^1] == MessageEnd)
        {
            var members = all[s_head.Length..^1];
            if (members.StartsWith(s_textMembers))
            {
                return new BootstrapContext(ReadText(members[s_textMembers.Length..]));
            }

            if (members.StartsWith(s_bytesMembers))
            {
                return new BootstrapContext(ReadBytes(members[s_bytesMembers.Length..]));
            }
        }

        throw Damaged();
    }

    private static byte[] WriteText(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var all = new List<byte>(s_head.Length + s_textMembers.Length + utf8.Length + 8);
        all.AddRange(s_head);
        all.AddRange(s_textMembers);
        var length = (uint)utf8.Length;
        for (; length >= 0x80; length >>= 7)
        {
            all.Add((byte)(length | 0x80));
        }

        all.Add((byte)length);
        all.AddRange(utf8);
        all.Add(MessageEnd);
        return [.. all];
    }

    private static byte[] WriteBytes(byte[] bytes) =>
        [.. s_head, .. s_bytesMembers, .. BitConverter.GetBytes(bytes.Length), ByteArray, .. bytes, MessageEnd];

    private static string ReadText(ReadOnlySpan<byte> bytes)
    {
        uint length = 0;
        for (var at = 0; at < bytes.Length && at < 5; at++)
        {
            length |= (uint)(bytes[at] & 0x7F) << (7 * at);
            if ((bytes[at] & 0x80) == 0)
            {
                return length == bytes.Length - at - 1 ? TextPool.Make(bytes[(at + 1)..]) ?? throw Damaged() : throw Damaged();
            }
        }

        throw Damaged();
    }

    private static byte[] ReadBytes(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 5 && BitConverter.ToInt32(bytes) == bytes.Length - 5 && bytes[4] == ByteArray ? bytes[5..].ToArray() : throw Damaged();

    private static byte[] Text(ReadOnlySpan<byte> text) => [(byte)text.Length, .. text];

    private static XmlException Damaged() =>
        new("The bootstrap token of the session token is damaged, or holds something else than a text or bytes. Serialized objects of other types are refused.");
}
