using System.Security.Cryptography;

namespace Parley.Interop.Tests.Peers;

/// <summary>WSS4J's program, compiled once and kept beside the tests until a source changes.</summary>
internal static class Wss4jProgram
{
    private const string Libraries = "/usr/share/java/wss4j.jar:/usr/share/java/xmlsec.jar:/usr/share/java/slf4j-api.jar";

    /// <summary>Whether this machine has WSS4J and Java.</summary>
    public static bool IsInstalled { get; } = PeerProcess.IsOnPath("java") && PeerProcess.IsOnPath("javac") && Libraries.Split(':').All(File.Exists);

    /// <summary>Skips the test when there is no WSS4J.</summary>
    public static void SkipIfMissing() =>
        Assert.SkipUnless(IsInstalled, "java, javac or WSS4J are not installed (Debian packages openjdk-17-jdk-headless, libwss4j-java and libxml-security-java)");

    /// <summary>Runs it once for a folder of messages.</summary>
    public static async Task RunAsync(string folder)
    {
        var program = await CompileAsync();
        var (exitCode, process) = await PeerProcess.RunAsync(
            "java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp", program + ":" + Libraries, "Wss4jPeer", folder);
        Assert.True(exitCode == 0, process.Output);
    }

    private static async Task<string> CompileAsync()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Wss4j");
        var sources = Directory.GetFiles(folder, "*.java").Order(StringComparer.Ordinal).ToArray();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var source in sources)
        {
            hash.AppendData(await File.ReadAllBytesAsync(source));
        }

        var place = Path.Combine(folder, Convert.ToHexStringLower(hash.GetHashAndReset())[..16]);
        if (!Directory.Exists(place))
        {
            var work = Path.Combine(folder, $"work-{Environment.ProcessId}");
            var (exitCode, compiler) = await PeerProcess.RunAsync("javac", ["-encoding", "UTF-8", "-cp", Libraries, "-d", work, .. sources]);
            Assert.True(exitCode == 0, compiler.Output);
            try
            {
                Directory.Move(work, place); // At once: whoever finds the folder finds it complete.
            }
            catch (IOException) when (Directory.Exists(place))
            {
                Directory.Delete(work, recursive: true);
            }
        }

        return place;
    }
}
