#if MONO
using System.ServiceModel;
#endif

namespace Parley.Interop
{
    /// <summary>Calls its client back, within the client's own calls.</summary>
    [ServiceBehavior(InstanceContextMode = InstanceContextMode.PerSession, ConcurrencyMode = ConcurrencyMode.Reentrant)]
    public class DuplexService : IDuplex
    {
        /// <inheritdoc/>
        public void Subscribe(int count)
        {
            var client = OperationContext.Current.GetCallbackChannel<IDuplexCallback>();
            for (var n = 0; n < count; n++)
            {
                client.OnTick(n);
            }

            client.OnDone();
        }

        /// <inheritdoc/>
        public int Ask(int x)
        {
            return OperationContext.Current.GetCallbackChannel<IDuplexCallback>().Answer(x);
        }
    }
}
