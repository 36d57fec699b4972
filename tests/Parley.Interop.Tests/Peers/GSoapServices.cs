namespace Parley.Interop.Tests.Peers;

/// <summary>gSOAP's services, one for each version of reliable messaging. They serve all tests.</summary>
public sealed class GSoapServices(GSoapPrograms programs) : IAsyncLifetime
{
    private readonly Dictionary<string, PeerProcess> _services = [];

    /// <summary>What the service of a version has printed.</summary>
    public string OutputOf(string version) => _services[version].Output;

    /// <summary>Where the service of a version is.</summary>
    public EndpointAddress AddressOf(string version)
    {
        var port = OutputOf(version).Split('\n')[0]["port ".Length..];
        return new EndpointAddress($"http://127.0.0.1:{port}/calculator");
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (programs.AreInstalled)
        {
            foreach (var version in GSoapPrograms.Versions)
            {
                _services.Add(version, await PeerProcess.StartServiceAsync(programs[version], "serve"));
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.Values)
        {
            await service.DisposeAsync();
        }
    }
}
