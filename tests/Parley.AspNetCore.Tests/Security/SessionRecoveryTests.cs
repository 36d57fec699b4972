using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Parley.AspNetCore.Tests.Hosting;
using Parley.Channels;
using Parley.Description;
using Parley.Security;
using Parley.Transports.Tests;

namespace Parley.AspNetCore.Tests.Security;

public sealed class SessionRecoveryTests : IDisposable
{
    private readonly X509Certificate2 _certificate = Create();
    private readonly string _address = $"http://127.0.0.1:{FreePort.TakeText()}/ledger";

    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required)]
    public interface ILedger
    {
        [OperationContract]
        [SafeToRepeat]
        Task<int> ReadAsync();

        [OperationContract]
        Task<int> AddAsync(int amount);
    }

    [Fact]
    public async Task Without_the_behavior_a_lost_session_ends_the_proxy_with_a_clear_error()
    {
        await using var first = await StartAsync();
        await using var factory = Factory(recovers: false);
        var ledger = factory.CreateChannel();
        Assert.Equal(5, await ledger.AddAsync(5).Soon());
        await RestartedAsync(first);
        await using var second = await StartAsync();
        var error = await Assert.ThrowsAsync<MessageSecurityException>(() => ledger.ReadAsync().Soon());
        Assert.Contains("BadContextToken", error.Message, StringComparison.Ordinal);
        Assert.Equal(CommunicationState.Faulted, ((IClientChannel)ledger).State);
    }

    [Fact]
    public async Task A_call_that_is_safe_to_repeat_is_repeated_in_a_new_session()
    {
        await using var first = await StartAsync();
        await using var factory = Factory(recovers: true);
        var ledger = factory.CreateChannel();
        Assert.Equal(5, await ledger.AddAsync(5).Soon());
        var session = ((IClientChannel)ledger).SessionId;
        await RestartedAsync(first);
        await using var second = await StartAsync();

        // The instance is a new one.
        Assert.Equal(0, await ledger.ReadAsync().Soon());
        Assert.Equal(7, await ledger.AddAsync(7).Soon());
        Assert.Equal(7, await ledger.ReadAsync().Soon());
        Assert.Equal(CommunicationState.Opened, ((IClientChannel)ledger).State);
        await ((IClientChannel)ledger).CloseAsync();
    }

    [Fact]
    public async Task Another_call_is_not_repeated_and_the_proxy_goes_on()
    {
        await using var first = await StartAsync();
        await using var factory = Factory(recovers: true);
        var ledger = factory.CreateChannel();
        Assert.Equal(5, await ledger.AddAsync(5).Soon());
        await RestartedAsync(first);
        await using var second = await StartAsync();
        var error = await Assert.ThrowsAsync<OutcomeUnknownException>(() => ledger.AddAsync(7).Soon());
        Assert.Contains("[SafeToRepeat]", error.Message, StringComparison.Ordinal);
        Assert.IsType<MessageSecurityException>(error.InnerException);
        Assert.Equal(0, await ledger.ReadAsync().Soon());
        Assert.Equal(1, await ledger.AddAsync(1).Soon());
    }

    [Fact]
    public async Task Calls_that_find_out_at_once_share_one_new_session()
    {
        await using var first = await StartAsync();
        await using var factory = Factory(recovers: true);
        var ledger = factory.CreateChannel();
        Assert.Equal(5, await ledger.AddAsync(5).Soon());
        await RestartedAsync(first);
        await using var second = await StartAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ledger.ReadAsync())).Soon();
        Assert.All(answers, answer => Assert.Equal(0, answer));
        Assert.Equal(3, await ledger.AddAsync(3).Soon());
        Assert.Equal(3, await ledger.ReadAsync().Soon());
    }

    [Fact]
    public async Task A_proxy_whose_session_is_lost_can_be_closed()
    {
        await using var first = await StartAsync();
        await using var factory = Factory(recovers: true);
        var ledger = factory.CreateChannel();
        await ledger.AddAsync(5).Soon();
        await RestartedAsync(first);
        await using var second = await StartAsync();
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => ledger.AddAsync(7).Soon());
        await ((IClientChannel)ledger).CloseAsync();
    }

    [Fact]
    public void Bindings_without_such_a_session_are_refused()
    {
        var oneShot = Binding();
        oneShot.Security.Message.EstablishSecurityContext = false;
        var reliable = Binding();
        reliable.ReliableSession.Enabled = true;
        foreach (var binding in new Binding[] { oneShot, reliable, new BasicHttpBinding() })
        {
            using var factory = new ChannelFactory<ILedger>(binding, _address);
            factory.Endpoint.Behaviors.Add(new SessionRecoveryBehavior());
            Assert.Contains("SessionRecoveryBehavior", Assert.Throws<InvalidOperationException>(() => factory.CreateChannel()).Message, StringComparison.Ordinal);
        }
    }

    public void Dispose() => _certificate.Dispose();

    private async Task<ServiceHost> StartAsync()
    {
        var host = new ServiceHost(typeof(Ledger));
        host.AddServiceEndpoint(typeof(ILedger), Binding(), _address);
        host.Credentials.ServiceCertificate.Certificate = _certificate;
        await host.OpenAsync();
        return host;
    }

    /// <summary>The service forgets all sessions without a word to its clients.</summary>
    private static Task RestartedAsync(ServiceHost host)
    {
        host.Abort();
        return Task.CompletedTask;
    }

    private ChannelFactory<ILedger> Factory(bool recovers)
    {
        var factory = new ChannelFactory<ILedger>(Binding(), new EndpointAddress(new Uri(_address), new DnsEndpointIdentity("ledger")));
        factory.Credentials.ServiceCertificate.DefaultCertificate = _certificate;
        factory.Credentials.ServiceCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.None;
        if (recovers)
        {
            factory.Endpoint.Behaviors.Add(new SessionRecoveryBehavior());
        }

        return factory;
    }

    private static WSHttpBinding Binding()
    {
        var binding = new WSHttpBinding();
        binding.Security.Message.ClientCredentialType = MessageCredentialType.None;
        binding.Security.Message.NegotiateServiceCredential = false;
        return binding;
    }

    private static X509Certificate2 Create()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=ledger", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.PerSession)]
    public sealed class Ledger : ILedger
    {
        private int _sum;

        public Task<int> ReadAsync() => Task.FromResult(_sum);

        public Task<int> AddAsync(int amount) => Task.FromResult(_sum += amount);
    }
}
