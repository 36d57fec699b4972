#if MONO
using System.ServiceModel;
#endif

namespace Parley.Interop
{
    /// <summary>One sum for each session.</summary>
    [ServiceBehavior(InstanceContextMode = InstanceContextMode.PerSession)]
    public class CalculatorSessionService : ICalculatorSession
    {
        private double _sum;

        /// <inheritdoc/>
        public void Start()
        {
            _sum = 0;
        }

        /// <inheritdoc/>
        public void AddTo(double n)
        {
            _sum += n;
        }

        /// <inheritdoc/>
        public double Result()
        {
            return _sum;
        }

        /// <inheritdoc/>
        public void Stop()
        {
        }
    }
}
