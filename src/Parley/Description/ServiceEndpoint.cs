using System.Collections.ObjectModel;
using Parley.Channels;

namespace Parley.Description;

/// <summary>An address, a binding and a contract. Source: WCF documentation, ServiceEndpoint.</summary>
public class ServiceEndpoint
{
    private Uri? _listenUri;
    private string? _name;

    /// <summary>Describes an endpoint whose address and binding are set later.</summary>
    /// <param name="contract">The contract.</param>
    /// <exception cref="ArgumentNullException"><paramref name="contract"/> is null.</exception>
    public ServiceEndpoint(ContractDescription contract)
        : this(contract, null, null)
    {
    }

    /// <summary>Describes an endpoint.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="binding">The binding; null when it is set later.</param>
    /// <param name="address">The address; null when it is set later.</param>
    /// <exception cref="ArgumentNullException"><paramref name="contract"/> is null.</exception>
    public ServiceEndpoint(ContractDescription contract, Binding? binding, EndpointAddress? address)
    {
        ArgumentNullException.ThrowIfNull(contract);
        Contract = contract;
        Binding = binding;
        Address = address;
    }

    /// <summary>Where messages go.</summary>
    public EndpointAddress? Address { get; set; }

    /// <summary>How messages go.</summary>
    public Binding? Binding { get; set; }

    /// <summary>What messages there are.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public ContractDescription Contract
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Contract));
            field = value;
        }
    }

    /// <summary>The endpoint's behaviors, at most one of each type.</summary>
    public KeyedByTypeCollection<IEndpointBehavior> Behaviors { get; } = [];

    /// <summary>The same collection as <see cref="Behaviors"/>.</summary>
    public KeyedCollection<Type, IEndpointBehavior> EndpointBehaviors => Behaviors;

    /// <summary>The URI to listen at. The default is the URI of <see cref="Address"/>.</summary>
    public Uri? ListenUri
    {
        get => _listenUri ?? Address?.Uri;
        set => _listenUri = value;
    }

    /// <summary>Whether the listen URI is used as it is. The default is <see cref="ListenUriMode.Explicit"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public ListenUriMode ListenUriMode
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(ListenUriMode));
    }

    /// <summary>The endpoint's name. The default is made of the names of binding and contract; empty without a binding.</summary>
    public string Name
    {
        get => _name ?? (Binding is null ? string.Empty : $"{Binding.Name}_{Contract.Name}");
        set => _name = value;
    }

    /// <summary>Whether the endpoint serves the infrastructure, such as metadata, and not the application. The default is false.</summary>
    public bool IsSystemEndpoint { get; set; }

    /// <summary>Says of a reason why a contract cannot be used which endpoint it concerns.</summary>
    internal InvalidOperationException Refuse(InvalidOperationException reason) => new(Refusal(reason), reason);

    /// <summary>Says of a reason why a binding cannot be used which endpoint it concerns.</summary>
    internal NotSupportedException Refuse(NotSupportedException reason) => new(Refusal(reason), reason);

    private string Refusal(Exception reason)
    {
        var address = Address is null ? string.Empty : $" at '{Address.Uri}'";
        return $"The endpoint '{Name}'{address} cannot be used. {reason.Message}";
    }

    /// <summary>Checks the endpoint and its contract, and asks every behavior to check them.</summary>
    /// <exception cref="InvalidOperationException">Something is missing or does not fit; the message says what.</exception>
    internal void Validate() => Validate(needsAddress: true);

    /// <summary>Checks the endpoint as <see cref="Validate()"/> does.</summary>
    /// <param name="needsAddress">Whether it must have an address: a service's must, a client's channels may each be given their own.</param>
    internal void Validate(bool needsAddress)
    {
        ContractValidation.Validate(this, needsAddress);
        foreach (var behavior in Behaviors)
        {
            behavior.Validate(this);
        }

        foreach (var behavior in Contract.Behaviors)
        {
            behavior.Validate(Contract, this);
        }

        foreach (var operation in Contract.Operations)
        {
            foreach (var behavior in operation.Behaviors)
            {
                behavior.Validate(operation);
            }
        }
    }
}
