using System.Security.Cryptography;

namespace Parley.Security;

/// <summary>Initialisation vectors: bytes of the platform's random number generator, which are asked for in larger pieces. Each is given out once.</summary>
internal static class RandomVectors
{
    private const int Size = 512;

    [ThreadStatic]
    private static byte[]? _bytes;

    [ThreadStatic]
    private static int _left;

    /// <summary>Fills a vector.</summary>
    /// <param name="vector">At most 16 bytes.</param>
    public static void Fill(Span<byte> vector)
    {
        var bytes = _bytes ??= new byte[Size];
        if (_left < vector.Length)
        {
            RandomNumberGenerator.Fill(bytes);
            _left = Size;
        }

        var next = bytes.AsSpan(_left - vector.Length, vector.Length);
        next.CopyTo(vector);
        next.Clear();
        _left -= vector.Length;
    }
}
