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
        var costs = new Dictionary<string, (double Open, double Call, double Close)>();
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

            var cost = costs[scenario.Name] = (Median(open), Median(call), Median(close));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{scenario.Name,-12}{cost.Open,9:F0}{cost.Call,9:F0}{cost.Close,10:F0}"));
        }

        if (costs.TryGetValue("sec-session", out var session) && costs.TryGetValue("sec-once", out var once))
        {
            Compare(session, once, costs["http"]);
        }
    }

    // A session's opening beside the private key's work and two plain calls, and beside the calls that it spares.
    private static void Compare((double Open, double Call, double Close) session, (double Open, double Call, double Close) once, (double Open, double Call, double Close) plain)
    {
        var bound = (2 * BareCryptography.MeasurePrivateKey()) + (2 * plain.Call);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"opening a secure session: {session.Open:F0} µs, two private-key operations and two plain calls: {bound:F0} µs ({session.Open / bound:F2})"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"opened and closed it costs as much as {(session.Open + session.Close) / (once.Call - session.Call):F1} calls by certificates cost more"));
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
