using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Parley.Description;
using Parley.LoadBench.Baseline;

namespace Parley.LoadBench;

/// <summary>
/// The service process: every scenario's endpoint and the baselines, until its standard input ends. It prints "listening",
/// then answers each line "stats" or "collect" with a <see cref="ServiceStats"/> as JSON.
/// </summary>
internal static class ServiceRole
{
    public static async Task RunAsync(ServiceAddresses addresses)
    {
        await using var baseline = await StartBaselineAsync(addresses);
        var host = CreateHost(addresses);
        await host.OpenAsync();
        Console.WriteLine("listening");
        while (await Console.In.ReadLineAsync() is { } command)
        {
            Console.WriteLine(JsonSerializer.Serialize(ServiceStats.Read(collectFirst: command == "collect")));
        }

        host.Abort();
    }

    private static ServiceHost CreateHost(ServiceAddresses addresses)
    {
        var host = new ServiceHost(typeof(EchoService));
        Credentials.Load(addresses.Folder).Use(host);
        foreach (var scenario in Scenario.All.Concat(Scenario.All.Select(scenario => scenario.Beside).OfType<Scenario>()).Distinct())
        {
            host.AddServiceEndpoint(typeof(IEcho), scenario.CreateBinding(), addresses.For(scenario).AbsoluteUri);
        }

        foreach (var window in Goodput.Windows)
        {
            host.AddServiceEndpoint(typeof(ITell), Goodput.CreateBinding(window), addresses.ForGoodput(window).AbsoluteUri);
        }

        // A load test is to measure the path of a call, not the wait at a throttle.
        host.Description.Behaviors.Add(new ServiceThrottlingBehavior
        {
            MaxConcurrentCalls = 1024,
            MaxConcurrentSessions = 100_000,
            MaxConcurrentInstances = 200_000,
        });
        return host;
    }

    private static async Task<WebApplication> StartBaselineAsync(ServiceAddresses addresses)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.Limits.MaxRequestBodySize = null;
            options.Listen(IPAddress.Loopback, addresses.Post);
            options.Listen(IPAddress.Loopback, addresses.Frames, listen => listen.UseConnectionHandler<FrameService>());
            options.ListenUnixSocket(addresses.FrameSocket, listen => listen.UseConnectionHandler<FrameService>());
        });
        var application = builder.Build();
        application.Run(PostService.EchoAsync);
        await application.StartAsync();
        return application;
    }
}
