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

    public static string Next() => string.Create(CultureInfo.InvariantCulture, $"{_process}{Interlocked.Increment(ref _last)}");

    /// <summary>Writes the next one.</summary>
    /// <param name="destination">Has <see cref="MaxLength"/> bytes.</param>
    /// <returns>Its length.</returns>
    public static int Next(Span<byte> destination)
    {
        _processBytes.CopyTo(destination);
        Interlocked.Increment(ref _last).TryFormat(destination[_processBytes.Length..], out var length, provider: CultureInfo.InvariantCulture);
        return _processBytes.Length + length;
    }
}
