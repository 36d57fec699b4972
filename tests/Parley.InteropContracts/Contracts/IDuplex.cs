#if MONO
using System.ServiceModel;
#endif

namespace Parley.Interop
{
    /// <summary>Calls that come back to the client.</summary>
    [ServiceContract(Namespace = InteropNamespace.Uri, SessionMode = SessionMode.Required, CallbackContract = typeof(IDuplexCallback))]
    public interface IDuplex
    {
        /// <summary>Makes the service call OnTick(0 … count-1), then OnDone; the ticks may come before the reply.</summary>
        [OperationContract]
        void Subscribe(int count);

        /// <summary>Calls the client's Answer while this call is open, and returns what it returned.</summary>
        [OperationContract]
        int Ask(int x);
    }
}
