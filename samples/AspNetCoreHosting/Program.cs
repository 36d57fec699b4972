// A service inside an ASP.NET Core application: its dependencies come from the container, its HTTP endpoint is a route beside
// the others, and a net.tcp endpoint opens with the application. A client comes from the container, too. A page lists the reliable sessions.
//
//   dotnet run --project samples/AspNetCoreHosting [-- --stay]

using Parley;
using Parley.Description;
using Parley.IdentityModel.Selectors;
using Parley.IdentityModel.Tokens;
using Parley.Security;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Services.AddParley(options => options.DrainTimeout = TimeSpan.FromSeconds(20));
builder.Services.AddScoped<Till>();

var app = builder.Build();
app.MapGet("/", () => "The shop is open.");
app.MapHealthChecks("/health");
app.MapService<Shop>(service =>
{
    service.AddEndpoint<IShop>(new WSHttpBinding(SecurityMode.None), "/shop");
    service.AddEndpoint<IShop>(new NetTcpBinding(SecurityMode.None), "net.tcp://127.0.0.1:0/shop");
    service.AddEndpoint<IShop>(MembersBinding(), "/members");
    service.Credentials.UserNameAuthentication.UserNamePasswordValidationMode = UserNamePasswordValidationMode.Custom;
    service.Credentials.UserNameAuthentication.CustomUserNamePasswordValidator = new Members();
    service.Description.Behaviors.Add(new ServiceThrottlingBehavior { MaxConcurrentCalls = 64, MaxConcurrentSessions = 500 });
    service.Description.Behaviors.Find<ServiceDebugBehavior>()!.IncludeExceptionDetailInFaults = app.Environment.IsDevelopment();
});
app.MapService<Shop>(service => service.AddEndpoint<IShop>(new WS2007HttpBinding(SecurityMode.None, reliableSessionEnabled: true), "/orders"));
app.MapGet("/sessions", (IReliableSessionMonitor monitor) => monitor.GetSessions().Select(session =>
    $"{session.Role} {session.InputSequence} with {session.RemoteEndpoint ?? session.RemoteAddress.ToString()}, {session.State} for {session.Age:g}: "
    + $"{session.MessagesDelivered} messages taken, {session.DuplicatesDropped} duplicates, "
    + $"{session.MessagesSent} sent, {session.MessagesRetransmitted} again; window {session.WindowUsed} of {session.WindowSize}"));
await app.StartAsync();
await ShowAsync(app.Urls.First());

if (args.Contains("--stay"))
{
    await app.WaitForShutdownAsync();
}

await app.StopAsync();

// An application that is a client of the shop; here in the same process, for the sake of the sample.
static async Task ShowAsync(string shop)
{
    var builder = Host.CreateApplicationBuilder();
    builder.Services.AddParleyClient<IShop>(new WSHttpBinding(SecurityMode.None), $"{shop}/shop");
    builder.Services.AddParleyClient<IShop>("members", options =>
    {
        options.Binding = MembersBinding();
        options.Address = new EndpointAddress($"{shop}/members");
        options.ConfigureFactory(factory =>
        {
            factory.Credentials.UserName.UserName = "ada";
            factory.Credentials.UserName.Password = "lovelace";
        });
    });
    builder.Services.AddTransient<Customer>();
    using var application = builder.Build();
    await using (var scope = application.Services.CreateAsyncScope())
    {
        await scope.ServiceProvider.GetRequiredService<Customer>().BuyApplesAsync();
    }

    await ShowReliableSessionAsync(shop);
    using var http = new HttpClient();
    Console.WriteLine($"the page beside it says: {await http.GetStringAsync(new Uri(shop))}");
    Console.WriteLine($"the services are: {await http.GetStringAsync(new Uri($"{shop}/health"))}");
}

// A client in a reliable session, and the page that shows the session while it lives.
static async Task ShowReliableSessionAsync(string shop)
{
    await using var factory = new ChannelFactory<IShop>(new WS2007HttpBinding(SecurityMode.None, reliableSessionEnabled: true), $"{shop}/orders");
    var client = factory.CreateChannel();
    Console.WriteLine($"two apples cost {await client.BuyAsync("apple", 2)}");
    using var http = new HttpClient();
    Console.WriteLine($"the page of sessions says: {await http.GetStringAsync(new Uri($"{shop}/sessions"))}");
    foreach (var session in factory.GetProperty<IReliableSessionMonitor>()!.GetSessions())
    {
        Console.WriteLine($"the client's session {session.OutputSequence} waits for {session.WindowUsed} acknowledgements");
    }

    await ((IClientChannel)client).CloseAsync();
}

// A user name and a password, in the header of HTTP. Outside a sample this is a BasicHttpsBinding: nobody reads the password on the way then.
static BasicHttpBinding MembersBinding()
{
    var binding = new BasicHttpBinding(BasicHttpSecurityMode.TransportCredentialOnly);
    binding.Security.Transport.ClientCredentialType = HttpClientCredentialType.Basic;
    return binding;
}

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

/// <summary>Who may call as a member.</summary>
public sealed class Members : UserNamePasswordValidator
{
    /// <inheritdoc/>
    public override void Validate(string? userName, string? password)
    {
        if (userName != "ada" || password != "lovelace")
        {
            throw new SecurityTokenValidationException("No member has this name and password.");
        }
    }
}

/// <summary>A class of a client application: it asks for the contract, and gets a proxy.</summary>
public sealed class Customer(IShop shop, [FromKeyedServices("members")] IShop members)
{
    /// <summary>Buys apples, in two ways.</summary>
    public async Task BuyApplesAsync()
    {
        Console.WriteLine($"three apples cost {await shop.BuyAsync("apple", 3)}");
        Console.WriteLine($"four apples cost a member {await members.BuyAsync("apple", 4)}");
    }
}
