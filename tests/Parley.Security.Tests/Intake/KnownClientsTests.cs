using Parley.Security.Tests.Exchange;

namespace Parley.Security.Tests.Intake;

public sealed class KnownClientsTests
{
    private static readonly Uri _ofAlice = new("http://alice/answers");

    [Fact]
    public void A_message_is_encrypted_for_the_client_that_takes_messages_where_it_goes()
    {
        using var clients = new KnownClients(null);
        Assert.True(clients.Add(_ofAlice, TestCredentials.Alice));
        Assert.True(clients.Add(_ofAlice, TestCredentials.Alice));
        Assert.Equal(TestCredentials.Alice.Thumbprint, clients.Find(_ofAlice).Thumbprint);
        Assert.Throws<InvalidOperationException>(() => clients.Find(new Uri("http://nobody/")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_address_that_two_clients_claim_is_neither_s(bool isMalloryFirst)
    {
        using var clients = new KnownClients(TestCredentials.Service);
        var (first, second) = isMalloryFirst ? (TestCredentials.Mallory, TestCredentials.Alice) : (TestCredentials.Alice, TestCredentials.Mallory);
        Assert.True(clients.Add(_ofAlice, first));
        Assert.Equal(first.Thumbprint, clients.Find(_ofAlice).Thumbprint);
        Assert.False(clients.Add(_ofAlice, second));
        Assert.Contains("different certificates", Assert.Throws<InvalidOperationException>(() => clients.Find(_ofAlice)).Message, StringComparison.Ordinal);
        Assert.False(clients.Add(_ofAlice, first));
        Assert.Throws<InvalidOperationException>(() => clients.Find(_ofAlice));
    }

    [Fact]
    public void A_client_that_claims_many_addresses_pushes_out_its_own_only()
    {
        using var clients = new KnownClients(null);
        clients.Add(_ofAlice, TestCredentials.Alice);
        for (var i = 0; i < 10_000; i++)
        {
            clients.Add(new Uri($"http://mallory/{i}"), TestCredentials.Mallory);
        }

        Assert.Equal(TestCredentials.Alice.Thumbprint, clients.Find(_ofAlice).Thumbprint);
        Assert.Throws<InvalidOperationException>(() => clients.Find(new Uri("http://mallory/0")));
        Assert.Equal(TestCredentials.Mallory.Thumbprint, clients.Find(new Uri("http://mallory/9999")).Thumbprint);
    }
}
