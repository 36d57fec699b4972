using Parley.Transports.Tests;

namespace Parley.Interop.Tests.Peers;

/// <summary>
/// Mono's services, one for each contract over net.tcp as Mono cannot share a port, each with all the HTTP rows. They start side
/// by side and serve all tests, because each needs seconds before it accepts.
/// </summary>
public sealed class MonoServices(MonoPrograms programs, ParleyHost host) : IAsyncLifetime
{
    private readonly Dictionary<string, (string[] Places, PeerProcess Process)> _services = [];

    /// <summary>The part of a command line that says where the contract is served.</summary>
    public string[] PlacesOf(string contract) => _services[contract == "report" ? "sink" : contract].Places;

    /// <summary>What that service has printed.</summary>
    public string OutputOf(string contract) => _services[contract == "report" ? "sink" : contract].Process.Output;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (!programs.AreInstalled)
        {
            return;
        }

        foreach (var (contract, start) in new[] { "calculator", "session", "sink", "duplex" }.Select(contract => (contract, Start(contract))).ToArray())
        {
            _services.Add(contract, await start);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.Values)
        {
            await service.Process.DisposeAsync();
        }
    }

    private async Task<(string[] Places, PeerProcess Process)> Start(string contract)
    {
        string[] places = [];
        var process = await PeerProcess.StartServiceAsync("mono", () =>
        {
            places = ["--http", FreePort.TakeText(), "--tcp", FreePort.TakeText(), "--certificates", host.CertificatesFolder];
            return [programs.Service, .. places, "--contract", contract];
        });
        return (places, process);
    }
}
