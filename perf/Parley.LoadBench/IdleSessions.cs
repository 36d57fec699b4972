namespace Parley.LoadBench;

/// <summary>Opens many sessions, makes one call on each, and tells what the service holds for each while they are idle.</summary>
internal static class IdleSessions
{
    public static async Task RunAsync(ServiceProcess service, IReadOnlyList<Scenario> scenarios, int sessions)
    {
        foreach (var scenario in scenarios.Count == Scenario.All.Count ? [Scenario.Find("net.tcp")] : scenarios)
        {
            await MeasureAsync(service, scenario, sessions);
        }
    }

    private static async Task MeasureAsync(ServiceProcess service, Scenario scenario, int sessions)
    {
        await using var factory = service.CreateFactory(scenario);
        var callers = new List<ICaller>();
        try
        {
            await AddAsync(Math.Min(100, sessions));
            var before = await service.ReadStatsAsync(collectFirst: true);
            var ours = ServiceStats.Read(collectFirst: true);
            var first = callers.Count;
            await AddAsync(sessions);
            var after = await service.ReadStatsAsync(collectFirst: true);
            var oursAfter = ServiceStats.Read(collectFirst: true);
            double added = callers.Count - first;
            Console.WriteLine(
                $"idle {scenario.Name} sessions: {callers.Count}, service memory of each: " +
                $"{(after.WorkingSetBytes - before.WorkingSetBytes) / added / 1024:F1} KB working set, " +
                $"{(after.HeapBytes - before.HeapBytes) / added / 1024:F1} KB managed heap; client: " +
                $"{(oursAfter.HeapBytes - ours.HeapBytes) / added / 1024:F1} KB managed heap");
        }
        finally
        {
            await Parallel.ForEachAsync(
                callers, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (caller, _) => await caller.DisposeAsync());
        }

        async Task AddAsync(int upTo)
        {
            while (callers.Count < upTo)
            {
                var caller = await ProxyCaller.OpenAsync(factory, new byte[100]);
                callers.Add(caller);
                await caller.CallAsync();
            }
        }
    }
}
