using System.Collections.ObjectModel;
using System.Net.Security;

namespace Parley.Description;

/// <summary>What a service and its clients agree on: operations, their messages and the need for a session.
/// Source: WCF documentation, ContractDescription.</summary>
public class ContractDescription
{
    private ProtectionLevel _protectionLevel;

    /// <summary>Describes a contract in the namespace <c>http://tempuri.org/</c>.</summary>
    /// <param name="name">The contract's name.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or empty.</exception>
    public ContractDescription(string name)
        : this(name, null)
    {
    }

    /// <summary>Describes a contract.</summary>
    /// <param name="name">The contract's name.</param>
    /// <param name="ns">The contract's namespace; null for <c>http://tempuri.org/</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or empty.</exception>
    public ContractDescription(string name, string? ns)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        Namespace = ns ?? ContractNames.DefaultNamespace;
    }

    /// <summary>The contract's name.</summary>
    /// <exception cref="ArgumentException">The value is null or empty.</exception>
    public string Name
    {
        get;
        set
        {
            ArgumentException.ThrowIfNullOrEmpty(value, nameof(Name));
            field = value;
        }
    }

    /// <summary>The contract's namespace.</summary>
    public string Namespace { get; set; }

    /// <summary>The name by which configuration knows the contract; null: the full name of the type.</summary>
    public string? ConfigurationName { get; set; }

    /// <summary>The interface or class that the contract was read from.</summary>
    public Type? ContractType { get; set; }

    /// <summary>The interface that the client implements in a duplex contract; null: no callbacks.</summary>
    public Type? CallbackContractType { get; set; }

    /// <summary>Whether sessions are needed, taken or refused. The default is <see cref="SessionMode.Allowed"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public SessionMode SessionMode
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(SessionMode));
    }

    /// <summary>The operations, inherited ones and callbacks included.</summary>
    public OperationDescriptionCollection Operations { get; } = [];

    /// <summary>The behaviors of the contract, at most one of each type.</summary>
    public KeyedByTypeCollection<IContractBehavior> Behaviors { get; } = [];

    /// <summary>The same collection as <see cref="Behaviors"/>.</summary>
    public KeyedCollection<Type, IContractBehavior> ContractBehaviors => Behaviors;

    /// <summary>The least protection that messages of the contract need.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public ProtectionLevel ProtectionLevel
    {
        get => _protectionLevel;
        set
        {
            _protectionLevel = AttributeValue.Defined(value, nameof(ProtectionLevel));
            HasProtectionLevel = true;
        }
    }

    /// <summary>Whether <see cref="ProtectionLevel"/> was set.</summary>
    public bool HasProtectionLevel { get; private set; }

    /// <summary>The names of the contract's elements for binary messages.</summary>
    internal Formatting.ContractDictionary Dictionary { get; } = new();

    /// <summary>Whether the contract has operations that the service calls.</summary>
    internal bool IsDuplex
    {
        get
        {
            foreach (var operation in Operations)
            {
                if (operation.IsServerInitiated)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Reads a contract from an interface or class that has <see cref="ServiceContractAttribute"/>.</summary>
    /// <param name="contractType">The interface or class.</param>
    /// <returns>A new description.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="contractType"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The type is not a valid contract; the message says what would make it one.</exception>
    /// <exception cref="NotSupportedException">The contract uses what is not supported, such as Begin/End pairs.</exception>
    public static ContractDescription GetContract(Type contractType)
    {
        ArgumentNullException.ThrowIfNull(contractType);
        return ContractReader.Read(contractType, null);
    }

    /// <summary>Reads a contract, with the behaviors that the service's type adds to it.</summary>
    /// <param name="contractType">The interface or class.</param>
    /// <param name="serviceType">The type that implements the contract.</param>
    /// <returns>A new description.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException">The type is not a valid contract; the message says what would make it one.</exception>
    /// <exception cref="NotSupportedException">The contract uses what is not supported, such as Begin/End pairs.</exception>
    public static ContractDescription GetContract(Type contractType, Type serviceType)
    {
        ArgumentNullException.ThrowIfNull(contractType);
        ArgumentNullException.ThrowIfNull(serviceType);
        return ContractReader.Read(contractType, serviceType);
    }

    /// <summary>Reads a contract, with the behaviors that the service's type adds to it.</summary>
    /// <param name="contractType">The interface or class.</param>
    /// <param name="serviceImplementation">An object that implements the contract.</param>
    /// <returns>A new description.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException">The type is not a valid contract; the message says what would make it one.</exception>
    /// <exception cref="NotSupportedException">The contract uses what is not supported, such as Begin/End pairs.</exception>
    public static ContractDescription GetContract(Type contractType, object serviceImplementation)
    {
        ArgumentNullException.ThrowIfNull(contractType);
        ArgumentNullException.ThrowIfNull(serviceImplementation);
        return ContractReader.Read(contractType, serviceImplementation as Type ?? serviceImplementation.GetType());
    }

    /// <summary>The contracts that this one inherits, each with its operations.</summary>
    /// <returns>A new collection; empty when the contract inherits none.</returns>
    public Collection<ContractDescription> GetInheritedContracts()
    {
        var inherited = new Collection<ContractDescription>();
        foreach (var operation in Operations)
        {
            if (operation.DeclaringContract != this && !inherited.Contains(operation.DeclaringContract))
            {
                inherited.Add(operation.DeclaringContract);
            }
        }

        return inherited;
    }
}
