using System.Diagnostics;
using System.Globalization;

namespace Parley.LoadBench;

/// <summary>
/// Opens sessions, makes calls on each and closes them, one after the other, and tells what each step costs beside the same on plain channels. The two
/// take turns, so that both see the same machine.
/// </summary>
internal static class Opening
{
    private const int Measured = 1000;

    /// <summary>What the protocol of reliable sessions needs to open and to close one, in round trips. Both versions need the same.</summary>
    private const int TripsToOpen = 1;
    private const int TripsToClose = 2;

    /// <summary>What happens once a session is compiled for good after thousands of sessions only; before that, most of the time is the compiler's.</summary>
    private static readonly TimeSpan _stretch = TimeSpan.FromSeconds(2);

    private const int MostStretches = 15;

    /// <summary>So few methods are compiled in a stretch when there is nothing more to gain.</summary>
    private const int FewMethods = 20;

    public static async Task RunAsync(ServiceProcess service, IReadOnlyList<Scenario> scenarios)
    {
        var costs = new Dictionary<string, Steps>();
        Console.WriteLine($"{"scenario",-12}{"open µs",9}{"call µs",9}{"close µs",10}");
        foreach (var scenario in scenarios.Where(scenario => scenario is { IsOneWay: false, Beside: not null }))
        {
            var (plain, ours) = await MeasureAsync(service, scenario);
            (costs[scenario.Beside!.Name], costs[scenario.Name]) = (plain, ours);
            Print(scenario.Beside!.Name, plain);
            Print(scenario.Name, ours);
            if (scenario.Name.StartsWith("rm-", StringComparison.Ordinal))
            {
                Compare(ours, plain);
            }
        }

        if (costs.TryGetValue("sec-session", out var session) && costs.TryGetValue("sec-once", out var once))
        {
            Compare(session, once, costs["http"]);
        }
    }

    private static async Task<(Steps Plain, Steps Ours)> MeasureAsync(ServiceProcess service, Scenario scenario)
    {
        await using var plainFactory = service.CreateFactory(scenario.Beside!);
        await using var factory = service.CreateFactory(scenario);
        var (plain, ours) = (new Steps(), new Steps());
        var before = 0L;
        for (var i = 0; i < MostStretches; i++)
        {
            for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < _stretch;)
            {
                await TakeAsync(plainFactory, null);
                await TakeAsync(factory, null);
            }

            var compiled = (await service.ReadStatsAsync()).CompiledMethods + System.Runtime.JitInfo.GetCompiledMethodCount();
            if (compiled - before <= FewMethods)
            {
                break;
            }

            before = compiled;
        }

        for (var i = 0; i < Measured; i++)
        {
            await TakeAsync(plainFactory, plain);
            await TakeAsync(factory, ours);
        }

        return (plain, ours);
    }

    /// <param name="factory">Makes the channel.</param>
    /// <param name="steps">Takes the times; null for none.</param>
    private static async Task TakeAsync(ChannelFactory<IEcho> factory, Steps? steps)
    {
        var payload = new byte[100];
        var began = Stopwatch.GetTimestamp();
        var caller = await ProxyCaller.OpenAsync(factory, payload);
        var opened = Stopwatch.GetTimestamp();
        await caller.CallAsync();
        var first = Stopwatch.GetTimestamp();
        await caller.CallAsync();
        var called = Stopwatch.GetTimestamp();
        await caller.DisposeAsync();
        steps?.Add(began, opened, first, called, Stopwatch.GetTimestamp());
    }

    private static void Print(string name, Steps steps) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-12}{steps.Open,9:F0}{steps.Call,9:F0}{steps.Close,10:F0}"));

    // What is under a reliable session is opened and closed as without one; beyond that, each round trip may take as long as a plain call.
    private static void Compare(Steps session, Steps plain)
    {
        var (open, close) = (plain.Open + (TripsToOpen * plain.Call), plain.Close + (TripsToClose * plain.Call));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"beside round trips that each cost a plain call: opening {session.Open / open:F2} of {open:F0} µs, closing {session.Close / close:F2} of {close:F0} µs"));
    }

    // A session's opening beside the private key's work and two plain calls, and beside the calls that it spares.
    private static void Compare(Steps session, Steps once, Steps plain)
    {
        var bound = (2 * BareCryptography.MeasurePrivateKey()) + (2 * plain.Call);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"opening a secure session: {session.Open:F0} µs, two private-key operations and two plain calls: {bound:F0} µs ({session.Open / bound:F2})"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"opened and closed it costs as much as {(session.Open + session.Close) / (once.Call - session.Call):F1} calls by certificates cost more"));
    }

    /// <summary>How long each step took, in microseconds: the median of all times.</summary>
    private sealed class Steps
    {
        private readonly List<double> _open = [];
        private readonly List<double> _call = [];
        private readonly List<double> _close = [];

        public double Open => Median(_open);

        public double Call => Median(_call);

        public double Close => Median(_close);

        public void Add(long began, long opened, long first, long called, long closed)
        {
            _open.Add(Stopwatch.GetElapsedTime(began, opened).TotalMicroseconds);
            _call.Add(Stopwatch.GetElapsedTime(first, called).TotalMicroseconds);
            _close.Add(Stopwatch.GetElapsedTime(called, closed).TotalMicroseconds);
        }

        private static double Median(List<double> values)
        {
            values.Sort();
            return values[values.Count / 2];
        }
    }
}
