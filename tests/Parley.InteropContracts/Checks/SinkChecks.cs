using System;
using System.Diagnostics;
using System.Linq;

namespace Parley.Interop
{
    /// <summary>One-way messages of a session arrive, each once, in order where the row is ordered.</summary>
    internal static class SinkChecks
    {
        private const int Count = 200;

        public static void Run(Target target)
        {
            var run = Guid.NewGuid().ToString();
            using (var connection = target.Connect<ISink>())
            {
                for (var n = 0; n < Count; n++)
                {
                    connection.Proxy.Put(run, n);
                }

                connection.Close();
            }

            var needed = target.Checks("last-one-way") ? Count : Count / 2;
            var taken = WaitFor(needed, target, run);
            if (target.Row.Unordered)
            {
                Array.Sort(taken);
            }

            Check.Equal(true, taken.Length >= needed, "whether " + needed + " numbers arrived (" + taken.Length + " did)");
            Check.Equal(string.Join(" ", Enumerable.Range(0, taken.Length)), string.Join(" ", taken), "the numbers that arrived");
        }

        // A close does not promise that the last one-way message has been carried out, so the report is asked until all are there.
        private static int[] WaitFor(int count, Target target, string run)
        {
            using (var report = target.ConnectToReport())
            {
                var clock = Stopwatch.StartNew();
                var taken = report.Proxy.Taken(run);
                while (taken.Length < count && clock.Elapsed < TimeSpan.FromSeconds(10))
                {
                    taken = report.Proxy.Taken(run);
                }

                report.Close();
                return taken;
            }
        }
    }
}
