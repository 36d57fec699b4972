#if MONO
using System.ServiceModel;
#endif

namespace Parley.Interop
{
    /// <summary>Takes numbers, one-way. What arrived is asked of <see cref="ISinkReport"/>.</summary>
    [ServiceContract(Namespace = InteropNamespace.Uri, SessionMode = SessionMode.Required)]
    public interface ISink
    {
        /// <summary>Adds a number to a run that the client has named.</summary>
        [OperationContract(IsOneWay = true)]
        void Put(string run, int n);
    }
}
