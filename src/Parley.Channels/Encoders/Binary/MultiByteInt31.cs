namespace Parley.Channels;

/// <summary>Integers of [MC-NBFX] section 2.1.2: seven bits a byte, the least significant first, the high bit set when more follow.</summary>
internal static class MultiByteInt31
{
    /// <summary>The most bytes that a value takes.</summary>
    public const int MaxSize = 5;

    public static int SizeOf(int value) => value switch
    {
        < 1 << 7 => 1,
        < 1 << 14 => 2,
        < 1 << 21 => 3,
        < 1 << 28 => 4,
        _ => 5,
    };

    /// <summary>Writes a value and tells how many bytes it took.</summary>
    public static int Write(Span<byte> destination, int value)
    {
        var count = 0;
        for (; value >= 0x80; value >>= 7)
        {
            destination[count++] = (byte)(value | 0x80);
        }

        destination[count++] = (byte)value;
        return count;
    }

    /// <summary>Reads a value and moves past it.</summary>
    /// <returns>False when the bytes end too early, or the value has more than 31 bits.</returns>
    public static bool TryRead(ref ReadOnlySpan<byte> source, out int value)
    {
        value = 0;
        for (var i = 0; i < MaxSize && i < source.Length; i++)
        {
            var next = source[i];
            if (i == MaxSize - 1 && next > 0x07)
            {
                return false;
            }

            value |= (next & 0x7F) << (7 * i);
            if (next < 0x80)
            {
                source = source[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
