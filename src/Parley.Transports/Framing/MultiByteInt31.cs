using System.Buffers;

namespace Parley.Channels.Framing;

/// <summary>The length format of framing. [MC-NMF] section 2.2.2.1.</summary>
/// <remarks>
/// <code>
///   byte 0        byte 1        …        byte 4
///   +-+-------+   +-+-------+            +-+-----+
///   |m| 7 bit |   |m| 7 bit |            |0| 3 b |    least significant group first; m = another byte follows
///   +-+-------+   +-+-------+            +-+-----+    at most 5 bytes, value at most 2^31 − 1
/// </code>
/// </remarks>
internal static class MultiByteInt31
{
    /// <summary>The most bytes that a value takes.</summary>
    public const int MaxLength = 5;

    /// <summary>How many bytes <paramref name="value"/> takes.</summary>
    public static int GetLength(int value) =>
        value switch
        {
            < 1 << 7 => 1,
            < 1 << 14 => 2,
            < 1 << 21 => 3,
            < 1 << 28 => 4,
            _ => 5,
        };

    /// <summary>Writes the value and returns how many bytes it took.</summary>
    public static int Write(Span<byte> target, int value)
    {
        var i = 0;
        while (value >= 0x80)
        {
            target[i++] = (byte)(value | 0x80);
            value >>= 7;
        }

        target[i++] = (byte)value;
        return i;
    }

    /// <summary>Reads a value that may not have come completely.</summary>
    /// <returns><see cref="OperationStatus.NeedMoreData"/> when it has not; <see cref="OperationStatus.InvalidData"/> when it never can.</returns>
    public static OperationStatus TryRead(ReadOnlySpan<byte> source, out int value, out int consumed)
    {
        value = 0;
        consumed = 0;
        for (var i = 0; i < MaxLength; i++)
        {
            if (i >= source.Length)
            {
                return OperationStatus.NeedMoreData;
            }

            var next = source[i];
            if (i == MaxLength - 1 && next > 0x07)
            {
                return OperationStatus.InvalidData;
            }

            value |= (next & 0x7F) << (7 * i);
            if (next < 0x80)
            {
                consumed = i + 1;
                return OperationStatus.Done;
            }
        }

        return OperationStatus.InvalidData;
    }
}
