using Parley.Channels;
using Parley.Description;
using Parley.Dispatcher;

namespace Parley;

/// <summary>Says what a contract needs of the binding's delivery: in order, queued. The endpoint is checked when a host opens or a
/// channel factory is built. Source: WCF documentation, DeliveryRequirementsAttribute.</summary>
[AttributeUsage(AttributeTargets.Interface | AttributeTargets.Class, AllowMultiple = true)]
public sealed class DeliveryRequirementsAttribute : Attribute, IContractBehavior, IContractBehaviorAttribute
{
    /// <summary>Whether queued delivery is needed, taken or refused. The default is <see cref="QueuedDeliveryRequirementsMode.Allowed"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public QueuedDeliveryRequirementsMode QueuedDeliveryRequirements
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(QueuedDeliveryRequirements));
    }

    /// <summary>Whether the binding must deliver messages in order. The default is false.</summary>
    public bool RequireOrderedDelivery { get; set; }

    /// <summary>The contract that the attribute of a service's class concerns. The default is null: all its contracts.</summary>
    public Type? TargetContract { get; set; }

    void IContractBehavior.Validate(ContractDescription contractDescription, ServiceEndpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(contractDescription);
        ArgumentNullException.ThrowIfNull(endpoint);
        if (endpoint.Binding is not { } binding)
        {
            return;
        }

        var capabilities = binding.GetProperty<IBindingDeliveryCapabilities>([]);
        if (RequireOrderedDelivery && capabilities is not { AssuresOrderedDelivery: true })
        {
            throw endpoint.Refuse(new InvalidOperationException(
                $"The contract '{contractDescription.Name}' requires ordered delivery, which the binding '{binding.Name}' does not give. "
                + "Use a binding that keeps order, such as NetTcpBinding (TransferMode.Buffered)."));
        }

        var queued = capabilities is { QueuedDelivery: true };
        if (QueuedDeliveryRequirements == QueuedDeliveryRequirementsMode.Required && !queued)
        {
            throw endpoint.Refuse(new InvalidOperationException(
                $"The contract '{contractDescription.Name}' requires queued delivery, which the binding '{binding.Name}' does not give. "
                + "Use a binding over a queue, or set QueuedDeliveryRequirements = QueuedDeliveryRequirementsMode.Allowed."));
        }

        if (QueuedDeliveryRequirements == QueuedDeliveryRequirementsMode.NotAllowed && queued)
        {
            throw endpoint.Refuse(new InvalidOperationException(
                $"The contract '{contractDescription.Name}' does not allow queued delivery, but the binding '{binding.Name}' queues. "
                + "Use a binding that delivers directly, or set QueuedDeliveryRequirements = QueuedDeliveryRequirementsMode.Allowed."));
        }
    }

    void IContractBehavior.AddBindingParameters(
        ContractDescription contractDescription, ServiceEndpoint endpoint, BindingParameterCollection bindingParameters)
    {
    }

    void IContractBehavior.ApplyDispatchBehavior(
        ContractDescription contractDescription, ServiceEndpoint endpoint, DispatchRuntime dispatchRuntime)
    {
    }

    void IContractBehavior.ApplyClientBehavior(
        ContractDescription contractDescription, ServiceEndpoint endpoint, ClientRuntime clientRuntime)
    {
    }
}
