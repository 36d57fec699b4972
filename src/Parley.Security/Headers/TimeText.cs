namespace Parley.Security;

/// <summary>Times as timestamps have them: <c>2026-11-22T04:05:06.789Z</c>. WS-Security 1.1, section 10.</summary>
internal static class TimeText
{
    /// <summary>How many characters they have.</summary>
    public const int Length = 24;

    private static ReadOnlySpan<byte> Separators => "0000-00-00T00:00:00.000Z"u8;

    /// <summary>Writes a time.</summary>
    /// <param name="time">The time, UTC.</param>
    /// <param name="destination">Has room for <see cref="Length"/> bytes.</param>
    public static void Write(DateTime time, Span<byte> destination)
    {
        destination = destination[..Length];
        Separators.CopyTo(destination);
        Write(time.Year, destination[..4]);
        Write(time.Month, destination[5..7]);
        Write(time.Day, destination[8..10]);
        Write(time.Hour, destination[11..13]);
        Write(time.Minute, destination[14..16]);
        Write(time.Second, destination[17..19]);
        Write(time.Millisecond, destination[20..23]);
    }

    /// <summary>Reads a time.</summary>
    /// <returns>False for one that is written in another way, or is none.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, out DateTime time)
    {
        time = default;
        if (text.Length != Length)
        {
            return false;
        }

        for (var i = 0; i < Length; i++)
        {
            if (Separators[i] == '0' ? !char.IsAsciiDigit((char)text[i]) : text[i] != Separators[i])
            {
                return false;
            }
        }

        var (year, month, day) = (Read(text[..4]), Read(text[5..7]), Read(text[8..10]));
        var (hour, minute, second) = (Read(text[11..13]), Read(text[14..16]), Read(text[17..19]));
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        time = new DateTime(year, month, day, hour, minute, second, Read(text[20..23]), DateTimeKind.Utc);
        return true;
    }

    private static void Write(int value, Span<byte> digits)
    {
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            digits[i] = (byte)('0' + (value % 10));
            value /= 10;
        }
    }

    private static int Read(ReadOnlySpan<byte> digits)
    {
        var value = 0;
        foreach (var digit in digits)
        {
            value = (10 * value) + digit - '0';
        }

        return value;
    }
}
