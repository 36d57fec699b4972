using Microsoft.Extensions.Logging;
using Parley.Channels;
using Parley.Description;
using Parley.ReliableMessaging.Tests.Monitoring;

namespace Parley.FunctionalTests.Reliable;

/// <summary>Reliable sessions for an address that no endpoint of the listener has.</summary>
public sealed class UnknownAddressTests
{
    private static readonly TimeSpan s_guard = TimeSpan.FromSeconds(30);

    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required)]
    private interface IGreeter
    {
        [OperationContract]
        Task<string> GreetAsync(string name);
    }

    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required)]
    private interface IOther
    {
        [OperationContract]
        Task<string> GreetOtherAsync(string name);
    }

    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required)]
    private interface INotes
    {
        [OperationContract(IsOneWay = true)]
        Task NoteAsync(string text);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http 1.0")]
    [InlineData("http 1.1")]
    [InlineData("net.tcp 1.0")]
    [InlineData("net.tcp 1.1")]
    [InlineData("dual 1.0")]
    public async Task B1603_of_1_0_and_B1802_of_1_1_a_session_for_an_address_that_no_endpoint_has_is_refused_when_it_is_opened(string kind)
    {
        var log = new Entries();
        await using var host = CreateHost(log);
        var endpoint = host.AddServiceEndpoint(typeof(IGreeter), CreateBinding(kind), $"{SchemeOf(kind)}://127.0.0.1:0/greeter");
        await host.OpenAsync(Token);
        await using var factory = new ChannelFactory<IGreeter>(CreateBinding(kind));
        var nobody = new Uri(endpoint.ListenUri!, "/nobody");
        var client = (IClientChannel)factory.CreateChannel(new EndpointAddress(nobody), endpoint.ListenUri!);

        var refused = await Assert.ThrowsAsync<EndpointNotFoundException>(() => client.OpenAsync(Token).AsTask().WaitAsync(s_guard, Token));
        Assert.Contains(nobody.ToString(), refused.Message, StringComparison.Ordinal);
        Assert.Contains(nobody.ToString(), (await log.FirstAsync(2308)).Text, StringComparison.Ordinal);
        Assert.Empty(host.ReliableSessions.GetSessions());

        var good = factory.CreateChannel(new EndpointAddress(endpoint.ListenUri!));
        Assert.Equal("Hello Ann", await good.GreetAsync("Ann").WaitAsync(s_guard, Token));
        await ((IClientChannel)good).CloseAsync(Token);
    }

    [Theory]
    [InlineData("http 1.0")]
    [InlineData("net.tcp 1.1")]
    public async Task A_one_way_contracts_session_for_such_an_address_is_refused_as_well(string kind)
    {
        await using var host = CreateHost(new Entries());
        var endpoint = host.AddServiceEndpoint(typeof(INotes), CreateBinding(kind), $"{SchemeOf(kind)}://127.0.0.1:0/notes");
        await host.OpenAsync(Token);
        await using var factory = new ChannelFactory<INotes>(CreateBinding(kind));
        var client = (IClientChannel)factory.CreateChannel(new EndpointAddress(new Uri(endpoint.ListenUri!, "/nobody")), endpoint.ListenUri!);
        await Assert.ThrowsAsync<EndpointNotFoundException>(() => client.OpenAsync(Token).AsTask().WaitAsync(s_guard, Token));
    }

    [Theory]
    [InlineData("http 1.1")]
    [InlineData("net.tcp 1.0")]
    public async Task Endpoints_that_share_a_listener_take_sessions_for_their_own_addresses_with_their_headers(string kind)
    {
        await using var host = CreateHost(new Entries());
        var binding = CreateBinding(kind);
        var first = host.AddServiceEndpoint(typeof(IGreeter), binding, $"{SchemeOf(kind)}://127.0.0.1:0/greeter");
        var other = new ServiceEndpoint(ContractDescription.GetContract(typeof(IOther)))
        {
            Binding = binding,
            Address = new EndpointAddress(new Uri("urn:other"), AddressHeader.CreateAddressHeader("shard", "urn:test", "7")),
            ListenUri = first.ListenUri,
        };
        host.AddServiceEndpoint(other);
        await host.OpenAsync(Token);
        await using var factory = new ChannelFactory<IOther>(CreateBinding(kind));

        var client = factory.CreateChannel(other.Address, first.ListenUri!);
        Assert.Equal("Hello other Ann", await client.GreetOtherAsync("Ann").WaitAsync(s_guard, Token));
        await ((IClientChannel)client).CloseAsync(Token);

        var without = (IClientChannel)factory.CreateChannel(new EndpointAddress("urn:other"), first.ListenUri!);
        await Assert.ThrowsAsync<EndpointNotFoundException>(() => without.OpenAsync(Token).AsTask().WaitAsync(s_guard, Token));
    }

    [Fact]
    public async Task A_service_that_takes_any_address_takes_sessions_for_any_address()
    {
        await using var host = CreateHost(new Entries());
        host.Description.Behaviors.Find<ServiceBehaviorAttribute>()!.AddressFilterMode = AddressFilterMode.Any;
        var endpoint = host.AddServiceEndpoint(typeof(IGreeter), CreateBinding("http 1.1"), "http://127.0.0.1:0/greeter");
        await host.OpenAsync(Token);
        await using var factory = new ChannelFactory<IGreeter>(CreateBinding("http 1.1"));
        var client = factory.CreateChannel(new EndpointAddress("http://elsewhere.example/whatever"), endpoint.ListenUri!);
        Assert.Equal("Hello Ann", await client.GreetAsync("Ann").WaitAsync(s_guard, Token));
        await ((IClientChannel)client).CloseAsync(Token);
    }

    private static ServiceHost CreateHost(ILoggerFactory log) => new(typeof(Greeter)) { LoggerFactory = log };

    private static string SchemeOf(string kind) => kind.StartsWith("net.tcp", StringComparison.Ordinal) ? "net.tcp" : "http";

    private static Binding CreateBinding(string kind)
    {
        if (kind.StartsWith("dual", StringComparison.Ordinal))
        {
            return new WSDualHttpBinding(WSDualHttpSecurityMode.None);
        }

        var element = new ReliableSessionBindingElement
        {
            ReliableMessagingVersion = kind.EndsWith("1.1", StringComparison.Ordinal)
                ? ReliableMessagingVersion.WSReliableMessaging11
                : ReliableMessagingVersion.WSReliableMessagingFebruary2005,
        };
        return SchemeOf(kind) == "http"
            ? new CustomBinding(element, new TextMessageEncodingBindingElement(), new HttpTransportBindingElement())
            : new CustomBinding(element, new BinaryMessageEncodingBindingElement(), new TcpTransportBindingElement());
    }

    private sealed class Greeter : IGreeter, IOther, INotes
    {
        public Task<string> GreetAsync(string name) => Task.FromResult($"Hello {name}");

        public Task<string> GreetOtherAsync(string name) => Task.FromResult($"Hello other {name}");

        public Task NoteAsync(string text) => Task.CompletedTask;
    }
}
