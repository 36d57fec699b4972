using Parley.AspNetCore.Tests.Clients.Generated;
using Parley.AspNetCore.Tests.Hosting;

namespace Parley.AspNetCore.Tests.Clients;

/// <summary>Clients as dotnet-svcutil generates them.</summary>
public class GeneratedClientTests
{
    [ServiceContract(Name = "IShop", Namespace = "urn:test")]
    public interface IShopService
    {
        [OperationContract]
        string Buy(string item);
    }

    [ServiceContract(Name = "IFeed", Namespace = "urn:test", CallbackContract = typeof(IFeedCallback), SessionMode = SessionMode.Required)]
    public interface IFeedService
    {
        [OperationContract]
        void Subscribe();
    }

    [Theory]
    [InlineData("basic", ShopClient.EndpointConfiguration.BasicHttpBinding_IShop)]
    [InlineData("tcp", ShopClient.EndpointConfiguration.NetTcpBinding_IShop)]
    public async Task A_generated_client_opens_calls_and_closes(string binding, ShopClient.EndpointConfiguration configuration)
    {
        await using var served = await Served<IShopService>.OpenAsync(typeof(ShopService), () => Bindings.Of(binding));
        var client = new ShopClient(configuration, served.Endpoint.Address!);
        Assert.Equal(configuration.ToString(), client.Endpoint.Name);
        await client.OpenAsync().Soon();
        Assert.Equal(CommunicationState.Opened, client.State);
        Assert.Equal("tea", await client.BuyAsync("tea").Soon());
        await client.CloseAsync().Soon();
        Assert.Equal(CommunicationState.Closed, client.State);
    }

    [Fact]
    public async Task A_generated_duplex_client_raises_its_events()
    {
        await using var served = await Served<IFeedService>.OpenAsync(typeof(FeedService), Bindings.Tcp);
        await using var client = new FeedClient(served.MakeBinding(), served.Endpoint.Address!);
        var tick = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.TickReceived += (_, e) => tick.TrySetResult(e.n);
        await client.OpenAsync().Soon();
        await client.SubscribeAsync().Soon();
        Assert.Equal(7, await tick.Task.Soon());
    }

    [Fact]
    public async Task BeginOpen_and_BeginClose_call_back_with_the_callers_state_and_End_throws_what_went_wrong()
    {
        await using var served = await Served<IShopService>.OpenAsync(typeof(ShopService), Bindings.Tcp);
        var channel = (IClientChannel)served.Client();
        var opened = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var state = new object();
        var opening = channel.BeginOpen(TimeSpan.FromSeconds(30), result => opened.TrySetResult(result.AsyncState), state);
        channel.EndOpen(opening);
        Assert.Same(state, await opened.Task.Soon());
        Assert.Equal(CommunicationState.Opened, channel.State);
        channel.EndClose(channel.BeginClose(TimeSpan.FromSeconds(30), null, null));
        Assert.Equal(CommunicationState.Closed, channel.State);
        Assert.Throws<ObjectDisposedException>(() => channel.EndOpen(channel.BeginOpen(null, null)));
    }

    [Fact]
    public async Task A_host_in_a_using_block_is_closed_at_its_end()
    {
        ServiceHost seen;
        using (var host = new ServiceHost(typeof(ShopService)))
        {
            host.AddServiceEndpoint(typeof(IShopService), Bindings.Tcp(), "net.tcp://127.0.0.1:0/shop");
            await host.OpenAsync(TestContext.Current.CancellationToken);
            seen = host;
        }

        Assert.Equal(CommunicationState.Closed, seen.State);
    }

    public sealed class ShopService : IShopService
    {
        public string Buy(string item) => item;
    }

    public sealed class FeedService : IFeedService
    {
        public void Subscribe() => OperationContext.Current!.GetCallbackChannel<IFeedCallback>().Tick(7);
    }
}
