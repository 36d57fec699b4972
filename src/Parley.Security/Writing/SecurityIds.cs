using System.Globalization;
using System.Text;

namespace Parley.Security;

/// <summary>Ids of elements that may meet in one message although they were made for different ones: tokens and times.</summary>
internal static class SecurityIds
{
    /// <summary>The room that an id needs.</summary>
    public const int MaxLength = 64;

    private static readonly string _process = $"uuid-{Guid.NewGuid():D}-";
    private static readonly byte[] _processBytes = Encoding.ASCII.GetBytes(_process);
    private static long _last;

    public static string Next() => Of(Take(1));

    /// <summary>Takes ids.</summary>
    /// <param name="count">How many.</param>
    /// <returns>The number of the first one.</returns>
    public static long Take(int count) => Interlocked.Add(ref _last, count) - count + 1;

    /// <summary>The id of a number.</summary>
    public static string Of(long number) => string.Create(CultureInfo.InvariantCulture, $"{_process}{number}");

    /// <summary>Writes the id of a number.</summary>
    /// <param name="number">The number.</param>
    /// <param name="destination">Has <see cref="MaxLength"/> bytes.</param>
    /// <returns>The id.</returns>
    public static ReadOnlySpan<byte> Write(long number, Span<byte> destination)
    {
        _processBytes.CopyTo(destination);
        number.TryFormat(destination[_processBytes.Length..], out var length, provider: CultureInfo.InvariantCulture);
        return destination[..(_processBytes.Length + length)];
    }
}
