using System.Runtime.Serialization;

namespace Parley.Interop
{
    /// <summary>The declared fault of <see cref="ICalculator.Fail"/>.</summary>
    [DataContract(Namespace = InteropNamespace.Uri)]
    public class CalculatorFault
    {
        /// <summary>What the caller asked for.</summary>
        [DataMember]
        public string Reason { get; set; }
    }
}
