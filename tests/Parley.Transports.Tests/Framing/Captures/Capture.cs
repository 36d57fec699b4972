namespace Parley.Transports.Tests.Framing;

/// <summary>The recorded conversations.</summary>
internal static class Capture
{
    public static byte[] Read(string name) =>
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Framing", "Captures", name));
}
