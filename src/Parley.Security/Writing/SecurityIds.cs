using System.Globalization;

namespace Parley.Security;

/// <summary>Ids of elements that may meet in one message although they were made for different ones: tokens and times.</summary>
internal static class SecurityIds
{
    private static readonly string _process = $"uuid-{Guid.NewGuid():D}-";
    private static long _last;

    public static string Next() => string.Create(CultureInfo.InvariantCulture, $"{_process}{Interlocked.Increment(ref _last)}");
}
