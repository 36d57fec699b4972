using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Parley.Channels;
using Parley.FunctionalTests.Http;
using Parley.Security;

namespace Parley.FunctionalTests.Security;

/// <summary>Tokens that carry their state, at services that keep nothing.</summary>
public sealed class StatefulScenarioTests : IDisposable
{
    private static readonly TimeSpan _guard = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("parley-keys-").FullName;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Scenario_18_a_token_serves_at_every_service_that_shares_the_key_ring_also_when_its_key_was_rotated()
    {
        var binding = SecureBindings.Http("Stateful");
        await using var ring = OpenRing("ring");
        await using var first = await StartAsync(binding, ring);
        await using var second = await StartAsync(binding, ring);
        await using var between = await Interceptor.StartAsync(first.Address);
        var client = first.Connect(binding, via: between.Address);
        Assert.StartsWith("alice|", await client.WhoAsync().WaitAsync(_guard, Cancelled), StringComparison.Ordinal);
        var token = TokenOf(between.Last);
        between.Service = second.Address;
        Assert.StartsWith("alice|", await client.WhoAsync().WaitAsync(_guard, Cancelled), StringComparison.Ordinal);

        // A process that starts after the rotation protects by the new key, and knows the old one.
        ring.GetRequiredService<IKeyManager>().CreateNewKey(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(90));
        await using var rotated = OpenRing("ring");
        Assert.Equal(2, rotated.GetRequiredService<IKeyManager>().GetAllKeys().Count);
        await using var third = await StartAsync(binding, rotated);
        between.Service = third.Address;
        Assert.StartsWith("alice|", await client.WhoAsync().WaitAsync(_guard, Cancelled), StringComparison.Ordinal);
        Assert.Equal(token, TokenOf(between.Last));
        var later = third.Connect(binding, via: between.Address);
        Assert.StartsWith("alice|", await later.WhoAsync().WaitAsync(_guard, Cancelled), StringComparison.Ordinal);

        // Its token is taken where the ring is read again.
        await using var again = OpenRing("ring");
        await using var fourth = await StartAsync(binding, again);
        between.Service = fourth.Address;
        Assert.StartsWith("alice|", await later.WhoAsync().WaitAsync(_guard, Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scenario_18_a_token_of_another_key_ring_is_not_known_and_the_client_gets_a_new_one()
    {
        var binding = SecureBindings.Http("Stateful");
        await using var ring = OpenRing("ring");
        await using var other = OpenRing("other");
        await using var first = await StartAsync(binding, ring);
        await using var stranger = await StartAsync(binding, other);
        await using var between = await Interceptor.StartAsync(first.Address);
        var client = first.Connect(binding, via: between.Address);
        Assert.StartsWith("alice|", await client.WhoAsync().WaitAsync(_guard, Cancelled), StringComparison.Ordinal);
        between.Service = stranger.Address;
        var refused = await Assert.ThrowsAsync<MessageSecurityException>(() => client.WhoAsync().WaitAsync(_guard, Cancelled));
        Assert.Contains("BadContextToken", refused.Message, StringComparison.Ordinal);
        Assert.StartsWith("alice|", await client.WhoAsync().WaitAsync(_guard, Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scenario_18_a_token_outlives_the_process_that_issued_it_and_not_its_key_ring()
    {
        await using var notary = await NotaryProcess.StartAsync();
        await using var factory = notary.CreateFactory("stateful");
        var client = factory.CreateChannel();
        var first = await client.ReadAsync("one").WaitAsync(_guard, Cancelled);
        await notary.RestartAsync();
        var second = await client.ReadAsync("one").WaitAsync(_guard, Cancelled);
        Assert.StartsWith("CN=alice reads 'one' at process ", second, StringComparison.Ordinal);
        Assert.NotEqual(first, second);

        Directory.Delete(notary.KeyRing, recursive: true);
        await notary.RestartAsync();
        var refused = await Assert.ThrowsAsync<MessageSecurityException>(() => client.ReadAsync("two").WaitAsync(_guard, Cancelled));
        Assert.Contains("BadContextToken", refused.Message, StringComparison.Ordinal);
        Assert.Contains("reads 'three'", await client.ReadAsync("three").WaitAsync(_guard, Cancelled), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("net.tcp", typeof(Talk), typeof(ITalk))]
    [InlineData("http", typeof(Counter), typeof(ICounter))]
    public async Task Scenario_19_a_contract_that_needs_the_services_memory_and_a_stateful_token_are_refused_when_the_host_opens(string scheme, Type service, Type contract)
    {
        // With a token that the service remembers it opens.
        await using (var honest = Host(cancels: true))
        {
            await honest.OpenAsync(Cancelled);
            await honest.CloseAsync(Cancelled);
        }

        await using var host = Host(cancels: false);
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(async () => await host.OpenAsync(Cancelled));
        Assert.Contains($"'{contract.Name}' cannot use the binding", exception.Message, StringComparison.Ordinal);
        Assert.Contains("carry their own state", exception.Message, StringComparison.Ordinal);
        Assert.Contains("RequireCancellation", exception.Message, StringComparison.Ordinal);
        host.Abort();

        ServiceHost Host(bool cancels)
        {
            var element = SecurityBindingElement.CreateSecureConversationBindingElement(SecurityBindingElement.CreateAnonymousForCertificateBindingElement(), cancels);
            TransportBindingElement transport = scheme == "http" ? new HttpTransportBindingElement() : new TcpTransportBindingElement();
            var made = new ServiceHost(service, new Uri($"{scheme}://127.0.0.1:0/stateful"));
            made.Credentials.ServiceCertificate.Certificate = TestCertificates.Service;
            made.AddServiceEndpoint(contract, new CustomBinding(element, new TextMessageEncodingBindingElement(), transport), string.Empty);
            return made;
        }
    }

    [Fact]
    public async Task Scenario_20_Kerberos_is_refused_by_name_with_a_stateful_token_as_without()
    {
        // There are no tickets to keep out of a token, because there is no Windows credential yet: nothing takes another one silently in its place.
        var binding = new WSHttpBinding();
        binding.Security.Message.NegotiateServiceCredential = false;
        binding.Security.Message.ClientCredentialType = MessageCredentialType.Certificate;
        await using (var honest = await BankWorld.StartAsync(binding))
        {
            Assert.StartsWith("CN=alice", await honest.Connect(binding).WhoAsync().WaitAsync(_guard, Cancelled), StringComparison.Ordinal);
        }

        binding.Security.Message.ClientCredentialType = MessageCredentialType.Windows;
        var refused = await Assert.ThrowsAsync<NotSupportedException>(() => BankWorld.StartAsync(binding));
        Assert.Contains("Windows", refused.Message, StringComparison.Ordinal);
    }

    private static Task<BankWorld> StartAsync(Binding binding, ServiceProvider ring) => BankWorld.StartAsync(
        binding,
        configure: credentials => credentials.SecureConversationAuthentication.SecurityStateEncoder = new DataProtectionSecurityStateEncoder(ring.GetRequiredService<IDataProtectionProvider>()));

    /// <summary>What the token of a request says.</summary>
    private static string TokenOf(Interceptor.Captured request)
    {
        var text = System.Text.Encoding.UTF8.GetString(request.Body);
        var start = text.IndexOf(":SecurityContextToken ", StringComparison.Ordinal);
        return text[start..text.IndexOf(":SecurityContextToken>", start, StringComparison.Ordinal)];
    }

    private ServiceProvider OpenRing(string name)
    {
        var services = new ServiceCollection();
        services.AddDataProtection().SetApplicationName("bank").PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(_folder, name)));
        return services.BuildServiceProvider();
    }

    [ServiceContract(SessionMode = SessionMode.Required)]
    internal interface ICounter
    {
        [OperationContract]
        int Next();
    }

    internal sealed class Counter : ICounter
    {
        private int _count;

        public int Next() => ++_count;
    }
}
