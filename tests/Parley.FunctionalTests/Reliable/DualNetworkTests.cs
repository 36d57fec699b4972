using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Channels;
using Parley.Description;
using Parley.Dispatcher;
using Parley.FaultProxy;
using Parley.FunctionalTests.Framing;
using Parley.Security;
using Parley.Transports.Tests;

namespace Parley.FunctionalTests.Reliable;

/// <summary>Clients that listen for their service, over networks of other kinds than plain HTTP, and bad ones on the way back.</summary>
public sealed class DualNetworkTests
{
    private static readonly TimeSpan _guard = TimeSpan.FromMinutes(1);

    [ServiceContract(Namespace = "urn:test", CallbackContract = typeof(IEars))]
    private interface IMouth
    {
        [OperationContract]
        Task<int> SayAsync(int count);
    }

    private interface IEars
    {
        [OperationContract(IsOneWay = true)]
        Task HearAsync(int number);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_network_that_loses_doubles_reorders_and_cuts_what_the_service_sends_does_no_harm()
    {
        var port = FreePort.Take();
        await using var proxy = new HttpFaultProxy(
            new Uri($"http://127.0.0.1:{port}/"), new RandomFaults(13) { Loss = 0.1, Doubling = 0.1, Reordering = 0.1, CutEvery = 60 });
        await proxy.StartAsync(Token);
        var binding = new CustomBinding(new WSDualHttpBinding(WSDualHttpSecurityMode.None));
        var transport = binding.Elements.Find<HttpTransportBindingElement>()!;
        (transport.UseDefaultWebProxy, transport.ProxyAddress) = (false, proxy.Address);
        var clients = new WSDualHttpBinding(WSDualHttpSecurityMode.None) { ClientBaseAddress = new Uri($"http://127.0.0.1:{port}/back/") };
        await TalkAsync("http://127.0.0.1:0/mouth", binding, clients, static async (client, ears) =>
        {
            Assert.Equal(60, await client.SayAsync(60).WaitAsync(_guard, Token));
            Assert.Equal(Enumerable.Range(1, 60), await ears.HaveHeardAsync(60));
        });
        Assert.True(proxy.Lost > 0, "Nothing was lost.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Both_ways_may_be_connections_of_their_own(bool is11)
    {
        var binding = new CustomBinding(
            Session(is11), new CompositeDuplexBindingElement(), new OneWayBindingElement(), new BinaryMessageEncodingBindingElement(), new TcpTransportBindingElement());
        Assert.True(binding.CanBuildChannelFactory<IDuplexSessionChannel>());
        Assert.True(binding.CanBuildChannelListener<IDuplexSessionChannel>());
        await TalkAsync("net.tcp://127.0.0.1:0/mouth", binding, binding, static async (client, ears) =>
        {
            Assert.Equal(20, await client.SayAsync(20).WaitAsync(_guard, Token));
            Assert.Equal(Enumerable.Range(1, 20), await ears.HaveHeardAsync(20));
        });
    }

    [Fact]
    public async Task Both_ways_may_be_encrypted()
    {
        var binding = new CustomBinding(
            Session(is11: true), new CompositeDuplexBindingElement(), new OneWayBindingElement(), new TextMessageEncodingBindingElement(), new HttpsTransportBindingElement());
        var trusting = new ClientCredentials
        {
            ServiceCertificate = { SslCertificateAuthentication = new X509ServiceCertificateAuthentication { CertificateValidationMode = X509CertificateValidationMode.None } },
        };
        await TalkAsync(
            "https://127.0.0.1:0/mouth",
            binding,
            binding,
            static async (client, ears) =>
            {
                Assert.Equal(5, await client.SayAsync(5).WaitAsync(_guard, Token));
                Assert.Equal(Enumerable.Range(1, 5), await ears.HaveHeardAsync(5));
            },
            host =>
            {
                host.Credentials.ServiceCertificate.Certificate = TestCertificates.Shared.Service;
                host.Description.Endpoints[0].Behaviors.Add(new Parameter(trusting));
            },
            endpoint =>
            {
                var own = new ServiceCredentials { ServiceCertificate = { Certificate = TestCertificates.Shared.Service } };
                endpoint.Behaviors.Remove<ClientCredentials>();
                endpoint.Behaviors.Add(trusting);
                endpoint.Behaviors.Add(new Parameter(own));
            });
    }

    [Fact]
    public async Task Without_a_session_a_callback_goes_to_the_client_that_is_being_served()
    {
        var binding = new CustomBinding(
            new CompositeDuplexBindingElement(), new OneWayBindingElement(), new TextMessageEncodingBindingElement(), new HttpTransportBindingElement());
        await TalkAsync("http://127.0.0.1:0/mouth", binding, binding, static async (client, ears) =>
        {
            Assert.Equal(3, await client.SayAsync(3).WaitAsync(_guard, Token));
            Assert.Equal([1, 2, 3], (await ears.HaveHeardAsync(3)).Order());
        });
    }

    private static ReliableSessionBindingElement Session(bool is11) => new()
    {
        ReliableMessagingVersion = is11 ? ReliableMessagingVersion.WSReliableMessaging11 : ReliableMessagingVersion.WSReliableMessagingFebruary2005,
    };

    private static async Task TalkAsync(
        string address, Binding service, Binding clients, Func<IMouth, Ears, Task> talk, Action<ServiceHost>? configure = null, Action<ServiceEndpoint>? configureClient = null)
    {
        var host = new ServiceHost(typeof(Mouth)) { LoggerFactory = NullLoggerFactory.Instance };
        var endpoint = host.AddServiceEndpoint(typeof(IMouth), service, address);
        configure?.Invoke(host);
        await host.OpenAsync(Token);
        var ears = new Ears();
        var factory = new DuplexChannelFactory<IMouth>(ears, clients, new EndpointAddress(endpoint.ListenUri!));
        configureClient?.Invoke(factory.Endpoint);
        var client = factory.CreateChannel(new InstanceContext(ears));
        await talk(client, ears);
        await ((IClientChannel)client).CloseAsync(Token).AsTask().WaitAsync(_guard, Token);
        factory.Abort();
        host.Abort();
    }

    [ServiceBehavior(ConcurrencyMode = ConcurrencyMode.Reentrant)]
    private sealed class Mouth : IMouth
    {
        public async Task<int> SayAsync(int count)
        {
            var ears = OperationContext.Current!.GetCallbackChannel<IEars>();
            for (var number = 1; number <= count; number++)
            {
                await ears.HearAsync(number);
            }

            return count;
        }
    }

    private sealed class Ears : IEars
    {
        private readonly Lock _lock = new();
        private readonly List<int> _heard = [];
        private readonly TaskCompletionSource<int[]> _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _wanted = int.MaxValue;

        public Task<int[]> HaveHeardAsync(int count)
        {
            lock (_lock)
            {
                _wanted = count;
                Look();
            }

            return _all.Task.WaitAsync(_guard, Token);
        }

        public Task HearAsync(int number)
        {
            lock (_lock)
            {
                _heard.Add(number);
                Look();
            }

            return Task.CompletedTask;
        }

        private void Look()
        {
            if (_heard.Count >= _wanted)
            {
                _all.TrySetResult([.. _heard]);
            }
        }
    }
}
