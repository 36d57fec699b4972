#if MONO
using System.ServiceModel;
#endif

namespace Parley.Interop
{
    /// <summary>The client's side of <see cref="IDuplex"/>. Its actions carry that contract's name.</summary>
    public interface IDuplexCallback
    {
        /// <summary>One of the ticks that <see cref="IDuplex.Subscribe"/> asked for.</summary>
        [OperationContract(IsOneWay = true)]
        void OnTick(int n);

        /// <summary>No more ticks come.</summary>
        [OperationContract(IsOneWay = true)]
        void OnDone();

        /// <summary>The client's answer.</summary>
        [OperationContract]
        int Answer(int x);
    }
}
