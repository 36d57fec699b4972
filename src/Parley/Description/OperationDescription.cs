using System.Collections.ObjectModel;
using System.Net.Security;
using System.Reflection;

namespace Parley.Description;

/// <summary>One operation of a contract. Source: WCF documentation, OperationDescription.</summary>
public class OperationDescription
{
    private ProtectionLevel _protectionLevel;

    /// <summary>Describes an operation.</summary>
    /// <param name="name">The operation's name.</param>
    /// <param name="declaringContract">The contract that declares the operation.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or empty.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="declaringContract"/> is null.</exception>
    public OperationDescription(string name, ContractDescription declaringContract)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(declaringContract);
        Name = name;
        DeclaringContract = declaringContract;
    }

    /// <summary>The operation's name.</summary>
    public string Name { get; }

    /// <summary>The contract that declares the operation; a base contract when the operation is inherited.</summary>
    public ContractDescription DeclaringContract { get; set; }

    /// <summary>The synchronous method. Null when the contract has only an asynchronous one.</summary>
    public MethodInfo? SyncMethod { get; set; }

    /// <summary>The method that returns a task or a value task. Null when the contract has only a synchronous one.</summary>
    public MethodInfo? TaskMethod { get; set; }

    /// <summary>The messages: the request first, then the reply if there is one.</summary>
    public MessageDescriptionCollection Messages { get; } = [];

    /// <summary>The faults that the operation declares.</summary>
    public FaultDescriptionCollection Faults { get; } = [];

    /// <summary>The types that the operation's messages may hold where a base type is declared.</summary>
    public Collection<Type> KnownTypes { get; } = [];

    /// <summary>The behaviors of the operation, at most one of each type.</summary>
    public KeyedByTypeCollection<IOperationBehavior> Behaviors { get; } = [];

    /// <summary>The same collection as <see cref="Behaviors"/>.</summary>
    public KeyedCollection<Type, IOperationBehavior> OperationBehaviors => Behaviors;

    /// <summary>Whether the operation may be the first of a session. The default is true.</summary>
    public bool IsInitiating { get; set; } = true;

    /// <summary>Whether the operation ends the session. The default is false.</summary>
    public bool IsTerminating { get; set; }

    /// <summary>Whether the operation has no reply.</summary>
    public bool IsOneWay => Messages.Count == 1;

    /// <summary>The least protection that the operation's messages need.</summary>
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

    /// <summary>Whether the service calls and the client answers: an operation of the callback contract.</summary>
    internal bool IsServerInitiated { get; set; }

    /// <summary>The method that the messages were read from: the synchronous one when there is one.</summary>
    internal MethodInfo? Method => SyncMethod ?? TaskMethod;

    /// <summary>The request.</summary>
    internal MessageDescription Request => Messages[0];

    /// <summary>The reply; null for a one-way operation.</summary>
    internal MessageDescription? Reply => Messages.Count > 1 ? Messages[1] : null;
}
