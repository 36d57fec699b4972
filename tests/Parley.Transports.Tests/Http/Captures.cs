namespace Parley.Transports.Tests.Http;

/// <summary>The recorded HTTP messages beside the tests.</summary>
internal static class Captures
{
    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Http", "Captures", name + ".http"));
}
