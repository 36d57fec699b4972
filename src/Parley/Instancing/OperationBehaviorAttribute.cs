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

    void IOperationBehavior.Validate(OperationDescription operationDescription)
    {
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
