#if MONO
using System.ServiceModel;
#endif

namespace Parley.Interop
{
    /// <summary>What <see cref="ISink"/> of the same process has had.</summary>
    [ServiceContract(Namespace = InteropNamespace.Uri, SessionMode = SessionMode.Allowed)]
    public interface ISinkReport
    {
        /// <summary>The numbers of a run in the order of their arrival, none for an unknown run.</summary>
        [OperationContract]
        int[] Taken(string run);
    }
}
