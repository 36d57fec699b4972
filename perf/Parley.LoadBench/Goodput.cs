using System.Diagnostics;
using System.Globalization;
using Parley.FaultProxy;

namespace Parley.LoadBench;

/// <summary>
/// What a reliable session of one-way messages over HTTP delivers through a network that delays and loses, beside the best that any sender
/// could reach with the same loss, window and delay.
/// </summary>
internal static class Goodput
{
    private static readonly TimeSpan _delay = TimeSpan.FromMilliseconds(10);

    /// <summary>The windows that are measured.</summary>
    public static IReadOnlyList<int> Windows { get; } = [8, 32];

    public static Channels.Binding CreateBinding(int window) => Scenario.WithWindow(Scenario.Find("rm-http").CreateBinding(), window);

    public static async Task RunAsync(ServiceProcess service, TimeSpan stretch)
    {
        Console.WriteLine($"{"loss",5}{"window",8}{"exchange ms",13}{"delivered/s",13}{"best/s",10}{"ratio",7}");
        foreach (var window in Windows)
        {
            foreach (var loss in new[] { 0, 0.05, 0.2 })
            {
                var exchange = await MeasureExchangeAsync(service, window);
                var best = BestGoodput.Of(loss, window, exchange / 2);
                var rates = new List<double>();
                for (var seed = 1; seed <= 3; seed++)
                {
                    rates.Add(await MeasureAsync(service, window, loss, seed, (int)(best * stretch.TotalSeconds)));
                }

                rates.Sort();
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{loss,5:P0}{window,8}{exchange * 1000,13:F1}{rates[1],13:F0}{best,10:F0}{rates[1] / best,7:P0}"));
            }
        }
    }

    /// <summary>How long a request and its response take when nothing is lost, with a window's worth of them under way: plain posts.</summary>
    private static async Task<double> MeasureExchangeAsync(ServiceProcess service, int window)
    {
        await using var proxy = new HttpFaultProxy(service.Addresses.PostUri, new RandomFaults(1)) { Delay = _delay };
        await proxy.StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var callers = new List<ICaller>();
        for (var i = 0; i < window; i++)
        {
            callers.Add(new Baseline.PostCaller(http, proxy.Address, 1000, "application/soap+xml"));
        }

        await Load.RunAsync(callers, TimeSpan.FromSeconds(0.5));
        var result = await Load.RunAsync(callers, TimeSpan.FromSeconds(1));
        return window / result.PerSecond;
    }

    private static async Task<double> MeasureAsync(ServiceProcess service, int window, double loss, int seed, int messages)
    {
        var address = service.Addresses.ForGoodput(window);
        var faults = new RandomFaults(seed) { Loss = loss };
        await using var proxy = new HttpFaultProxy(address, faults) { Delay = _delay };
        await proxy.StartAsync();
        await using var factory = new ChannelFactory<ITell>(CreateBinding(window), new EndpointAddress(address));
        var sender = factory.CreateChannel(new EndpointAddress(address), proxy.Address);
        await ((ICommunicationObject)sender).OpenAsync();
        var payload = new byte[100];

        // The session finds its pace first.
        await SayAsync(messages / 10);
        var began = Stopwatch.GetTimestamp();
        await SayAsync(messages);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        faults.Heal();
        await ((ICommunicationObject)sender).CloseAsync();
        return messages / seconds;

        async Task SayAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                await sender.SayAsync(payload);
            }
        }
    }
}
