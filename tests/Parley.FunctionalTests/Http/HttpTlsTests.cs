using System.Net;
using System.Net.Http.Headers;
using Parley.Channels;
using Parley.Description;
using Parley.Security;

namespace Parley.FunctionalTests.Http;

/// <summary>https, and who the client is.</summary>
public sealed class HttpTlsTests
{
    [Fact]
    public async Task A_trusted_service_is_called_over_https()
    {
        await using var service = await StartAsync(new HttpsTransportBindingElement());
        await using var client = await OpenAsync(service, new HttpsTransportBindingElement(), Trusting(TestCertificates.Service));
        Assert.Equal("https", service.Uri.Scheme);
        Assert.Equal("|", await client.EchoAsync("who"));
    }

    [Fact]
    public async Task A_service_that_is_not_trusted_is_a_security_negotiation_exception()
    {
        await using var service = await StartAsync(new HttpsTransportBindingElement());
        await using var mistaken = await OpenAsync(service, new HttpsTransportBindingElement(), Trusting(TestCertificates.Alice));
        await Assert.ThrowsAsync<SecurityNegotiationException>(() => mistaken.EchoAsync("who"));
        await using var careful = await OpenAsync(service, new HttpsTransportBindingElement(), new ClientCredentials());
        await Assert.ThrowsAsync<SecurityNegotiationException>(() => careful.EchoAsync("who"));
    }

    [Fact]
    public async Task A_client_certificate_is_who_the_client_is()
    {
        await using var service = await StartAsync(new HttpsTransportBindingElement { RequireClientCertificate = true });
        var credentials = Trusting(TestCertificates.Service);
        credentials.ClientCertificate.Certificate = TestCertificates.Alice;
        await using var client = await OpenAsync(service, new HttpsTransportBindingElement { RequireClientCertificate = true }, credentials);
        Assert.Equal($"CN=alice; {TestCertificates.Alice.Thumbprint}|X509", await client.EchoAsync("who"));
        Assert.Equal($"CN=alice; {TestCertificates.Alice.Thumbprint}|X509", await client.EchoAsync("who"));
    }

    [Fact]
    public async Task A_client_certificate_that_is_not_trusted_or_missing_is_forbidden()
    {
        await using var service = await StartAsync(new HttpsTransportBindingElement { RequireClientCertificate = true });
        var credentials = Trusting(TestCertificates.Service);
        credentials.ClientCertificate.Certificate = TestCertificates.Mallory;
        await using var mallory = await OpenAsync(service, new HttpsTransportBindingElement { RequireClientCertificate = true }, credentials);
        await Assert.ThrowsAsync<MessageSecurityException>(() => mallory.EchoAsync("who"));
        await using var nobody = await OpenAsync(service, new HttpsTransportBindingElement(), Trusting(TestCertificates.Service));
        await Assert.ThrowsAsync<MessageSecurityException>(() => nobody.EchoAsync("who"));
    }

    [Fact]
    public async Task A_client_without_the_certificate_that_its_binding_requires_cannot_open()
    {
        var binding = Binding(new HttpsTransportBindingElement { RequireClientCertificate = true });
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => HttpClientSide.OpenAsync(binding, new Uri("https://127.0.0.1:1/"), new ClientCredentials()));
        Assert.Contains("ClientCertificate", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listener_without_a_certificate_says_where_to_set_it()
    {
        var listener = Binding(new HttpsTransportBindingElement()).BuildChannelListener<IReplyChannel>(new Uri("https://127.0.0.1:0/calc"), KestrelTransports.Default);
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(async () => await listener.OpenAsync());
        Assert.Contains("ServiceCertificate", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_speaks_http2_over_https()
    {
        await using var service = await StartAsync(new HttpsTransportBindingElement());
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == TestCertificates.Service.Thumbprint;
        using var platform = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Post, service.Uri)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new StringContent(Requests.Soap12, new MediaTypeHeaderValue("application/soap+xml", "utf-8")),
        };
        using var response = await platform.SendAsync(request);
        Assert.Equal(HttpVersion.Version20, response.Version);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_client_speaks_http2_over_https_and_without_tls_where_its_binding_says_so()
    {
        await using var service = await StartAsync(new HttpsTransportBindingElement());
        await using var client = await OpenAsync(service, new HttpsTransportBindingElement { HttpVersion = HttpVersion.Version20 }, Trusting(TestCertificates.Service));
        Assert.Equal("|", await client.EchoAsync("who"));

        var plain = new HttpTransportBindingElement { HttpVersion = HttpVersion.Version20 };
        await using var http2Alone = await StartAsync(plain);
        await using var http2 = await OpenAsync(http2Alone, plain, new ClientCredentials());
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => http2.EchoAsync("who"))), answer => Assert.Equal("|", answer));
        await using var http11 = await OpenAsync(http2Alone, new HttpTransportBindingElement(), new ClientCredentials());
        await Assert.ThrowsAnyAsync<CommunicationException>(() => http11.EchoAsync("who"));
    }

    [Fact]
    public async Task Basic_authentication_says_who_the_client_is()
    {
        var element = new HttpTransportBindingElement { AuthenticationScheme = AuthenticationSchemes.Basic, Realm = "here" };
        await using var service = await StartAsync(element);
        await using var alice = await OpenAsync(service, element, User("alice", "wonderland"));
        Assert.Equal("alice|Basic", await alice.EchoAsync("who"));
        await using var liar = await OpenAsync(service, element, User("alice", "guess"));
        await Assert.ThrowsAsync<MessageSecurityException>(() => liar.EchoAsync("who"));
        await using var nobody = await OpenAsync(service, new HttpTransportBindingElement(), new ClientCredentials());
        var exception = await Assert.ThrowsAsync<MessageSecurityException>(() => nobody.EchoAsync("who"));
        Assert.Contains("Basic realm=\"here\"", exception.Message, StringComparison.Ordinal);
    }

    private static CustomBinding Binding(HttpTransportBindingElement element) =>
        HttpEchoService.Binding(MessageVersion.Soap12WSAddressing10, element);

    private static Task<HttpEchoService> StartAsync(HttpTransportBindingElement element)
    {
        var credentials = new ServiceCredentials();
        credentials.ServiceCertificate.Certificate = TestCertificates.Service;
        credentials.ClientCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.Custom;
        credentials.ClientCertificate.Authentication.CustomCertificateValidator = new OnlyCertificate(TestCertificates.Alice);
        credentials.UserNameAuthentication.UserNamePasswordValidationMode = UserNamePasswordValidationMode.Custom;
        credentials.UserNameAuthentication.CustomUserNamePasswordValidator = new OnlyAlice();
        return HttpEchoService.StartAsync(Binding(element), new Uri($"{element.Scheme}://127.0.0.1:0/calc"), AnswerAsync, credentials);

        async Task AnswerAsync(RequestContext context)
        {
            var request = context.RequestMessage;
            var identity = request.Properties.Security?.ServiceSecurityContext.PrimaryIdentity;
            var answer = $"{identity?.Name}|{identity?.AuthenticationType}";
            using var reply = Message.CreateMessage(request.Version, "urn:echo/EchoResponse", answer);
            await context.ReplyAsync(reply);
        }
    }

    private static Task<HttpClientSide> OpenAsync(HttpEchoService service, HttpTransportBindingElement element, ClientCredentials credentials) =>
        HttpClientSide.OpenAsync(Binding(element), service.Uri, credentials);

    private static ClientCredentials Trusting(System.Security.Cryptography.X509Certificates.X509Certificate2 certificate)
    {
        var credentials = new ClientCredentials();
        credentials.ServiceCertificate.SslCertificateAuthentication = new X509ServiceCertificateAuthentication
        {
            CertificateValidationMode = X509CertificateValidationMode.Custom,
            CustomCertificateValidator = new OnlyCertificate(certificate),
        };
        return credentials;
    }

    private static ClientCredentials User(string name, string password)
    {
        var credentials = new ClientCredentials();
        credentials.UserName.UserName = name;
        credentials.UserName.Password = password;
        return credentials;
    }
}
