using System.Diagnostics;

namespace Parley.ClaimsBench;

/// <summary>Times of several things, in turn, so that a noisy machine is noisy for all of them.</summary>
internal static class Measure
{
    /// <summary>The median time of one operation for each, in microseconds, and the bytes that it allocates.</summary>
    public static (double Micros, long Bytes)[] InTurn(int rounds, params Action[] operations)
    {
        var counts = new int[operations.Length];
        for (var at = 0; at < operations.Length; at++)
        {
            // Until everything is compiled well; then as many as take a tenth of a second.
            var warm = Stopwatch.StartNew();
            var done = 0;
            for (; warm.ElapsedMilliseconds < 1500; done++)
            {
                operations[at]();
            }

            counts[at] = Math.Max(1, done / 15);
        }

        var times = operations.Select(_ => new List<double>()).ToArray();
        var bytes = new long[operations.Length];
        for (var round = 0; round < rounds; round++)
        {
            for (var at = 0; at < operations.Length; at++)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                var watch = Stopwatch.StartNew();
                for (var count = counts[at]; count > 0; count--)
                {
                    operations[at]();
                }

                times[at].Add(watch.Elapsed.TotalMicroseconds / counts[at]);
                bytes[at] = (GC.GetAllocatedBytesForCurrentThread() - before) / counts[at];
            }
        }

        return [.. times.Select((list, at) => (list.Order().ElementAt(list.Count / 2), bytes[at]))];
    }
}
