using Parley.Channels;
using Parley.FunctionalTests.Http;

namespace Parley.FunctionalTests.Security;

/// <summary>BasicHttpBinding with message security and with credentials over TLS, by its own class: SOAP 1.1, without addressing.</summary>
public sealed class BasicHttpSecurityTests
{
    private static readonly TimeSpan _guard = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(BasicHttpSecurityMode.Message, BasicHttpMessageCredentialType.Certificate)]
    [InlineData(BasicHttpSecurityMode.TransportWithMessageCredential, BasicHttpMessageCredentialType.UserName)]
    [InlineData(BasicHttpSecurityMode.TransportWithMessageCredential, BasicHttpMessageCredentialType.Certificate)]
    public async Task A_service_knows_its_caller(BasicHttpSecurityMode mode, BasicHttpMessageCredentialType credential)
    {
        var binding = new BasicHttpBinding();
        binding.Security.Mode = mode;
        binding.Security.Message.ClientCredentialType = credential;
        await using var world = await BankWorld.StartAsync(binding, mode == BasicHttpSecurityMode.Message ? "http" : "https");
        var client = world.Connect(binding, identity: new DnsEndpointIdentity("localhost"));
        Assert.Equal("hello & more", await client.EchoAsync("hello & more").WaitAsync(_guard, Token));
        var who = await client.WhoAsync().WaitAsync(_guard, Token);
        Assert.StartsWith(credential == BasicHttpMessageCredentialType.UserName ? "alice" : "CN=alice", who, StringComparison.Ordinal);
        Assert.Equal("detail of because", (await Assert.ThrowsAsync<FaultException<string>>(() => client.FailAsync("because").WaitAsync(_guard, Token))).Detail);
        await client.NotifyAsync("one way").WaitAsync(_guard, Token);

        var mallory = world.Connect(
            binding,
            credentials =>
            {
                credentials.ClientCertificate.Certificate = TestCertificates.Mallory;
                credentials.UserName.Password = BankWorld.WrongPassword;
            },
            new DnsEndpointIdentity("localhost"));
        await Assert.ThrowsAsync<Parley.Security.MessageSecurityException>(() => mallory.EchoAsync("hello").WaitAsync(_guard, Token));
    }
}
