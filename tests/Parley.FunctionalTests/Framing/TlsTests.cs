using System.Security.Cryptography.X509Certificates;
using Parley.Channels;
using Parley.Description;
using Parley.IdentityModel.Selectors;
using Parley.IdentityModel.Tokens;
using Parley.Security;

namespace Parley.FunctionalTests.Framing;

public class TlsTests
{
    private static TestCertificates Certificates => TestCertificates.Shared;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_session_runs_over_TLS_and_the_service_knows_the_certificate_of_the_client(bool withClientCertificate)
    {
        var identity = new TaskCompletionSource<ServiceSecurityContext?>();
        await using var host = await StartAsync(withClientCertificate, async channel =>
        {
            while (await channel.ReceiveAsync() is { } message)
            {
                identity.TrySetResult(message.Properties.Security?.ServiceSecurityContext);
                await channel.SendAsync(Messages.EchoOf(message));
            }

            await channel.CloseAsync();
        });
        await using var client = await OpenAsync(withClientCertificate);

        await host.AssertWorksAsync(client);
        await host.AssertWorksAsync(client);
        var context = await identity.Task.WaitAsync(FramingHost.Guard);
        Assert.Equal(withClientCertificate ? $"CN=alice; {Certificates.Client.Thumbprint}" : null, context?.PrimaryIdentity.Name);
        Assert.Equal(withClientCertificate ? "X509" : null, context?.PrimaryIdentity.AuthenticationType);
        Assert.Equal(0, client.IdleConnections);
        Assert.Empty(host.Failures);
        await host.AssertNothingLeaksAsync(client);
    }

    [Fact]
    public async Task A_large_message_goes_over_TLS_both_ways()
    {
        await using var host = await StartAsync(false, FramingHost.EchoAsync);
        await using var client = await OpenAsync(false);
        var channel = await client.ConnectAsync(host.Uri);
        var text = new string('x', 60_000);
        for (var i = 0; i < 5; i++)
        {
            await channel.SendAsync(Messages.Create(text));
            Assert.Equal(text, Messages.Read(await channel.ReceiveAsync().AsTask().WaitAsync(FramingHost.Guard)));
        }

        using var cancellation = new CancellationTokenSource();
        var receiving = channel.ReceiveAsync(cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving.WaitAsync(FramingHost.Guard));
        await channel.SendAsync(Messages.Create("after"));
        Assert.Equal("after", Messages.Read(await channel.ReceiveAsync().AsTask().WaitAsync(FramingHost.Guard)));
        await channel.CloseAsync();
        await host.AssertNothingLeaksAsync(client);
    }

    [Fact]
    public async Task An_abort_over_TLS_fails_the_other_side()
    {
        await using var host = await StartAsync(false, FramingHost.EchoAsync);
        await using var client = await OpenAsync(false);
        var channel = await client.ConnectAsync(host.Uri);
        var receiving = channel.ReceiveAsync().AsTask();
        channel.Abort();

        await Assert.ThrowsAsync<CommunicationObjectAbortedException>(() => receiving.WaitAsync(FramingHost.Guard));
        Assert.IsAssignableFrom<CommunicationException>(await host.NextFailureAsync());
        await host.AssertNothingLeaksAsync(client);
    }

    [Fact]
    public async Task A_service_that_is_not_who_its_address_says_is_refused()
    {
        await using var host = await StartAsync(false, FramingHost.EchoAsync);
        await using var client = await OpenAsync(false);
        var address = new EndpointAddress(host.Uri, EndpointIdentity.CreateDnsIdentity("elsewhere.example"));
        var channel = client.Factory.CreateChannel(address);

        var exception = await Assert.ThrowsAsync<MessageSecurityException>(() => channel.OpenAsync().AsTask().WaitAsync(FramingHost.Guard));
        Assert.Contains("elsewhere.example", exception.Message, StringComparison.Ordinal);
        Assert.Contains("CN=localhost", exception.Message, StringComparison.Ordinal);

        channel = client.Factory.CreateChannel(new EndpointAddress(host.Uri, EndpointIdentity.CreateX509CertificateIdentity(Certificates.Service)));
        await channel.OpenAsync();
        await channel.CloseAsync();
        await host.AssertNothingLeaksAsync(client);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_refused_on_either_side()
    {
        await using var host = await StartAsync(true, FramingHost.EchoAsync, credentials =>
        {
            credentials.ClientCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.ChainTrust;
            credentials.ClientCertificate.Authentication.RevocationMode = X509RevocationMode.NoCheck;
        });
        await using var trusting = await OpenAsync(true);
        await Assert.ThrowsAsync<SecurityNegotiationException>(() => trusting.ConnectAsync(host.Uri));

        await using var strict = await OpenAsync(true, credentials =>
        {
            credentials.ServiceCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.ChainTrust;
            credentials.ServiceCertificate.Authentication.RevocationMode = X509RevocationMode.NoCheck;
        });
        var exception = await Assert.ThrowsAsync<SecurityNegotiationException>(() => strict.ConnectAsync(host.Uri));
        Assert.IsAssignableFrom<SecurityTokenValidationException>(exception.InnerException);
        await host.AssertNothingLeaksAsync(strict);
    }

    [Fact]
    public async Task A_custom_validator_decides()
    {
        var validator = new Only(Certificates.Service.Thumbprint);
        await using var host = await StartAsync(false, FramingHost.EchoAsync);
        await using var client = await OpenAsync(false, credentials =>
        {
            credentials.ServiceCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.Custom;
            credentials.ServiceCertificate.Authentication.CustomCertificateValidator = validator;
        });

        await host.AssertWorksAsync(client);
        Assert.Equal(1, validator.Asked);
    }

    [Theory]
    [InlineData("1.3.6.1.5.5.7.3.1", true)]
    [InlineData("1.3.6.1.5.5.7.3.2", false)]
    public async Task A_certificate_that_states_its_purposes_proves_a_service_only_where_that_is_one(string purpose, bool isTaken)
    {
        using var certificate = Certificates.Issue("CN=localhost", purpose);
        await using var host = await StartAsync(false, FramingHost.EchoAsync, credentials => credentials.ServiceCertificate.Certificate = certificate);
        await using var client = await OpenAsync(false, credentials => Trust(credentials.ServiceCertificate.Authentication));

        if (isTaken)
        {
            await host.AssertWorksAsync(client);
            return;
        }

        var exception = await Assert.ThrowsAsync<SecurityNegotiationException>(() => client.ConnectAsync(host.Uri));
        Assert.Contains("NotValidForUsage", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.3.6.1.5.5.7.3.2", true)]
    [InlineData("1.3.6.1.5.5.7.3.1", false)]
    public async Task A_certificate_that_states_its_purposes_proves_a_client_only_where_that_is_one(string purpose, bool isTaken)
    {
        using var certificate = Certificates.Issue("CN=alice", purpose);
        await using var host = await StartAsync(
            true, FramingHost.EchoAsync, credentials => Trust(credentials.ClientCertificate.Authentication));
        await using var client = await OpenAsync(true, credentials => credentials.ClientCertificate.Certificate = certificate);

        if (isTaken)
        {
            await host.AssertWorksAsync(client);
        }
        else
        {
            await Assert.ThrowsAsync<SecurityNegotiationException>(() => client.ConnectAsync(host.Uri));
        }
    }

    [Fact]
    public async Task A_missing_client_certificate_is_told_before_anything_is_sent()
    {
        await using var host = await StartAsync(true, FramingHost.EchoAsync);
        await using var client = await OpenAsync(true, credentials => credentials.ClientCertificate.Certificate = null);

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => client.ConnectAsync(host.Uri));
        Assert.Contains("ClientCredentials.ClientCertificate", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_service_certificate_is_told_when_the_listener_opens()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => FramingHost.StartAsync(CreateBinding(false), "net.tcp://127.0.0.1:0/echo", FramingHost.EchoAsync, new ServiceCredentials()));
        Assert.Contains("ServiceCredentials.ServiceCertificate", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sides_that_do_not_agree_on_TLS_are_told_so(bool serviceHasTls)
    {
        await using var host = serviceHasTls
            ? await StartAsync(false, FramingHost.EchoAsync)
            : await FramingHost.StartAsync(SessionTests.CreateBinding());
        await using var client = serviceHasTls ? await FramingClient.OpenAsync(SessionTests.CreateBinding()) : await OpenAsync(false);

        var exception = await Assert.ThrowsAsync<ProtocolException>(() => client.ConnectAsync(host.Uri));
        Assert.Contains("security", exception.Message, StringComparison.Ordinal);
        await host.AssertNothingLeaksAsync(client);
    }

    [Fact]
    public async Task A_client_that_says_nothing_in_the_middle_of_TLS_is_closed_in_time()
    {
        var time = new ManualTime();
        await using var host = await StartAsync(false, FramingHost.EchoAsync, null, time);
        using var peer = await RawPeer.ConnectAsync(host.Uri);
        await peer.SendAsync([.. RawPeer.Preamble(host.Uri)[..^1], 0x09, 0x13, .. "application/ssl-tls"u8]);
        Assert.Equal([0x0A], await peer.ReadAsync(1));
        await FramingHost.UntilAsync(() => time.ActiveTimers == 1, "the clock to run");

        time.Advance(TimeSpan.FromSeconds(30));

        await peer.ReadToEndAsync();
        await FramingHost.UntilAsync(() => host.Socket.ConnectionCount == 0 && host.Buffers.Lent == 0, "the connection to go");
    }

    /// <summary>Trusts the authority of the tests, in a chain.</summary>
    private static void Trust(X509CertificateAuthentication authentication)
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, TrustMode = X509ChainTrustMode.CustomRootTrust };
        policy.CustomTrustStore.Add(Certificates.Authority);
        authentication.CertificateValidationMode = X509CertificateValidationMode.Custom;
        authentication.CustomCertificateValidator = X509CertificateValidator.CreateChainTrustValidator(false, policy);
    }

    private static CustomBinding CreateBinding(bool withClientCertificate) =>
        new(
            new BinaryMessageEncodingBindingElement { ReaderQuotas = { MaxStringContentLength = 65536 } },
            new SslStreamSecurityBindingElement { RequireClientCertificate = withClientCertificate },
            new TcpTransportBindingElement());

    private static Task<FramingHost> StartAsync(
        bool withClientCertificate,
        Func<IDuplexSessionChannel, Task> serve,
        Action<ServiceCredentials>? configure = null,
        params object[] parameters)
    {
        var credentials = new ServiceCredentials();
        credentials.ServiceCertificate.Certificate = Certificates.Service;
        credentials.ClientCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.None;
        configure?.Invoke(credentials);
        return FramingHost.StartAsync(CreateBinding(withClientCertificate), "net.tcp://127.0.0.1:0/echo", serve, [credentials, .. parameters]);
    }

    private static Task<FramingClient> OpenAsync(bool withClientCertificate, Action<ClientCredentials>? configure = null)
    {
        var credentials = new ClientCredentials();
        credentials.ServiceCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.None;
        credentials.ClientCertificate.Certificate = withClientCertificate ? Certificates.Client : null;
        configure?.Invoke(credentials);
        return FramingClient.OpenAsync(CreateBinding(withClientCertificate), credentials);
    }

    private sealed class Only(string thumbprint) : X509CertificateValidator
    {
        public int Asked { get; private set; }

        public override void Validate(X509Certificate2 certificate)
        {
            Asked++;
            if (certificate.Thumbprint != thumbprint)
            {
                throw new SecurityTokenValidationException("Another certificate.");
            }
        }
    }
}
