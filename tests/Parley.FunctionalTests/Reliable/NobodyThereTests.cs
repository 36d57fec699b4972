using System.Net;
using System.Net.Sockets;
using Parley.Channels;
using Parley.FaultProxy;
using Parley.ReliableMessaging.Tests.Monitoring;

namespace Parley.FunctionalTests.Reliable;

/// <summary>A reliable session that is opened where nobody listens.</summary>
public sealed class NobodyThereTests
{
    private static readonly TimeSpan _guard = TimeSpan.FromSeconds(30);

    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required)]
    private interface IGreeter
    {
        [OperationContract]
        Task<string> GreetAsync(string name);

        [OperationContract(IsOneWay = true)]
        Task WaveAsync();
    }

    [Theory]
    [InlineData("http")]
    [InlineData("net.tcp")]
    public async Task A_session_that_is_opened_where_nobody_listens_says_so_long_before_OpenTimeout(string scheme)
    {
        // The port stays taken, and is not listened at.
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Binding binding = scheme == "http"
            ? new WS2007HttpBinding(SecurityMode.None, reliableSessionEnabled: true)
            : new NetTcpBinding(SecurityMode.None, reliableSessionEnabled: true);
        binding.OpenTimeout = TimeSpan.FromMinutes(10);
        binding.SendTimeout = TimeSpan.FromMinutes(10);
        var factory = new ChannelFactory<IGreeter>(binding, new EndpointAddress($"{scheme}://127.0.0.1:{((IPEndPoint)taken.LocalEndPoint!).Port}/nobody"));
        var client = factory.CreateChannel();
        await Assert.ThrowsAsync<EndpointNotFoundException>(
            () => client.GreetAsync("Ann").WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Equal(CommunicationState.Faulted, ((ICommunicationObject)client).State);
        ((ICommunicationObject)client).Abort();
        factory.Abort();
    }

    [Theory]
    [InlineData("http")]
    [InlineData("net.tcp")]
    public async Task A_call_and_Close_say_that_nobody_is_there_any_more(string scheme)
    {
        Binding CreateBinding() => scheme == "http"
            ? new WS2007HttpBinding(SecurityMode.None, reliableSessionEnabled: true) { SendTimeout = TimeSpan.FromMinutes(10), CloseTimeout = TimeSpan.FromMinutes(10) }
            : new NetTcpBinding(SecurityMode.None, reliableSessionEnabled: true) { SendTimeout = TimeSpan.FromMinutes(10), CloseTimeout = TimeSpan.FromMinutes(10) };
        var log = new Entries();
        await using var world = await ReliableWorld<IGreeter>.StartAsync(
            typeof(Greeter), CreateBinding, new NothingLost(), configureClient: factory => factory.LoggerFactory = log);
        var client = world.CreateClient();
        Assert.Equal("Hello Ann", await client.GreetAsync("Ann").WaitAsync(_guard, TestContext.Current.CancellationToken));
        await world.StopNetworkAsync();
        var waving = client.WaveAsync();
        await log.FirstAsync(scheme == "http" ? 2307 : 2305);

        ((IContextChannel)client).OperationTimeout = TimeSpan.FromSeconds(1);
        var call = await Assert.ThrowsAsync<TimeoutException>(() => client.GreetAsync("Ann").WaitAsync(_guard, TestContext.Current.CancellationToken));
        Assert.Contains("The last failure was", call.Message, StringComparison.Ordinal);
        Assert.IsAssignableFrom<CommunicationException>(call.InnerException);

        var close = await Assert.ThrowsAsync<TimeoutException>(
            () => Task.Run(() => ((ICommunicationObject)client).Close(TimeSpan.FromSeconds(1))).WaitAsync(_guard, TestContext.Current.CancellationToken));
        Assert.Contains("2 messages are not acknowledged", close.Message, StringComparison.Ordinal);
        Assert.Contains("The last failure was", close.Message, StringComparison.Ordinal);
        _ = await Record.ExceptionAsync(() => waving.WaitAsync(_guard, TestContext.Current.CancellationToken));
    }

    private sealed class Greeter : IGreeter
    {
        public Task<string> GreetAsync(string name) => Task.FromResult($"Hello {name}");

        public Task WaveAsync() => Task.CompletedTask;
    }

    private sealed class NothingLost : IFaultPlan
    {
        public Fault Decide(in ProxiedMessage message) => Fault.None;
    }
}
