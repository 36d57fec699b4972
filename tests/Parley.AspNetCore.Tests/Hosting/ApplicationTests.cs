using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Parley.Channels;
using Parley.Description;

namespace Parley.AspNetCore.Tests.Hosting;

public class ApplicationTests
{
    [ServiceContract(Namespace = "urn:test")]
    public interface IShop
    {
        [OperationContract]
        Task<string> BuyAsync(string item);

        [OperationContract]
        Task<string> WaitAsync();
    }

    [Fact]
    public async Task A_service_lives_beside_the_applications_own_endpoints_over_http_and_tcp()
    {
        await using var log = new TestLog();
        ServiceEndpoint? tcp = null;
        await using var app = await StartAsync(log, service =>
        {
            service.AddEndpoint<IShop>(new BasicHttpBinding(), "/shop");
            service.AddEndpoint<IShop>(new WSHttpBinding(SecurityMode.None), "/shop/ws");
            tcp = service.AddEndpoint<IShop>(new NetTcpBinding(SecurityMode.None), "net.tcp://127.0.0.1:0/shop");
        });
        var root = Root(app);
        using var http = new HttpClient { BaseAddress = root };
        Assert.Equal("hello", await http.GetStringAsync(new Uri("/hello", UriKind.Relative)).Soon());
        Assert.Equal("Healthy", await http.GetStringAsync(new Uri("/health", UriKind.Relative)).Soon());
        await BuyAsync(new BasicHttpBinding(), new Uri(root, "/shop"));
        await BuyAsync(new WSHttpBinding(SecurityMode.None), new Uri(root, "/shop/ws"));
        await BuyAsync(new NetTcpBinding(SecurityMode.None), tcp!.Address!.Uri);
        using var elsewhere = await http.GetAsync(new Uri("/nothing", UriKind.Relative)).Soon();
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
    }

    [Fact]
    public async Task Each_instance_context_has_a_scope_of_its_own_which_is_disposed_with_it()
    {
        await using var log = new TestLog();
        ServiceEndpoint? tcp = null;
        await using var app = await StartAsync(log, service => tcp = service.AddEndpoint<IShop>(new NetTcpBinding(SecurityMode.None), "net.tcp://127.0.0.1:0/shop"));
        var ledger = app.Services.GetRequiredService<Ledger>();
        await using var factory = new ChannelFactory<IShop>(new NetTcpBinding(SecurityMode.None), tcp!.Address!);
        var one = factory.CreateChannel();
        var two = factory.CreateChannel();
        Assert.Equal("tea 1", await one.BuyAsync("tea").Soon());
        Assert.Equal("rum 2", await one.BuyAsync("rum").Soon());
        Assert.Equal("tea 1", await two.BuyAsync("tea").Soon());
        Assert.Equal(2, ledger.Opened);
        await ((IClientChannel)one).CloseAsync();
        await ledger.Disposed.Task.Soon();
        Assert.Equal(1, ledger.Closed);
        await ((IClientChannel)two).CloseAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_in_flight_ends_well_while_the_application_stops(bool overHttp)
    {
        await using var log = new TestLog();
        ServiceEndpoint? endpoint = null;
        var app = await StartAsync(log, service => endpoint = overHttp
            ? service.AddEndpoint<IShop>(new BasicHttpBinding(), "/shop")
            : service.AddEndpoint<IShop>(new NetTcpBinding(SecurityMode.None), "net.tcp://127.0.0.1:0/shop"));
        var ledger = app.Services.GetRequiredService<Ledger>();
        Binding binding = overHttp ? new BasicHttpBinding() : new NetTcpBinding(SecurityMode.None);
        await using var factory = new ChannelFactory<IShop>(
            binding, new EndpointAddress(overHttp ? new Uri(Root(app), "/shop") : endpoint!.Address!.Uri));
        var shop = factory.CreateChannel();
        var waiting = shop.WaitAsync();
        await ledger.Waiting.Task.Soon();
        var stopping = app.StopAsync();
        Assert.False(waiting.IsCompleted);
        ledger.GoOn.SetResult();
        Assert.Equal("waited", await waiting.Soon());
        await ((IClientChannel)shop).CloseAsync();
        await stopping.Soon();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task A_call_that_does_not_end_is_aborted_after_the_drain_timeout_and_its_token_fires()
    {
        await using var log = new TestLog();
        ServiceEndpoint? tcp = null;
        var app = await StartAsync(
            log,
            service => tcp = service.AddEndpoint<IShop>(new NetTcpBinding(SecurityMode.None), "net.tcp://127.0.0.1:0/shop"),
            TimeSpan.FromMilliseconds(50));
        var ledger = app.Services.GetRequiredService<Ledger>();
        await using var factory = new ChannelFactory<IShop>(new NetTcpBinding(SecurityMode.None), tcp!.Address!);
        var waiting = factory.CreateChannel().WaitAsync();
        await ledger.Waiting.Task.Soon();
        await app.StopAsync().Soon();
        await Assert.ThrowsAnyAsync<CommunicationException>(() => waiting.Soon());
        ledger.GoOn.SetResult();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task MapService_without_AddParley_says_what_is_missing()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();
        var refusal = Assert.Throws<InvalidOperationException>(() => app.MapService<Shop>(_ => { }));
        Assert.Contains("AddParley", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task BuyAsync(Binding binding, Uri address)
    {
        await using var factory = new ChannelFactory<IShop>(binding, new EndpointAddress(address));
        Assert.Equal("tea 1", await factory.CreateChannel().BuyAsync("tea").Soon());
    }

    private static Uri Root(WebApplication app) =>
        new(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());

    private static async Task<WebApplication> StartAsync(TestLog log, Action<ServiceBuilder> describe, TimeSpan? drain = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<ILoggerFactory>(log);
        builder.Services.AddSingleton<Ledger>();
        builder.Services.AddScoped<Visit>();
        builder.Services.AddParley(options => options.DrainTimeout = drain ?? options.DrainTimeout);
        var app = builder.Build();
        app.MapGet("/hello", () => "hello");
        app.MapHealthChecks("/health");
        app.MapService<Shop>(describe);
        await app.StartAsync();
        return app;
    }

    public sealed class Ledger
    {
        public int Opened { get; set; }

        public int Closed { get; set; }

        public TaskCompletionSource Disposed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Waiting { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource GoOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public sealed class Visit : IAsyncDisposable
    {
        private readonly Ledger _ledger;

        public Visit(Ledger ledger)
        {
            _ledger = ledger;
            ledger.Opened++;
        }

        public int Bought { get; set; }

        public ValueTask DisposeAsync()
        {
            _ledger.Closed++;
            _ledger.Disposed.TrySetResult();
            return default;
        }
    }

    public sealed class Shop(Visit visit, Ledger ledger) : IShop
    {
        public Task<string> BuyAsync(string item) => Task.FromResult($"{item} {++visit.Bought}");

        public async Task<string> WaitAsync()
        {
            ledger.Waiting.TrySetResult();
            await ledger.GoOn.Task;
            return "waited";
        }
    }
}
