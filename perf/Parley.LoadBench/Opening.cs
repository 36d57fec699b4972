using System.Diagnostics;
using System.Globalization;

namespace Parley.LoadBench;

/// <summary>Opens sessions, makes one call on each and closes them, one after the other, and tells what each step costs.</summary>
internal static class Opening
{
    private const int WarmUps = 300;
    private const int Measured = 1000;

    public static async Task RunAsync(ServiceProcess service, IReadOnlyList<Scenario> scenarios)
    {
        Console.WriteLine($"{"scenario",-12}{"open µs",9}{"call µs",9}{"close µs",10}");
        foreach (var scenario in scenarios.SelectMany(scenario => new[] { scenario.Beside, scenario }).OfType<Scenario>().Where(scenario => !scenario.IsOneWay).Distinct())
        {
            await using var factory = service.CreateFactory(scenario);
            var payload = new byte[100];
            var (open, call, close) = (new List<double>(), new List<double>(), new List<double>());
            for (var i = 0; i < WarmUps + Measured; i++)
            {
                var began = Stopwatch.GetTimestamp();
                var caller = await ProxyCaller.OpenAsync(factory, payload);
                var opened = Stopwatch.GetTimestamp();
                await caller.CallAsync();
                var first = Stopwatch.GetTimestamp();
                await caller.CallAsync();
                var called = Stopwatch.GetTimestamp();
                await caller.DisposeAsync();
                var closed = Stopwatch.GetTimestamp();
                if (i >= WarmUps)
                {
                    open.Add(Stopwatch.GetElapsedTime(began, opened).TotalMicroseconds);
                    call.Add(Stopwatch.GetElapsedTime(first, called).TotalMicroseconds);
                    close.Add(Stopwatch.GetElapsedTime(called, closed).TotalMicroseconds);
                }
            }

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{scenario.Name,-12}{Median(open),9:F0}{Median(call),9:F0}{Median(close),10:F0}"));
        }
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
