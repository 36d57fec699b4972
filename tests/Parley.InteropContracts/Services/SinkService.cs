#if MONO
using System.ServiceModel;
#endif

namespace Parley.Interop
{
    /// <summary>Remembers every number in the order of arrival.</summary>
    [ServiceBehavior(InstanceContextMode = InstanceContextMode.PerSession)]
    public class SinkService : ISink
    {
        /// <inheritdoc/>
        public void Put(string run, int n)
        {
            SinkRuns.Add(run, n);
        }
    }
}
