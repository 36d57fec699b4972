using Parley.Channels;

namespace Parley.AspNetCore.Tests.Calls;

public sealed class AddressHeaderTests
{
    public static TheoryData<string> Schemes() => ["http", "basic", "net.tcp"];

    [Theory]
    [MemberData(nameof(Schemes))]
    public async Task A_header_of_the_endpoint_address_is_in_every_message_once(string scheme)
    {
        Binding Create() => scheme switch
        {
            "http" => new WSHttpBinding(SecurityMode.None),
            "basic" => new BasicHttpBinding(),
            _ => new NetTcpBinding(SecurityMode.None),
        };
        await using var host = new ServiceHost(typeof(HeaderCounter));
        host.AddServiceEndpoint(typeof(IHeaderCounter), Create(), $"{(scheme == "net.tcp" ? "net.tcp" : "http")}://127.0.0.1:0/headers");
        await host.OpenAsync();
        var address = new EndpointAddress(
            host.ChannelDispatchers[0].Listener!.Uri, AddressHeader.CreateAddressHeader("Tenant", "urn:parley:tests", "blue"));
        await using var factory = new ChannelFactory<IHeaderCounter>(Create(), address);
        var counter = factory.CreateChannel();
        Assert.Equal(1, await counter.CountAsync());
        Assert.Equal(1, await counter.CountAsync());
        await ((IClientChannel)counter).CloseAsync();
    }

    [ServiceContract(Namespace = "urn:parley:tests")]
    public interface IHeaderCounter
    {
        [OperationContract]
        Task<int> CountAsync();
    }

    public sealed class HeaderCounter : IHeaderCounter
    {
        public Task<int> CountAsync() =>
            Task.FromResult(OperationContext.Current!.IncomingMessageHeaders!.Count(header => header.Name == "Tenant"));
    }
}
