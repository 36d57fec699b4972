using Parley.Interop.Tests.Peers;

namespace Parley.Interop.Tests;

/// <summary>Mono's WCF as client of our host, and as service of our client. Mono/README.md says what it cannot do.</summary>
public sealed class MonoTests(ParleyHost host, MonoPrograms mono, MonoServices services) : IClassFixture<MonoServices>
{
    public static TheoryData<string, string> Rows => new()
    {
        { "/basic", "calculator" },
        { "/basic", "report" },
        { "/ws", "calculator" },
        { "/ws2007", "calculator" },
        { "/test/binary", "calculator" },
        { "/test/mono/username", "calculator" },
        { "/test/mono/anonymous", "calculator" },
        { "/test/mono/mutual", "calculator" },
        { "/tcp", "calculator" },
        { "/tcp", "session" },
        { "/tcp", "sink" },
        { "/tcp", "duplex" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Monos_client_calls_our_host(string path, string contract)
    {
        mono.SkipIfMissing();
        string[] arguments = [mono.Client, .. host.Arguments, .. Only(path, contract), "--without", "terminating,initiating,duplex-close" + (path.StartsWith("/test/mono", StringComparison.Ordinal) ? ",faults,notifications" : "")];
        var (_, client) = await PeerProcess.RunAsync("mono", arguments);
        Assert.True(client.Results.Contains($"pass {path} {contract}"), $"{client.Output}\n\nThe host printed:\n{host.Output}");
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Our_client_calls_Monos_service(string path, string contract)
    {
        mono.SkipIfMissing();
        var places = services.PlacesOf(contract);
        var without = path switch
        {
            "/tcp" => "faults,last-one-way",
            _ when path.StartsWith("/test/mono", StringComparison.Ordinal) => "instance-per-call,faults,identity",
            _ => "instance-per-call",
        };
        string[] arguments = [.. places, .. Only(path, contract), "--without", without];
        var (_, client) = await PeerProcess.RunAsync(ParleyPrograms.Client, arguments);
        Assert.True(client.Results.Contains($"pass {path} {contract}"), $"{client.Output}\n\nThe service printed:\n{services.OutputOf(contract)}");
    }

    private static string[] Only(string path, string contract) => ["--only", path + "$", "--contract", contract];
}
