namespace Parley.Interop.Tests.Peers;

/// <summary>Mono's client and service, compiled once by Mono's own compiler.</summary>
public sealed class MonoPrograms : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Whether this machine has Mono.</summary>
    public bool AreInstalled { get; } = PeerProcess.IsOnPath("mcs") && PeerProcess.IsOnPath("mono");

    /// <summary>The file for `mono` to run.</summary>
    public string Client => _folder.In("MonoClient.exe");

    /// <summary>The file for `mono` to run.</summary>
    public string Service => _folder.In("MonoService.exe");

    /// <summary>Skips the test when there is no Mono.</summary>
    public void SkipIfMissing() => Assert.SkipUnless(AreInstalled, "mcs and mono are not installed (Debian package mono-devel)");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (AreInstalled)
        {
            await CompileAsync(Client, "MonoService.cs");
            await CompileAsync(Service, "MonoClient.cs");
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task CompileAsync(string program, string otherMain)
    {
        var sources = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Mono"), "*.cs").Where(file => !file.EndsWith(otherMain, StringComparison.Ordinal));
        string[] options = ["-define:MONO", "-r:System.ServiceModel", "-r:System.IdentityModel", "-r:System.IdentityModel.Selectors", "-r:System.Runtime.Serialization", "-r:System.Xml", "-out:" + program];
        var (exitCode, compiler) = await PeerProcess.RunAsync("mcs", options.Concat(sources));
        Assert.True(exitCode == 0, compiler.Output);
    }
}
