namespace Parley.Interop.Tests.Peers;

/// <summary>Our own host and client, built beside the tests.</summary>
internal static class ParleyPrograms
{
    public static string Host { get; } = Path.Combine(AppContext.BaseDirectory, "Parley.InteropHost");

    public static string Client { get; } = Path.Combine(AppContext.BaseDirectory, "Parley.InteropClient");
}
