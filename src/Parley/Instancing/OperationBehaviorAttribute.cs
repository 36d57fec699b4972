using Parley.Channels;
using Parley.Description;
using Parley.Dispatcher;

namespace Parley;

/// <summary>How a service's method is called. WCF documentation: OperationBehaviorAttribute.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OperationBehaviorAttribute : Attribute, IOperationBehavior
{
    /// <summary>When the call ends the life of the service object. Default <see cref="ReleaseInstanceMode.None"/>.</summary>
    public ReleaseInstanceMode ReleaseInstanceMode
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(ReleaseInstanceMode));
    }

    /// <summary>True to dispose the parameters and the result after the call, if they are disposable. Default true.</summary>
    public bool AutoDisposeParameters { get; set; } = true;

    /// <summary>True for a call in a transaction. Default false. Not supported: a host with such an operation does not open.</summary>
    public bool TransactionScopeRequired { get; set; }

    /// <summary>True for a transaction that ends well when the call does. Default true. There are no transactions, so false is refused
    /// when the host opens.</summary>
    public bool TransactionAutoComplete { get; set; } = true;

    /// <summary>Whether the call runs under the client's Windows account. Default <see cref="ImpersonationOption.NotAllowed"/>. There are
    /// no Windows accounts: <see cref="ImpersonationOption.Allowed"/> changes nothing, and a host with
    /// <see cref="ImpersonationOption.Required"/> does not open.</summary>
    public ImpersonationOption Impersonation
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(Impersonation));
    }

    void IOperationBehavior.Validate(OperationDescription operationDescription)
    {
        if (TransactionScopeRequired || !TransactionAutoComplete)
        {
            throw new NotSupportedException(
                $"The operation '{operationDescription.Name}' asks for a transaction (TransactionScopeRequired, TransactionAutoComplete), and transactions are not supported. "
                + "Take the setting off, and open a TransactionScope in the operation.");
        }

        if (Impersonation == ImpersonationOption.Required)
        {
            throw new NotSupportedException(
                $"The operation '{operationDescription.Name}' has Impersonation = ImpersonationOption.Required, and Windows accounts are not supported. "
                + "Take the setting off. ServiceSecurityContext.PrimaryIdentity tells who calls.");
        }

        if (operationDescription.IsServerInitiated && ReleaseInstanceMode != ReleaseInstanceMode.None)
        {
            throw new InvalidOperationException(
                $"The callback operation '{operationDescription.Name}' has ReleaseInstanceMode.{ReleaseInstanceMode}: a client's callback object is never released. "
                + "Leave ReleaseInstanceMode at None.");
        }
    }

    void IOperationBehavior.AddBindingParameters(OperationDescription operationDescription, BindingParameterCollection bindingParameters)
    {
    }

    void IOperationBehavior.ApplyDispatchBehavior(OperationDescription operationDescription, DispatchOperation dispatchOperation)
    {
        dispatchOperation.ReleaseInstanceBeforeCall = ReleaseInstanceMode is ReleaseInstanceMode.BeforeCall or ReleaseInstanceMode.BeforeAndAfterCall;
        dispatchOperation.ReleaseInstanceAfterCall = ReleaseInstanceMode is ReleaseInstanceMode.AfterCall or ReleaseInstanceMode.BeforeAndAfterCall;
        dispatchOperation.AutoDisposeParameters = AutoDisposeParameters;
    }

    void IOperationBehavior.ApplyClientBehavior(OperationDescription operationDescription, ClientOperation clientOperation)
    {
    }
}
