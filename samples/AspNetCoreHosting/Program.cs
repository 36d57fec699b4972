// A service inside an ASP.NET Core application: its dependencies come from the container, its HTTP endpoint is a route beside
// the others, and a net.tcp endpoint opens with the application.
//
//   dotnet run --project samples/AspNetCoreHosting

using Parley;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddParley();
builder.Services.AddScoped<Till>();
builder.WebHost.UseUrls("http://127.0.0.1:0");

var app = builder.Build();
app.MapGet("/", () => "The shop is open.");
app.MapHealthChecks("/health");
app.MapService<Shop>(service =>
{
    service.AddEndpoint<IShop>(new WSHttpBinding(SecurityMode.None), "/shop");
    service.AddEndpoint<IShop>(new NetTcpBinding(SecurityMode.None), "net.tcp://127.0.0.1:0/shop");
});
await app.StartAsync();

// A client of the route, in the same process for the sake of the sample.
await using (var factory = new ChannelFactory<IShop>(new WSHttpBinding(SecurityMode.None), new EndpointAddress($"{app.Urls.First()}/shop")))
{
    var shop = factory.CreateChannel();
    Console.WriteLine($"three apples cost {await shop.BuyAsync("apple", 3)}");
    await ((IClientChannel)shop).CloseAsync();
}

using (var http = new HttpClient())
{
    Console.WriteLine($"the page beside it says: {await http.GetStringAsync(new Uri(app.Urls.First()))}");
}

if (args.Contains("--stay"))
{
    await app.WaitForShutdownAsync();
}

await app.StopAsync();

/// <summary>What the shop sells.</summary>
[ServiceContract(Namespace = "urn:parley:samples")]
public interface IShop
{
    /// <summary>Buys some of an article.</summary>
    /// <returns>The price in cents.</returns>
    [OperationContract]
    Task<int> BuyAsync(string article, int count);
}

/// <summary>The service: made by the container for each session, or for each call where there is no session.</summary>
public sealed class Shop(Till till, ILogger<Shop> logger) : IShop
{
    /// <inheritdoc/>
    public Task<int> BuyAsync(string article, int count)
    {
        logger.LogInformation("Sold {Count} of {Article}.", count, article);
        return Task.FromResult(till.Add(count * 35));
    }
}

/// <summary>Lives as long as its scope: a session, or a call.</summary>
public sealed class Till
{
    private int _sum;

    /// <summary>Adds to the sum.</summary>
    /// <returns>The sum.</returns>
    public int Add(int cents) => _sum += cents;
}
