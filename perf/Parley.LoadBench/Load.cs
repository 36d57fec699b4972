using System.Diagnostics;

namespace Parley.LoadBench;

/// <summary>What callers reached in one stretch of time. Latencies are in microseconds.</summary>
internal readonly record struct LoadResult(double PerSecond, double P50, double P99, long Calls, double ClientAllocatedBytes, double ClientCpuMicroseconds);

/// <summary>Runs callers side by side, each in a closed loop, for a time, and measures them.</summary>
internal static class Load
{
    /// <summary>The most latencies that are kept of one caller; beyond, the oldest are overwritten.</summary>
    private const int KeptLatencies = 1 << 17;

    public static async Task<LoadResult> RunAsync(IReadOnlyList<ICaller> callers, TimeSpan duration)
    {
        var latencies = new long[callers.Count][];
        for (var i = 0; i < callers.Count; i++)
        {
            latencies[i] = new long[KeptLatencies];
        }

        var counts = new long[callers.Count];
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        var end = start + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var loops = new Task[callers.Count];
        for (var i = 0; i < callers.Count; i++)
        {
            var index = i;
            loops[i] = Task.Run(() => LoopAsync(callers[index], end, latencies[index], counts, index));
        }

        await Task.WhenAll(loops);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        cpu = Environment.CpuUsage.TotalTime - cpu;
        var calls = counts.Sum();
        var (p50, p99) = Percentiles(latencies, counts);
        return new LoadResult(calls / seconds, p50, p99, calls, (double)allocated / Math.Max(1, calls), cpu.TotalMicroseconds / Math.Max(1, calls));
    }

    private static async Task LoopAsync(ICaller caller, long end, long[] latencies, long[] counts, int index)
    {
        var count = 0L;
        while (true)
        {
            var before = Stopwatch.GetTimestamp();
            if (before >= end)
            {
                break;
            }

            await caller.CallAsync();
            latencies[count & (KeptLatencies - 1)] = Stopwatch.GetTimestamp() - before;
            count++;
        }

        await caller.DrainAsync();
        counts[index] = count;
    }

    private static (double P50, double P99) Percentiles(long[][] latencies, long[] counts)
    {
        var all = new List<long>();
        for (var i = 0; i < latencies.Length; i++)
        {
            all.AddRange(latencies[i].AsSpan(0, (int)Math.Min(counts[i], KeptLatencies)));
        }

        if (all.Count == 0)
        {
            return (0, 0);
        }

        all.Sort();
        return (Microseconds(all[all.Count / 2]), Microseconds(all[Math.Min(all.Count - 1, all.Count * 99 / 100)]));
    }

    private static double Microseconds(long ticks) => ticks * 1_000_000.0 / Stopwatch.Frequency;
}
