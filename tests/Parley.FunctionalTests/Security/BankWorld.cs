using Microsoft.Extensions.Logging;
using Parley.Channels;
using Parley.Description;
using Parley.FunctionalTests.Http;
using Parley.IdentityModel.Selectors;
using Parley.IdentityModel.Tokens;
using Parley.ReliableMessaging.Tests.Monitoring;
using Parley.Security;

namespace Parley.FunctionalTests.Security;

/// <summary>The bank behind a port of this machine, and clients of it.</summary>
internal sealed class BankWorld : IAsyncDisposable
{
    public const string Password = "Pa$$w0rd-of-alice";
    public const string WrongPassword = "W0rng-of-alice";

    private readonly ServiceHost _host;
    private readonly List<ChannelFactory<IBank>> _factories = [];

    private BankWorld(ServiceHost host, Uri address, Entries log)
    {
        _host = host;
        Address = address;
        Log = log;
    }

    public Uri Address { get; }

    public Entries Log { get; }

    public static async Task<BankWorld> StartAsync(Binding binding, string scheme = "http", TimeProvider? clock = null, Action<ServiceCredentials>? configure = null, string path = "bank")
    {
        var log = new Entries();
        var host = new ServiceHost(typeof(Bank), new Uri($"{scheme}://127.0.0.1:0/{path}")) { LoggerFactory = log, Clock = clock ?? TimeProvider.System };
        host.Credentials.ServiceCertificate.Certificate = TestCertificates.Service;
        host.Credentials.ClientCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.Custom;
        host.Credentials.ClientCertificate.Authentication.CustomCertificateValidator = new OnlyCertificate(TestCertificates.Alice);
        host.Credentials.UserNameAuthentication.UserNamePasswordValidationMode = UserNamePasswordValidationMode.Custom;
        host.Credentials.UserNameAuthentication.CustomUserNamePasswordValidator = new PasswordOfAlice();
        configure?.Invoke(host.Credentials);
        var endpoint = host.AddServiceEndpoint(typeof(IBank), binding, string.Empty);
        await host.OpenAsync(TestContext.Current.CancellationToken);
        return new BankWorld(host, endpoint.ListenUri!, log);
    }

    /// <param name="binding">The client's binding.</param>
    /// <param name="configure">Changes its credentials.</param>
    /// <param name="identity">What it expects of the service.</param>
    /// <param name="via">Where it sends its messages; null for the service's address.</param>
    /// <param name="clock">Its clock; null for the system's.</param>
    public IBank Connect(Binding binding, Action<ClientCredentials>? configure = null, EndpointIdentity? identity = null, Uri? via = null, MovedClock? clock = null)
    {
        var factory = CreateFactory(binding, configure, identity);
        if (clock is not null)
        {
            factory.Endpoint.EndpointBehaviors.Add(clock);
        }

        return via is null ? factory.CreateChannel() : factory.CreateChannel(factory.Endpoint.Address!, via);
    }

    /// <summary>Makes a factory of clients, which is closed with this.</summary>
    public ChannelFactory<IBank> CreateFactory(Binding binding, Action<ClientCredentials>? configure = null, EndpointIdentity? identity = null)
    {
        var factory = new ChannelFactory<IBank>(binding, new EndpointAddress(Address, identity));
        _factories.Add(factory);
        var credentials = factory.Endpoint.EndpointBehaviors.OfType<ClientCredentials>().FirstOrDefault();
        if (credentials is null)
        {
            credentials = new ClientCredentials();
            factory.Endpoint.EndpointBehaviors.Add(credentials);
        }

        credentials.ClientCertificate.Certificate = TestCertificates.Alice;
        credentials.UserName.UserName = "alice";
        credentials.UserName.Password = Password;
        credentials.ServiceCertificate.DefaultCertificate = TestCertificates.Service;
        credentials.ServiceCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.Custom;
        credentials.ServiceCertificate.Authentication.CustomCertificateValidator = new OnlyCertificate(TestCertificates.Service);
        credentials.ServiceCertificate.SslCertificateAuthentication = new X509ServiceCertificateAuthentication
        {
            CertificateValidationMode = X509CertificateValidationMode.Custom,
            CustomCertificateValidator = new OnlyCertificate(TestCertificates.Service),
        };
        configure?.Invoke(credentials);
        return factory;
    }

    /// <summary>That no password has been written anywhere.</summary>
    public void CheckSecrets(params IEnumerable<Exception> exceptions)
    {
        foreach (var text in exceptions.Select(exception => exception.ToString()).Concat(Enumerable.Range(0, 10_000).SelectMany(Log.Of).Select(entry => $"{entry.Text} {entry.Exception}")))
        {
            Assert.DoesNotContain(Password, text, StringComparison.Ordinal);
            Assert.DoesNotContain(WrongPassword, text, StringComparison.Ordinal);
        }
    }

    public ValueTask DisposeAsync()
    {
        foreach (var factory in _factories)
        {
            factory.Abort();
        }

        // A host that is closed waits for the sessions that their clients have just given up.
        _host.Abort();
        return default;
    }

    private sealed class PasswordOfAlice : UserNamePasswordValidator
    {
        public override void Validate(string userName, string password)
        {
            if (userName != "alice" || password != Password)
            {
                throw new SecurityTokenValidationException("Not Alice's password.");
            }
        }
    }
}
