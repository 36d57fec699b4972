using System.Buffers.Binary;
using System.Xml;

namespace Parley.Claims.Serialization;

/// <summary>
/// The envelope that .NET Framework puts around a session token's binary XML: the record layout ([MS-NRBF]) of one object of one class with one member, a
/// byte array. There is one such layout, so it is compared byte by byte. Nothing is made of what the bytes say: no type is looked up, and any other graph is refused.
/// </summary>
internal static class NrbfEnvelope
{
    // Header; library 2; object 1: class System.IdentityModel.Tokens.SessionSecurityToken, member SessionToken: byte array, object 3.
    private static readonly byte[] s_head =
    [
        0x00, 1, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 1, 0, 0, 0, 0, 0, 0, 0,
        0x0C, 2, 0, 0, 0, .. Text("System.IdentityModel, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089"u8),
        0x05, 1, 0, 0, 0, .. Text("System.IdentityModel.Tokens.SessionSecurityToken"u8),
        1, 0, 0, 0, .. Text("SessionToken"u8), 0x07, 0x02,
        2, 0, 0, 0,
        0x09, 3, 0, 0, 0,
        0x0F, 3, 0, 0, 0,
    ];

    private const byte ByteArray = 0x02;
    private const byte MessageEnd = 0x0B;
    private const int LengthSize = 4;

    /// <summary>What the envelope adds, in bytes.</summary>
    public static int Overhead => s_head.Length + LengthSize + 2;

    /// <summary>Puts the envelope around a content.</summary>
    public static byte[] Wrap(ReadOnlySpan<byte> content)
    {
        var all = new byte[content.Length + Overhead];
        s_head.CopyTo(all, 0);
        BinaryPrimitives.WriteInt32LittleEndian(all.AsSpan(s_head.Length), content.Length);
        all[s_head.Length + LengthSize] = ByteArray;
        content.CopyTo(all.AsSpan(s_head.Length + LengthSize + 1));
        all[^1] = MessageEnd;
        return all;
    }

    /// <summary>The content of an envelope.</summary>
    /// <exception cref="XmlException">It is another graph, or damaged.</exception>
    public static ReadOnlySpan<byte> Unwrap(ReadOnlySpan<byte> all)
    {
        var length = all.Length - Overhead;
        return length >= 0
            && all.StartsWith(s_head)
            && BinaryPrimitives.ReadInt32LittleEndian(all[s_head.Length..]) == length
            && all[s_head.Length + LengthSize] == ByteArray
            && all[^1] == MessageEnd
            ? all.Slice(s_head.Length + LengthSize + 1, length)
            : throw new XmlException("The cookie of the session token is damaged, or holds something else than a session token of .NET Framework 4.5 or later. Serialized objects of other types are refused.");
    }

    // A text of fewer than 128 bytes, after its length.
    private static byte[] Text(ReadOnlySpan<byte> text) => [(byte)text.Length, .. text];
}
