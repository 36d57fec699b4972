#if MONO
using System.ServiceModel;
#endif

namespace Parley.Interop
{
    /// <summary>Tells what the sinks of this process have had.</summary>
    [ServiceBehavior(InstanceContextMode = InstanceContextMode.PerSession)]
    public class SinkReportService : ISinkReport
    {
        /// <inheritdoc/>
        public int[] Taken(string run)
        {
            return SinkRuns.Taken(run);
        }
    }
}
