using Parley.Interop.Tests.Peers;

namespace Parley.Interop.Tests;

/// <summary>gSOAP's client in reliable sessions with our service.</summary>
public sealed class GSoapClientTests(GSoapPrograms gsoap, ParleyHost parley)
{
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(30);

    private static readonly string[] Expected =
    [
        "created",
        "Add(1, 100) = 101", "Add(2, 100) = 102", "Add(3, 100) = 103", "Echo = a < b & é",
        "Notify", "Notify", "Notify",
        "Notified() = 3", "not acknowledged before closing: 0 of 8", "closed",
    ];

    /// <summary>The versions of reliable messaging.</summary>
    public static TheoryData<string> Versions => [.. GSoapPrograms.Versions];

    [Theory]
    [InlineData("rm10", "/ws/rm")]
    [InlineData("rm11", "/ws2007/rm")]
    public async Task GSoaps_client_calls_our_host(string version, string path)
    {
        gsoap.SkipIfMissing();
        await CallAsync(version, $"http://127.0.0.1:{parley.Http}{path}/calculator");
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task The_session_of_gSoaps_client_ends_as_a_closed_one(string version)
    {
        gsoap.SkipIfMissing();
        var service = new WatchedCalculator();
        var address = $"http://127.0.0.1:{FreePort.Take()}/calculator";
        await using var host = new ServiceHost(service);
        host.AddServiceEndpoint(typeof(ICalculator), GSoapBindings.Of(version), address);
        await host.OpenAsync();
        await CallAsync(version, address);
        Assert.Equal(CommunicationState.Closed, await service.Ended.WaitAsync(Guard));
        await host.CloseAsync().AsTask().WaitAsync(Guard);
    }

    private async Task CallAsync(string version, string address)
    {
        var (exitCode, client) = await PeerProcess.RunAsync(gsoap[version], "call", address);
        Assert.True(exitCode == 0, client.Output);
        Assert.Equal(Expected, client.Output.Split('\n')[..Expected.Length]);
    }

    /// <summary>The calculator that sees how its session ends.</summary>
    [ServiceBehavior(InstanceContextMode = InstanceContextMode.Single)]
    private sealed class WatchedCalculator : ICalculator
    {
        private readonly CalculatorService _calculator = new();
        private readonly TaskCompletionSource<CommunicationState> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _watches;

        public Task<CommunicationState> Ended => _ended.Task;

        public double Add(double a, double b)
        {
            if (!_watches)
            {
                _watches = true;
                var channel = OperationContext.Current!.Channel;
                channel.Faulted += (_, _) => _ended.TrySetResult(CommunicationState.Faulted);
                channel.Closed += (_, _) => _ended.TrySetResult(CommunicationState.Closed);
            }

            return _calculator.Add(a, b);
        }

        public string Echo(string text) => _calculator.Echo(text);

        public byte[] EchoBytes(byte[] data) => _calculator.EchoBytes(data);

        public void Fail(string reason) => _calculator.Fail(reason);

        public void Crash() => _calculator.Crash();

        public void Notify(string text) => _calculator.Notify(text);

        public int Notified() => _calculator.Notified();

        public string WhoAmI() => _calculator.WhoAmI();

        public string SessionId() => _calculator.SessionId();
    }
}
