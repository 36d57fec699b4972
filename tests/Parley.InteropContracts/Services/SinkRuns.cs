using System.Collections.Generic;

namespace Parley.Interop
{
    /// <summary>What all sinks of this process have taken, by run.</summary>
    internal static class SinkRuns
    {
        private static readonly Dictionary<string, List<int>> Runs = new Dictionary<string, List<int>>();

        public static void Add(string run, int n)
        {
            lock (Runs)
            {
                List<int> taken;
                if (!Runs.TryGetValue(run, out taken))
                {
                    taken = new List<int>();
                    Runs.Add(run, taken);
                }

                taken.Add(n);
            }
        }

        public static int[] Taken(string run)
        {
            lock (Runs)
            {
                List<int> taken;
                return Runs.TryGetValue(run, out taken) ? taken.ToArray() : System.Array.Empty<int>();
            }
        }
    }
}
