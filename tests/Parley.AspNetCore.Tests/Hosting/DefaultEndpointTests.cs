namespace Parley.AspNetCore.Tests.Hosting;

/// <summary>Hosts that have base addresses and no endpoints of their own.</summary>
public class DefaultEndpointTests
{
    [ServiceContract(Namespace = "urn:test")]
    public interface IFirst
    {
        [OperationContract]
        string One();
    }

    [ServiceContract(Namespace = "urn:test")]
    public interface ISecond
    {
        [OperationContract]
        string Two();
    }

    [ServiceContract(Namespace = "urn:test")]
    public interface IMore : ISecond
    {
        [OperationContract]
        string Three();
    }

    [Fact]
    public async Task A_host_without_endpoints_opens_each_contract_at_its_base_address()
    {
        using var host = new ServiceHost(typeof(Both), new Uri("http://127.0.0.1:0/both"));
        await host.OpenAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["IFirst", "IMore"], host.Description.Endpoints.Select(e => e.Contract.Name).Order());
        Assert.All(host.Description.Endpoints, e => Assert.IsType<BasicHttpBinding>(e.Binding));
        var address = host.Description.Endpoints[0].Address!;
        await using var first = new ChannelFactory<IFirst>(new BasicHttpBinding(), address);
        await using var second = new ChannelFactory<ISecond>(new BasicHttpBinding(), address);
        await using var more = new ChannelFactory<IMore>(new BasicHttpBinding(), address);
        Assert.Equal("1", first.CreateChannel().One());
        Assert.Equal("2", second.CreateChannel().Two());
        Assert.Equal("3", more.CreateChannel().Three());
    }

    [Fact]
    public void AddDefaultEndpoints_adds_one_for_each_base_address_and_contract_with_the_scheme_s_binding()
    {
        using var host = new ServiceHost(
            typeof(Both),
            new Uri("http://localhost/a"), new Uri("https://localhost/a"), new Uri("net.tcp://localhost/a"), new Uri("net.pipe://localhost/a"));
        var added = host.AddDefaultEndpoints();
        Assert.Equal(8, added.Count);
        Assert.Equal(added, host.Description.Endpoints);
        Assert.Equal(
            ["BasicHttpBinding", "BasicHttpsBinding", "NetNamedPipeBinding", "NetTcpBinding"],
            added.Select(e => e.Binding!.GetType().Name).Distinct().Order());
        Assert.Equal("net.tcp://localhost/a", Assert.Single(added, e => e.Binding is NetTcpBinding && e.Contract.Name == "IFirst").Address!.Uri.ToString());
    }

    [Fact]
    public void A_host_with_an_endpoint_gets_no_others_when_it_opens()
    {
        using var host = new ServiceHost(typeof(Both), new Uri("http://127.0.0.1:0/both"));
        host.AddServiceEndpoint(typeof(IFirst), new BasicHttpBinding(), "first");
        host.Open();
        Assert.Equal("IFirst", Assert.Single(host.Description.Endpoints).Contract.Name);
    }

    [Fact]
    public void A_host_without_endpoints_and_base_addresses_says_what_to_do()
    {
        using var host = new ServiceHost(typeof(Both));
        Assert.Empty(host.AddDefaultEndpoints());
        var refusal = Assert.Throws<InvalidOperationException>(host.Open);
        Assert.Contains("AddServiceEndpoint", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("base addresses", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_binding_cannot_do_names_the_endpoint_that_has_it()
    {
        using var host = new ServiceHost(typeof(Both), new Uri("net.tcp://127.0.0.1:0/both"));
        var refusal = Assert.Throws<NotSupportedException>(host.Open);
        Assert.Contains("NetTcpBinding_IFirst", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("net.tcp://127.0.0.1", refusal.Message, StringComparison.Ordinal);
    }

    public sealed class Both : IFirst, IMore
    {
        public string One() => "1";

        public string Two() => "2";

        public string Three() => "3";
    }
}
