using System;
#if MONO
using System.ServiceModel;
#endif

namespace Parley.Interop
{
    /// <summary>The calculator of every row.</summary>
    [ServiceBehavior(InstanceContextMode = InstanceContextMode.PerSession)]
    public class CalculatorService : ICalculator
    {
        private int _notified;

        /// <inheritdoc/>
        public double Add(double a, double b)
        {
            return a + b;
        }

        /// <inheritdoc/>
        public string Echo(string text)
        {
            return text;
        }

        /// <inheritdoc/>
        public byte[] EchoBytes(byte[] data)
        {
            return data;
        }

        /// <inheritdoc/>
        public void Fail(string reason)
        {
            throw new FaultException<CalculatorFault>(new CalculatorFault { Reason = reason }, "The calculator was asked to fail.");
        }

        /// <inheritdoc/>
        public void Crash()
        {
            throw new InvalidOperationException("The calculator was asked to crash.");
        }

        /// <inheritdoc/>
        public void Notify(string text)
        {
            _notified++;
        }

        /// <inheritdoc/>
        public int Notified()
        {
            return _notified;
        }

        /// <inheritdoc/>
        public string WhoAmI()
        {
            var caller = ServiceSecurityContext.Current;
            return caller == null || caller.IsAnonymous
                ? "|"
                : caller.PrimaryIdentity.Name + "|" + caller.PrimaryIdentity.AuthenticationType;
        }

        /// <inheritdoc/>
        public string SessionId()
        {
            return OperationContext.Current.SessionId ?? "";
        }
    }
}
