using System.Runtime.Serialization;
using Microsoft.Extensions.Logging;

namespace Parley.AspNetCore.Tests.Hosting;

/// <summary>Requests that cannot be read: the client learns what it can do, and the service's log has the cause.</summary>
public class UnreadableRequestTests
{
    [ServiceContract(Namespace = "urn:test")]
    public interface IStore
    {
        [OperationContract]
        int Bytes(byte[] data);

        [OperationContract]
        void Put(Item item);

        [OperationContract]
        int Count(int n);
    }

    /// <summary>The same, as a client sees it that does not know of the required member.</summary>
    [ServiceContract(Name = "IStore", Namespace = "urn:test")]
    public interface IOldStore
    {
        [OperationContract]
        void Put(OldItem item);

        [OperationContract]
        int Count(string n);
    }

    [Theory]
    [InlineData("basic")]
    [InlineData("tcp")]
    public async Task An_array_beyond_the_quota_names_the_quota_to_the_client_and_in_the_log(string binding)
    {
        await using var served = await Served<IStore>.OpenAsync(typeof(Store), () => Bindings.Of(binding));
        var fault = Assert.ThrowsAny<FaultException>(() => served.Client().Bytes(new byte[20000]));
        Assert.Equal("DeserializationFailed", fault.Code.SubCode?.Name ?? fault.Code.Name);
        Assert.Contains("'Bytes'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("'data'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("MaxArrayLength", fault.Message, StringComparison.Ordinal);
        var entry = await served.Log.EntryAsync(2015);
        Assert.Equal(LogLevel.Warning, entry.Level);
        Assert.Contains("MaxArrayLength", entry.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_required_member_is_named_in_the_log()
    {
        await using var served = await Served<IStore>.OpenAsync(typeof(Store), Bindings.Tcp);
        await using var factory = new ChannelFactory<IOldStore>(Bindings.Tcp(), served.Endpoint.Address!);
        var fault = Assert.ThrowsAny<FaultException>(() => factory.CreateChannel().Put(new OldItem { Name = "tea" }));
        Assert.Contains("could not be read as a value of the type 'Item'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Price", (await served.Log.EntryAsync(2015)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_client_sent_is_not_in_the_fault()
    {
        await using var served = await Served<IStore>.OpenAsync(typeof(Store), Bindings.Tcp);
        await using var factory = new ChannelFactory<IOldStore>(Bindings.Tcp(), served.Endpoint.Address!);
        var fault = Assert.ThrowsAny<FaultException>(() => factory.CreateChannel().Count("s3cret"));
        Assert.DoesNotContain("s3cret", fault.Message, StringComparison.Ordinal);
        await served.Log.EntryAsync(2015);
    }

    [Fact]
    public void A_contract_that_the_service_does_not_implement_is_refused_when_its_endpoint_is_added()
    {
        using var host = new ServiceHost(typeof(Store));
        var refusal = Assert.Throws<InvalidOperationException>(
            () => host.AddServiceEndpoint(typeof(ICalculator), Bindings.Tcp(), "net.tcp://127.0.0.1:0/store"));
        Assert.Contains("does not implement the contract", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(ICalculator), refusal.Message, StringComparison.Ordinal);
        Assert.Empty(host.Description.Endpoints);
    }

    [DataContract(Name = "Item", Namespace = "urn:test")]
    public sealed class Item
    {
        [DataMember(Order = 1)]
        public string? Name { get; set; }

        [DataMember(Order = 2, IsRequired = true)]
        public int Price { get; set; }
    }

    [DataContract(Name = "Item", Namespace = "urn:test")]
    public sealed class OldItem
    {
        [DataMember]
        public string? Name { get; set; }
    }

    public sealed class Store : IStore
    {
        public int Bytes(byte[] data) => data.Length;

        public void Put(Item item)
        {
        }

        public int Count(int n) => n;
    }
}
