// A ServiceHost in a program of its own: base addresses, a log, behaviors, and an end that lets calls finish.
//
//   dotnet run --project samples/StandaloneHosting

using Microsoft.Extensions.Logging;
using Parley;
using Parley.Description;

using var logs = LoggerFactory.Create(logging => logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Information));

await using var host = new ServiceHost(typeof(Clock), new Uri("http://127.0.0.1:0/clock"), new Uri("net.tcp://127.0.0.1:0/clock"))
{
    LoggerFactory = logs,
};
host.AddServiceEndpoint(typeof(IClock), new BasicHttpBinding(), "basic");
host.AddServiceEndpoint(typeof(IClock), new NetTcpBinding(SecurityMode.None), "");
host.Description.Behaviors.Add(new ServiceThrottlingBehavior { MaxConcurrentCalls = 8, MaxConcurrentSessions = 50 });
host.Description.Behaviors.Find<ServiceDebugBehavior>()!.IncludeExceptionDetailInFaults = true;
host.CloseTimeout = TimeSpan.FromSeconds(30);
await host.OpenAsync();

foreach (var endpoint in host.Description.Endpoints)
{
    await using var factory = new ChannelFactory<IClock>(endpoint.Binding!, endpoint.Address!);
    var clock = factory.CreateChannel();
    Console.WriteLine($"{endpoint.Address!.Uri.Scheme}: {await clock.AddAsync(TimeSpan.FromMinutes(90), 2)}");
    await ((IClientChannel)clock).CloseAsync();
}

await host.CloseAsync();

/// <summary>Computes with times.</summary>
[ServiceContract(Namespace = "urn:parley:samples")]
public interface IClock
{
    /// <summary>A time, several times over.</summary>
    [OperationContract]
    Task<TimeSpan> AddAsync(TimeSpan time, int times);
}

/// <summary>The service.</summary>
public sealed class Clock : IClock
{
    /// <inheritdoc/>
    public Task<TimeSpan> AddAsync(TimeSpan time, int times) => Task.FromResult(time * times);
}
