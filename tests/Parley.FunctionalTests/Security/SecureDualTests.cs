using System.Net;
using System.Text;
using Parley.Channels;
using Parley.Description;
using Parley.FaultProxy;
using Parley.FunctionalTests.Http;
using Parley.Security;
using Parley.Transports.Tests;

namespace Parley.FunctionalTests.Security;

/// <summary>Secure sessions over HTTP both ways: many clients at one listener, what happens to them, and what strangers send.</summary>
public sealed class SecureDualTests
{
    private static readonly TimeSpan _guard = TimeSpan.FromMinutes(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_of_many_clients_has_its_own_session_and_callbacks()
    {
        await using var world = await StartAsync(Binding());
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async number =>
        {
            var (client, _) = world.Connect(Binding(), number % 2 == 0 ? "alice" : "bob");
            for (var round = 0; round < 5; round++)
            {
                Assert.Equal($"asked: {number} {round}", await client.AskAsync($"{number} {round}"));
            }

            await ((IClientChannel)client).CloseAsync(Token);
        })).WaitAsync(_guard, Token);
    }

    [Fact]
    public async Task What_a_stranger_sends_to_a_clients_address_ends_nothing()
    {
        await using var world = await StartAsync(Unreliable());
        var (client, _) = world.Connect(Unreliable(), "alice");
        Assert.Equal("asked: before", await client.AskAsync("before").WaitAsync(_guard, Token));
        var address = ((IClientChannel)client).LocalAddress!.Uri;
        using var http = new HttpClient();
        foreach (var body in (string[])[Envelope(address, "<x xmlns=''/>", ""), Envelope(address, "<x xmlns=''/>", Security("")), Envelope(address, "<x xmlns=''/>", Security("<a xmlns=''/>"))])
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/soap+xml");
            Assert.Equal(HttpStatusCode.Accepted, (await http.PostAsync(address, content, Token)).StatusCode);
        }

        Assert.Equal("asked: after", await client.AskAsync("after").WaitAsync(_guard, Token));
        await ((IClientChannel)client).CloseAsync(Token).AsTask().WaitAsync(_guard, Token);
    }

    [Fact]
    public async Task The_key_is_renewed_while_calls_and_callbacks_are_under_way()
    {
        const int Waiting = 4;
        var clock = new MovedClock();
        await using var world = await StartAsync(Widened(), clock);
        var (client, back) = world.Connect(Widened(), "alice", clock, waiting: Waiting);
        Assert.Equal("asked: hello", await client.AskAsync("hello").WaitAsync(_guard, Token));
        var waiting = Enumerable.Range(0, Waiting).Select(i => client.AskAsync($"wait {i}")).ToArray();
        await back.AllWait.WaitAsync(_guard, Token);
        clock.Move(TimeSpan.FromHours(9.5));
        Assert.Equal("asked: renewed", await client.AskAsync("renewed").WaitAsync(_guard, Token));
        Assert.All(waiting, call => Assert.False(call.IsCompleted));
        back.Go();
        Assert.Equal(Enumerable.Range(0, Waiting).Select(i => $"asked: wait {i}"), await Task.WhenAll(waiting).WaitAsync(_guard, Token));
        await ((IClientChannel)client).CloseAsync(Token).AsTask().WaitAsync(_guard, Token);

        static CustomBinding Widened()
        {
            var binding = Unreliable();
            SecureBindings.Widen(binding.Elements.Find<SecurityBindingElement>()!);
            return binding;
        }
    }

    [Fact]
    public async Task A_network_that_loses_doubles_and_reorders_on_both_ways_does_no_harm()
    {
        var faults = new LaterFaults(new RandomFaults(17) { Loss = 0.1, Doubling = 0.1, Reordering = 0.1, CutEvery = 60 });
        var port = FreePort.Take();
        await using var back = new HttpFaultProxy(new Uri($"http://127.0.0.1:{port}/"), faults);
        await back.StartAsync(Token);
        var ours = new CustomBinding(Binding());
        var transport = ours.Elements.Find<HttpTransportBindingElement>()!;
        (transport.UseDefaultWebProxy, transport.ProxyAddress) = (false, back.Address);
        await using var world = await StartAsync(ours);
        await using var there = new HttpFaultProxy(world.Address, faults);
        await there.StartAsync(Token);
        var binding = Binding();
        binding.ClientBaseAddress = new Uri($"http://127.0.0.1:{port}/back/");
        var (client, _) = world.Connect(binding, "alice", via: there.Address);
        Assert.Equal("asked: 0", await client.AskAsync("0").WaitAsync(_guard, Token));
        faults.Begin();
        for (var round = 1; round <= 10; round++)
        {
            Assert.Equal(
                Enumerable.Range(0, 4).Select(number => $"asked: {round} {number}"),
                await Task.WhenAll(Enumerable.Range(0, 4).Select(number => client.AskAsync($"{round} {number}"))).WaitAsync(_guard, Token));
        }

        Assert.True(there.Lost + back.Lost > 0, "Nothing was lost.");
        await ((IClientChannel)client).CloseAsync(Token).AsTask().WaitAsync(_guard, Token);
    }

    [Fact]
    public async Task A_client_that_has_another_password_is_told()
    {
        await using var world = await StartAsync(Binding());
        var (client, _) = world.Connect(Binding(), "mallory");
        var refused = await Assert.ThrowsAsync<MessageSecurityException>(() => client.AskAsync("hello").WaitAsync(_guard, Token));
        Assert.Contains("FailedAuthentication", refused.Message, StringComparison.Ordinal);
    }

    private static WSDualHttpBinding Binding()
    {
        var binding = new WSDualHttpBinding();
        binding.Security.Message.ClientCredentialType = MessageCredentialType.UserName;
        binding.Security.Message.NegotiateServiceCredential = false;
        return binding;
    }

    /// <summary>The secure session alone.</summary>
    private static CustomBinding Unreliable()
    {
        var binding = new CustomBinding(Binding());
        binding.Elements.Remove<ReliableSessionBindingElement>();
        return binding;
    }

    private static string Security(string content) =>
        $"<o:Security s:mustUnderstand='1' xmlns:o='http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd'>{content}</o:Security>";

    private static string Envelope(Uri to, string body, string header) =>
        "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope' xmlns:a='http://www.w3.org/2005/08/addressing'><s:Header><a:Action s:mustUnderstand='1'>urn:x</a:Action>"
        + $"<a:To s:mustUnderstand='1'>{to.AbsoluteUri}</a:To>{header}</s:Header><s:Body>{body}</s:Body></s:Envelope>";

    private static async Task<World> StartAsync(Binding binding, TimeProvider? clock = null)
    {
        var host = new ServiceHost(typeof(Talk), new Uri("http://127.0.0.1:0/talk"));
        if (clock is not null)
        {
            host.Clock = clock;
        }

        host.Credentials.ServiceCertificate.Certificate = TestCertificates.Service;
        host.Credentials.UserNameAuthentication.UserNamePasswordValidationMode = UserNamePasswordValidationMode.Custom;
        host.Credentials.UserNameAuthentication.CustomUserNamePasswordValidator = new Known();
        var endpoint = host.AddServiceEndpoint(typeof(ITalk), binding, string.Empty);
        await host.OpenAsync(Token);
        return new World(host, endpoint.ListenUri!);
    }

    private sealed class World(ServiceHost host, Uri address) : IAsyncDisposable
    {
        private readonly List<DuplexChannelFactory<ITalk>> _factories = [];

        public ServiceHost Host => host;

        public Uri Address => address;

        public (ITalk Client, TalkBack Back) Connect(Binding binding, string user, MovedClock? clock = null, Uri? via = null, int waiting = 1)
        {
            var back = new TalkBack(waiting);
            var factory = new DuplexChannelFactory<ITalk>(new InstanceContext(back), binding);
            factory.Credentials!.UserName.UserName = user;
            factory.Credentials.UserName.Password = "secret";
            factory.Credentials.ServiceCertificate.DefaultCertificate = TestCertificates.Service;
            factory.Credentials.ServiceCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.None;
            if (clock is not null)
            {
                factory.Endpoint.EndpointBehaviors.Add(clock);
            }

            lock (_factories)
            {
                _factories.Add(factory);
            }

            var to = new EndpointAddress(address, new DnsEndpointIdentity("localhost"));
            return (via is null ? factory.CreateChannel(to) : factory.CreateChannel(to, via), back);
        }

        public ValueTask DisposeAsync()
        {
            foreach (var factory in _factories)
            {
                factory.Abort();
            }

            host.Abort();
            return default;
        }
    }

    private sealed class Known : IdentityModel.Selectors.UserNamePasswordValidator
    {
        public override void Validate(string userName, string password)
        {
            if (userName is not ("alice" or "bob"))
            {
                throw new IdentityModel.Tokens.SecurityTokenValidationException("Unknown.");
            }
        }
    }

    /// <summary>A network that is good until it is not.</summary>
    private sealed class LaterFaults(RandomFaults faults) : IFaultPlan
    {
        private volatile bool _isBad;

        public void Begin() => _isBad = true;

        public Fault Decide(in ProxiedMessage message) => _isBad ? faults.Decide(message) : Fault.None;
    }
}
