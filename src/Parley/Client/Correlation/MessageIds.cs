using System.Security.Cryptography;
using System.Xml;

namespace Parley;

/// <summary>
/// Makes MessageIDs: random UUIDs, RFC 9562, section 5.4. The operating system is asked for many at once, because each
/// question costs more than the rest of the work.
/// </summary>
internal static class MessageIds
{
    private const int Size = 16;
    private const int Block = 128;

    [ThreadStatic]
    private static byte[]? _block;

    [ThreadStatic]
    private static int _left;

    /// <summary>An identifier that nobody can guess.</summary>
    internal static UniqueId Next()
    {
        var block = _block ??= new byte[Block * Size];
        if (_left == 0)
        {
            RandomNumberGenerator.Fill(block);
            _left = Block;
        }

        var bytes = block.AsSpan(--_left * Size, Size);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        var id = new UniqueId(new Guid(bytes, bigEndian: true));
        bytes.Clear();
        return id;
    }
}
