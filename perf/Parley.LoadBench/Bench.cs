using Parley.LoadBench.Baseline;

namespace Parley.LoadBench;

/// <summary>Measures rows: rounds of the baseline and of Parley, one after the other, so that both see the same machine.</summary>
internal sealed class Bench(ServiceProcess service, HttpClient http, Pace pace, int rounds)
{
    // Methods that are compiled again in a stretch when there is nothing more to gain.
    private const int FewMethods = 30;
    private const int MostWarmUps = 20;

    /// <summary>
    /// Lets both processes compile a scenario's path for good, so that the first rows are measured like the last: until hardly any method is
    /// compiled any more.
    /// </summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="isQuick">True: once, however much is left to compile.</param>
    public async Task WarmUpAsync(Scenario scenario, bool isQuick)
    {
        var once = new Bench(service, http, pace, rounds: 1);
        await once.MeasureAsync(scenario, bytes: 1024, callers: 8, warmUp: TimeSpan.FromSeconds(0.6), stretch: TimeSpan.FromSeconds(0.1));
        if (isQuick)
        {
            return;
        }

        await using var factory = service.CreateFactory(scenario);
        var callers = new List<ICaller>();
        try
        {
            for (var i = 0; i < 8; i++)
            {
                callers.Add(await ProxyCaller.OpenAsync(factory, new byte[4096], scenario.IsOneWay));
            }

            var before = await CompiledMethodsAsync();
            for (var i = 0; i < MostWarmUps; i++)
            {
                await Load.RunAsync(callers, TimeSpan.FromSeconds(1));
                var after = await CompiledMethodsAsync();
                if (after - before <= FewMethods)
                {
                    return;
                }

                before = after;
            }
        }
        finally
        {
            foreach (var caller in callers)
            {
                await caller.DisposeAsync();
            }
        }
    }

    private async Task<long> CompiledMethodsAsync() =>
        (await service.ReadStatsAsync()).CompiledMethods + System.Runtime.JitInfo.GetCompiledMethodCount();

    public Task<Row> MeasureAsync(Scenario scenario, int bytes, int callers) =>
        pace.NextAsync((warmUp, stretch) => MeasureAsync(scenario, bytes, callers, warmUp, stretch));

    private async Task<Row> MeasureAsync(Scenario scenario, int bytes, int callers, TimeSpan warmUp, TimeSpan stretch)
    {
        var payload = new byte[bytes];
        new Random(bytes).NextBytes(payload);
        var address = service.Addresses.For(scenario);
        var plain = scenario.Beside;
        var (wireBytes, contentType) = plain is null ? await WireSize.OfRequestAsync(scenario, address, payload) : default;
        await using var plainFactory = plain is null ? null : service.CreateFactory(plain);
        await using var factory = service.CreateFactory(scenario);
        var ours = new List<ICaller>();
        var bare = new List<ICaller>();
        try
        {
            for (var i = 0; i < callers; i++)
            {
                ours.Add(await ProxyCaller.OpenAsync(factory, payload, scenario.IsOneWay));
                bare.Add(plainFactory is not null ? await ProxyCaller.OpenAsync(plainFactory, payload, plain!.IsOneWay)
                    : scenario.IsHttp
                    ? new PostCaller(http, service.Addresses.PostUri, wireBytes, contentType)
                    : await FrameCaller.ConnectAsync(service.Addresses.FramesFor(scenario), wireBytes));
            }

            await Load.RunAsync(bare, warmUp);
            await Load.RunAsync(ours, warmUp);
            return await RunRoundsAsync(scenario, bytes, ours, bare, stretch);
        }
        finally
        {
            foreach (var caller in ours.Concat(bare))
            {
                await caller.DisposeAsync();
            }
        }
    }

    private async Task<Row> RunRoundsAsync(Scenario scenario, int bytes, List<ICaller> ours, List<ICaller> bare, TimeSpan stretch)
    {
        var results = new List<LoadResult>();
        var baselines = new List<LoadResult>();
        double cpu = 0;
        double besideCpu = 0;
        double allocated = 0;
        double besideAllocated = 0;
        for (var round = 0; round < rounds; round++)
        {
            var start = await service.ReadStatsAsync();
            baselines.Add(await Load.RunAsync(bare, stretch));
            var before = await service.ReadStatsAsync();
            besideCpu += before.CpuMicroseconds - start.CpuMicroseconds;
            besideAllocated += before.AllocatedBytes - start.AllocatedBytes;
            results.Add(await Load.RunAsync(ours, stretch));
            var after = await service.ReadStatsAsync();
            cpu += after.CpuMicroseconds - before.CpuMicroseconds;
            allocated += after.AllocatedBytes - before.AllocatedBytes;
        }

        var calls = Math.Max(1, results.Sum(result => result.Calls));
        var besideCalls = Math.Max(1, baselines.Sum(result => result.Calls));
        double? floor = scenario.IsProtected
            ? (besideCpu / besideCalls) + Median(baselines.Select(result => result.ClientCpuMicroseconds)) + BareCryptography.Measure(bytes)
            : null;
        return new Row
        {
            Scenario = scenario.Name,
            Bytes = bytes,
            Callers = ours.Count,
            PerSecond = Median(results.Select(result => result.PerSecond)),
            BaselinePerSecond = Median(baselines.Select(result => result.PerSecond)),
            Ratio = Median(results.Zip(baselines, (result, baseline) => result.PerSecond / baseline.PerSecond)),
            P50Microseconds = Median(results.Select(result => result.P50)),
            P99Microseconds = Median(results.Select(result => result.P99)),
            ServiceCpuMicroseconds = cpu / calls,
            ClientCpuMicroseconds = Median(results.Select(result => result.ClientCpuMicroseconds)),
            ClientAllocatedBytes = Median(results.Select(result => result.ClientAllocatedBytes)),
            ServiceAllocatedBytes = allocated / calls,
            Beside = scenario.Beside is null
                ? null
                : new Cost(
                    besideCpu / besideCalls,
                    Median(baselines.Select(result => result.ClientCpuMicroseconds)),
                    Median(baselines.Select(result => result.ClientAllocatedBytes)),
                    besideAllocated / besideCalls),
            FloorMicroseconds = floor,
        };
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1
            ? sorted[sorted.Length / 2]
            : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
