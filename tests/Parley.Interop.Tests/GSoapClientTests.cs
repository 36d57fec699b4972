using Parley.FaultProxy;
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

    private static readonly string[] ExpectedWithAddress =
    [
        "created",
        "AddResponse = 101", "AddResponse = 102", "AddResponse = 103", "EchoResponse = a < b & é",
        "NotifiedResponse = 3", "not acknowledged before closing: 0 of 8", "closed", "terminated", "done",
    ];

    /// <summary>The versions of reliable messaging.</summary>
    public static TheoryData<string> Versions => [.. GSoapPrograms.Versions];

    [Theory]
    [InlineData("rm10", "/ws/rm")]
    [InlineData("rm11", "/ws2007/rm")]
    [InlineData("rm10-wcf", "/ws/rm")]
    [InlineData("rm11-wcf", "/ws2007/rm")]
    public async Task GSoaps_client_calls_our_host(string version, string path)
    {
        gsoap.SkipIfMissing();
        await CallAsync(version, $"http://127.0.0.1:{parley.Http}{path}/calculator", Expected);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task The_session_of_gSoaps_client_ends_as_a_closed_one(string version)
    {
        gsoap.SkipIfMissing();
        var service = new WatchedCalculator();
        await using var host = new ServiceHost(service);
        var endpoint = host.AddServiceEndpoint(typeof(ICalculator), GSoapBindings.Of(version), "http://127.0.0.1:0/calculator");
        await host.OpenAsync();
        await CallAsync(version, endpoint.ListenUri!.ToString(), Expected);
        Assert.Equal(CommunicationState.Closed, await service.Ended.WaitAsync(Guard));
        await host.CloseAsync().AsTask().WaitAsync(Guard);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task GSoaps_client_with_an_address_of_its_own_is_answered_there_and_its_session_ends_as_a_closed_one(string version)
    {
        gsoap.SkipIfMissing();
        var service = new WatchedCalculator();
        await using var host = new ServiceHost(service);
        var endpoint = host.AddServiceEndpoint(typeof(ICalculator), GSoapBindings.WithAddress(version), "http://127.0.0.1:0/calculator");
        await host.OpenAsync();
        await CallAsync(version, endpoint.ListenUri!.ToString(), ExpectedWithAddress, "dual");
        Assert.Equal(CommunicationState.Closed, await service.Ended.WaitAsync(Guard));
        await host.CloseAsync().AsTask().WaitAsync(Guard);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task What_gSoaps_client_sends_again_runs_once(string version)
    {
        gsoap.SkipIfMissing();
        await using var host = new ServiceHost(typeof(CalculatorService));
        host.Description.Behaviors.Find<ServiceBehaviorAttribute>()!.AddressFilterMode = AddressFilterMode.Any;

        // In an ordered session a message after a lost one is answered when that has come, and this client sends that again only at the end.
        var endpoint = host.AddServiceEndpoint(typeof(ICalculator), GSoapBindings.Of(version, ordered: false), "http://127.0.0.1:0/calculator");
        await host.OpenAsync();
        await using var network = new HttpFaultProxy(endpoint.ListenUri!, new SomeNotifications());
        await network.StartAsync();
        await CallAsync(version, network.Address.ToString(), ["created", "Notified() = 8"], "resend");
        Assert.Equal(2, network.Lost);
        Assert.Equal(1, network.Cut);
        Assert.Equal(1, network.Doubled);
    }

    private async Task CallAsync(string version, string address, string[] expected, string command = "call")
    {
        var (exitCode, client) = await PeerProcess.RunAsync(gsoap[version], command, address);
        Assert.True(exitCode == 0, client.Output);
        Assert.Equal(expected, client.Output.Split('\n')[..expected.Length]);
    }

    /// <summary>CreateSequence passes; of the notifications after it one is lost, one is cut, one comes twice; one answer is lost.</summary>
    private sealed class SomeNotifications : IFaultPlan
    {
        public Fault Decide(in ProxiedMessage message) => (message.Direction, message.Number) switch
        {
            (NetworkDirection.ToService, 3) => Fault.Lose,
            (NetworkDirection.ToService, 5) => Fault.Cut,
            (NetworkDirection.ToService, 8) => Fault.Double,
            (NetworkDirection.ToClient, 4) => Fault.Lose,
            _ => Fault.None,
        };
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
