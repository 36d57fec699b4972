#if MONO
using System.ServiceModel;
#endif

namespace Parley.Interop
{
    /// <summary>Single calls: values, bytes, faults, one-way, identity. Works with and without a session.</summary>
    [ServiceContract(Namespace = InteropNamespace.Uri, SessionMode = SessionMode.Allowed)]
    public interface ICalculator
    {
        /// <summary>The sum.</summary>
        [OperationContract]
        double Add(double a, double b);

        /// <summary>The same text.</summary>
        [OperationContract]
        string Echo(string text);

        /// <summary>The same bytes.</summary>
        [OperationContract]
        byte[] EchoBytes(byte[] data);

        /// <summary>Always the declared fault, with the reason.</summary>
        [OperationContract]
        [FaultContract(typeof(CalculatorFault))]
        void Fail(string reason);

        /// <summary>Always an undeclared exception, which ends a session.</summary>
        [OperationContract]
        void Crash();

        /// <summary>Counted by <see cref="Notified"/>.</summary>
        [OperationContract(IsOneWay = true)]
        void Notify(string text);

        /// <summary>How many notifications this instance has had: 0 without a session, as every call has its own instance.</summary>
        [OperationContract]
        int Notified();

        /// <summary>"name|authentication type" of the caller, "|" when anonymous.</summary>
        [OperationContract]
        string WhoAmI();

        /// <summary>The service's identifier of the session, "" when there is none.</summary>
        [OperationContract]
        string SessionId();
    }
}
