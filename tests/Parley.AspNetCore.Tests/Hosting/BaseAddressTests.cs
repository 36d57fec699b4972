using Parley.Channels;

namespace Parley.AspNetCore.Tests.Hosting;

public sealed class BaseAddressTests
{
    [ServiceContract(Namespace = "urn:test")]
    public interface IWhere
    {
        [OperationContract]
        Task<string> WhereAsync();
    }

    [Theory]
    [InlineData("http://127.0.0.1:0/")]
    [InlineData("http://127.0.0.1:0/base")]
    [InlineData("http://localhost:0/base/")]
    [InlineData("net.tcp://127.0.0.1:0/")]
    [InlineData("net.tcp://localhost:0/base")]
    public async Task Endpoints_below_a_base_address_with_port_0_share_one_port(string baseAddress)
    {
        await using var host = new ServiceHost(typeof(Where), new Uri(baseAddress));
        Binding Create() => baseAddress.StartsWith("http", StringComparison.Ordinal) ? new WSHttpBinding(SecurityMode.None) : new NetTcpBinding(SecurityMode.None);
        var a = host.AddServiceEndpoint(typeof(IWhere), Create(), "a");
        var b = host.AddServiceEndpoint(typeof(IWhere), Create(), "b/c");
        await host.OpenAsync();

        Assert.NotEqual(0, a.Address!.Uri.Port);
        Assert.Equal(a.Address.Uri.Port, b.Address!.Uri.Port);
        foreach (var endpoint in new[] { a, b })
        {
            await using var factory = new ChannelFactory<IWhere>(Create(), endpoint.Address!);
            Assert.Equal(endpoint.Address!.Uri.AbsolutePath, await factory.CreateChannel().WhereAsync().Soon());
        }
    }

    [Fact]
    public async Task Each_host_below_port_0_has_a_port_of_its_own()
    {
        await using var one = new ServiceHost(typeof(Where), new Uri("net.tcp://127.0.0.1:0/"));
        await using var two = new ServiceHost(typeof(Where), new Uri("net.tcp://127.0.0.1:0/"));
        var a = one.AddServiceEndpoint(typeof(IWhere), new NetTcpBinding(SecurityMode.None), "a");
        var b = two.AddServiceEndpoint(typeof(IWhere), new NetTcpBinding(SecurityMode.None), "a");
        await one.OpenAsync();
        await two.OpenAsync();
        Assert.NotEqual(a.Address!.Uri.Port, b.Address!.Uri.Port);
    }

    public sealed class Where : IWhere
    {
        public Task<string> WhereAsync() => Task.FromResult(OperationContext.Current!.EndpointDispatcher!.EndpointAddress.Uri.AbsolutePath);
    }
}
