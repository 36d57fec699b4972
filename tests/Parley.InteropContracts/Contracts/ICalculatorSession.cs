#if MONO
using System.ServiceModel;
#endif

namespace Parley.Interop
{
    /// <summary>A running sum that lives as long as its session.</summary>
    [ServiceContract(Namespace = InteropNamespace.Uri, SessionMode = SessionMode.Required)]
    public interface ICalculatorSession
    {
        /// <summary>Begins at 0. The only operation that may be the first.</summary>
        [OperationContract]
        void Start();

        /// <summary>Adds to the sum.</summary>
        [OperationContract(IsOneWay = true, IsInitiating = false)]
        void AddTo(double n);

        /// <summary>The sum.</summary>
        [OperationContract(IsInitiating = false)]
        double Result();

        /// <summary>Ends the session.</summary>
        [OperationContract(IsInitiating = false, IsTerminating = true)]
        void Stop();
    }
}
