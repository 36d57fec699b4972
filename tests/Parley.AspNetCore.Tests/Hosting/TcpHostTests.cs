using Parley.Channels;

namespace Parley.AspNetCore.Tests.Hosting;

public class TcpHostTests
{
    private static CustomBinding Tcp() => new(new BinaryMessageEncodingBindingElement(), new TcpTransportBindingElement());

    [Fact]
    public async Task A_session_over_tcp_keeps_its_instance_from_call_to_call()
    {
        await using var log = new TestLog();
        await using var host = new ServiceHost(typeof(Calculator)) { LoggerFactory = log };
        var endpoint = host.AddServiceEndpoint(typeof(ICalculator), Tcp(), "net.tcp://127.0.0.1:0/calculator");
        await host.OpenAsync();
        Assert.NotEqual(0, endpoint.Address!.Uri.Port);
        await using var factory = new ChannelFactory<ICalculator>(Tcp(), endpoint.Address);
        var proxy = factory.CreateChannel();

        Assert.Equal(3, proxy.Add(1, 2));
        Assert.Equal(7, await proxy.AddLaterAsync(3, 4, default));
        proxy.Notify("one");
        proxy.Notify("two");
        Assert.Equal(2, proxy.Notified());
        Assert.NotEmpty(proxy.SessionId());
        ((IClientChannel)proxy).Close();
    }

    [Fact]
    public async Task A_declared_fault_reaches_the_client_and_leaves_the_session_open()
    {
        await using var log = new TestLog();
        await using var host = new ServiceHost(typeof(Calculator)) { LoggerFactory = log };
        var endpoint = host.AddServiceEndpoint(typeof(ICalculator), Tcp(), "net.tcp://127.0.0.1:0/calculator");
        await host.OpenAsync();
        await using var factory = new ChannelFactory<ICalculator>(Tcp(), endpoint.Address!);
        var proxy = factory.CreateChannel();

        var fault = Assert.Throws<FaultException<CalculatorFault>>(() => proxy.Fail("why"));
        Assert.Equal("why", fault.Detail.Reason);
        Assert.Equal(3, proxy.Add(1, 2));
    }

    [Fact]
    public async Task An_undeclared_exception_reaches_the_client_as_a_general_fault_and_ends_the_session()
    {
        await using var log = new TestLog { ExpectsErrors = true };
        await using var host = new ServiceHost(typeof(Calculator)) { LoggerFactory = log };
        var endpoint = host.AddServiceEndpoint(typeof(ICalculator), Tcp(), "net.tcp://127.0.0.1:0/calculator");
        await host.OpenAsync();
        await using var factory = new ChannelFactory<ICalculator>(Tcp(), endpoint.Address!);
        for (var i = 0; i < 20; i++)
        {
            var proxy = factory.CreateChannel();
            var fault = Assert.Throws<FaultException>(proxy.Crash);
            Assert.Equal("InternalServiceFault", fault.Code.SubCode!.Name);
            Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
            Assert.ThrowsAny<CommunicationException>(() => proxy.Add(1, 2));
        }
    }

    [Fact]
    public async Task A_reentrant_service_calls_its_client_back_within_a_call()
    {
        await using var log = new TestLog();
        await using var host = new ServiceHost(typeof(Duplex)) { LoggerFactory = log };
        var endpoint = host.AddServiceEndpoint(typeof(IDuplex), Tcp(), "net.tcp://127.0.0.1:0/duplex");
        await host.OpenAsync();
        var callback = new Callback();
        await using var factory = new DuplexChannelFactory<IDuplex>(new InstanceContext(callback), Tcp(), endpoint.Address!);
        var proxy = factory.CreateChannel();

        Assert.Equal(42, proxy.Ask(21));
        proxy.Subscribe(100);
        await callback.Done.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(Enumerable.Range(0, 100), callback.Ticks);
        ((IClientChannel)proxy).Close();
    }

    private sealed class Callback : IDuplexCallback
    {
        public List<int> Ticks { get; } = [];

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void OnTick(int n) => Ticks.Add(n);

        public void OnDone() => Done.SetResult();

        public int Answer(int x) => 2 * x;
    }
}
