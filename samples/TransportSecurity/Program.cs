// TLS: a service with a certificate over net.tcp and https, clients that trust it, and clients that show a certificate of their own.
//
//   dotnet run --project samples/TransportSecurity

using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley;
using Parley.Channels;
using Parley.Description;
using Parley.IdentityModel.Selectors;
using Parley.Security;
using TransportSecurity;

using var authority = Certificates.CreateAuthority("CN=Authority of the sample");
using var serviceCertificate = Certificates.Issue(authority, "CN=greeter", "localhost", "greeter.example");
using var aliceCertificate = Certificates.Issue(authority, "CN=alice");

// Trust in this one authority. Without it the authorities that the machine trusts count.
var trust = X509CertificateValidator.CreateChainTrustValidator(
    useMachineContext: false,
    new X509ChainPolicy
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { authority },
        RevocationMode = X509RevocationMode.NoCheck,
    });

// The service.
await using var host = new ServiceHost(typeof(Greeter));
host.Credentials.ServiceCertificate.Certificate = serviceCertificate;
host.Credentials.ClientCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.Custom;
host.Credentials.ClientCertificate.Authentication.CustomCertificateValidator = trust;
var tcp = host.AddServiceEndpoint(typeof(IGreeter), Tcp(TcpClientCredentialType.None), "net.tcp://localhost:0/greeter");
var tcpKnown = host.AddServiceEndpoint(typeof(IGreeter), Tcp(TcpClientCredentialType.Certificate), "net.tcp://localhost:0/known");
var https = host.AddServiceEndpoint(typeof(IGreeter), Https(HttpClientCredentialType.None), "https://localhost:0/greeter");
var httpsKnown = host.AddServiceEndpoint(typeof(IGreeter), Https(HttpClientCredentialType.Certificate), "https://localhost:0/known");
await host.OpenAsync();

// Clients that trust the authority, without and with a certificate of their own.
await CallAsync("net.tcp", Tcp(TcpClientCredentialType.None), tcp.Address!, Trust);
await CallAsync("net.tcp, client certificate", Tcp(TcpClientCredentialType.Certificate), tcpKnown.Address!, TrustAsAlice);
await CallAsync("https", Https(HttpClientCredentialType.None), https.Address!, Trust);
await CallAsync("https, client certificate", Https(HttpClientCredentialType.Certificate), httpsKnown.Address!, TrustAsAlice);

// A client that knows the service's certificate itself, and one that asks for another name than the address has.
await CallAsync("net.tcp, one certificate", Tcp(TcpClientCredentialType.None), tcp.Address!, Pin);
var elsewhere = new EndpointAddress(tcp.Address!.Uri, EndpointIdentity.CreateDnsIdentity("greeter.example"));
await CallAsync("net.tcp, DNS identity", Tcp(TcpClientCredentialType.None), elsewhere, Trust);

// The same in an ASP.NET Core application: TLS is the application's, and the service checks the client's certificate.
var builder = WebApplication.CreateBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
{
    https.ServerCertificate = serviceCertificate;
    https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
    https.AllowAnyClientCertificate();
})));
builder.Services.AddParley();
await using var app = builder.Build();
app.MapService<Greeter>(service =>
{
    service.AddEndpoint<IGreeter>(Https(HttpClientCredentialType.Certificate), "/known");
    service.Credentials.ClientCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.Custom;
    service.Credentials.ClientCertificate.Authentication.CustomCertificateValidator = trust;
});
await app.StartAsync();
var mapped = new EndpointAddress($"{app.Urls.First()}/known");
await CallAsync("https in an application", Https(HttpClientCredentialType.Certificate), mapped, TrustAsAlice);
await RefuseAsync("https, unknown client", Https(HttpClientCredentialType.None), mapped, Trust);
await app.StopAsync();

// What must not work: nobody said to trust the authority; the certificate has another name.
await RefuseAsync("net.tcp, no trust", Tcp(TcpClientCredentialType.None), tcp.Address!, _ => { });
await RefuseAsync("https, no trust", Https(HttpClientCredentialType.None), https.Address!, _ => { });
var wrong = new EndpointAddress(tcp.Address!.Uri, EndpointIdentity.CreateDnsIdentity("other.example"));
await RefuseAsync("net.tcp, wrong name", Tcp(TcpClientCredentialType.None), wrong, Trust);

static NetTcpBinding Tcp(TcpClientCredentialType client)
{
    var binding = new NetTcpBinding(SecurityMode.Transport);
    binding.Security.Transport.ClientCredentialType = client;
    return binding;
}

static BasicHttpsBinding Https(HttpClientCredentialType client)
{
    var binding = new BasicHttpsBinding();
    binding.Security.Transport.ClientCredentialType = client;
    return binding;
}

void Trust(ClientCredentials credentials) =>
    credentials.ServiceCertificate.SslCertificateAuthentication = new X509ServiceCertificateAuthentication
    {
        CertificateValidationMode = X509CertificateValidationMode.Custom,
        CustomCertificateValidator = new NamedService(trust, "localhost"),
    };

void TrustAsAlice(ClientCredentials credentials)
{
    Trust(credentials);
    credentials.ClientCertificate.Certificate = aliceCertificate;
}

void Pin(ClientCredentials credentials)
{
    Trust(credentials);
    credentials.ServiceCertificate.SslCertificateAuthentication!.CustomCertificateValidator =
        new OneCertificate(serviceCertificate.GetCertHashString(HashAlgorithmName.SHA256));
}

static async Task CallAsync(string what, Binding binding, EndpointAddress address, Action<ClientCredentials> configure)
{
    await using var factory = new ChannelFactory<IGreeter>(binding, address);
    configure(factory.Credentials);
    var greeter = factory.CreateChannel();
    Console.WriteLine($"{what,-28} {await greeter.GreetAsync()}");
    await ((IClientChannel)greeter).CloseAsync();
}

static async Task RefuseAsync(string what, Binding binding, EndpointAddress address, Action<ClientCredentials> configure)
{
    try
    {
        await CallAsync(what, binding, address, configure);
    }
    catch (CommunicationException exception)
    {
        Console.WriteLine($"{what,-28} {exception.GetType().Name}: {exception.Message}");
        return;
    }

    throw new InvalidOperationException($"{what}: this had to be refused.");
}

/// <summary>The contract.</summary>
[ServiceContract(Namespace = "urn:parley:samples")]
public interface IGreeter
{
    /// <summary>Greets the caller by the name in its certificate.</summary>
    [OperationContract]
    Task<string> GreetAsync();
}

/// <summary>The service.</summary>
public sealed class Greeter : IGreeter
{
    /// <inheritdoc/>
    public Task<string> GreetAsync()
    {
        var caller = ServiceSecurityContext.Current;
        return Task.FromResult(caller is null or { IsAnonymous: true } ? "Hello, whoever you are." : $"Hello {caller.PrimaryIdentity.Name}.");
    }
}
