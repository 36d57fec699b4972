using Parley.Channels;
using Parley.Description;
using Parley.Dispatcher;

namespace Parley;

/// <summary>
/// Says of an operation that calling it twice does no harm: it reads, or it sets what it is told. A client with a
/// <see cref="SessionRecoveryBehavior"/> repeats such a call when the service has lost the session; every other call it gives up with
/// <see cref="OutcomeUnknownException"/>. It stands on the contract's method beside [OperationContract].
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SafeToRepeatAttribute : Attribute, IOperationBehavior
{
    /// <summary>The key of the message property of a request that may be sent again.</summary>
    internal const string Property = "Parley.SafeToRepeat";

    void IOperationBehavior.Validate(OperationDescription operationDescription)
    {
    }

    void IOperationBehavior.AddBindingParameters(OperationDescription operationDescription, BindingParameterCollection bindingParameters)
    {
    }

    void IOperationBehavior.ApplyDispatchBehavior(OperationDescription operationDescription, DispatchOperation dispatchOperation)
    {
    }

    void IOperationBehavior.ApplyClientBehavior(OperationDescription operationDescription, ClientOperation clientOperation)
    {
        ArgumentNullException.ThrowIfNull(clientOperation);
        clientOperation.IsSafeToRepeat = true;
    }
}
