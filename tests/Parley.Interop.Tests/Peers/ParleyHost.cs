using Parley.Transports.Tests;

namespace Parley.Interop.Tests.Peers;

/// <summary>Our host, started once for all tests, on free ports.</summary>
public sealed class ParleyHost : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private PeerProcess? _process;

    /// <summary>The command line that host and clients share.</summary>
    public string[] Arguments => ArgumentsWith(CertificatesFolder);

    /// <summary>What the host made for itself.</summary>
    public string CertificatesFolder => _folder.In("certificates");

    /// <summary>Of http rows.</summary>
    public string Http { get; private set; } = "";

    /// <summary>Of https rows.</summary>
    public string Https { get; private set; } = "";

    /// <summary>Of net.tcp rows.</summary>
    public string Tcp { get; private set; } = "";

    /// <summary>What the host has printed.</summary>
    public string Output => _process?.Output ?? "";

    /// <summary>The command line with another folder of certificates.</summary>
    public string[] ArgumentsWith(string certificates) =>
        ["--http", Http, "--https", Https, "--tcp", Tcp, "--pipes", _folder.Path, "--certificates", certificates];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _process = await PeerProcess.StartServiceAsync(ParleyPrograms.Host, () =>
    {
        (Http, Https, Tcp) = (FreePort.TakeText(), FreePort.TakeText(), FreePort.TakeText());
        return Arguments;
    });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _folder.Dispose();
    }
}
