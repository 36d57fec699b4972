using System.Net.Security;

namespace Parley;

/// <summary>Makes a method an operation of a service contract. Source: WCF documentation, OperationContractAttribute.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OperationContractAttribute : Attribute
{
    private ProtectionLevel _protectionLevel;

    /// <summary>The request's action; <c>*</c> takes every message that no other operation takes.
    /// The default is null: <c>namespace/contract/operation</c>.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public string? Action
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Action));
            field = value;
        }
    }

    /// <summary>The reply's action. The default is null: <c>namespace/contract/operationResponse</c>.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public string? ReplyAction
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value, nameof(ReplyAction));
            field = value;
        }
    }

    /// <summary>The operation's name. The default is null: the method's name, without <c>Async</c> when the method returns a task.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is empty.</exception>
    public string? Name
    {
        get;
        set => field = AttributeValue.NotEmpty(value, nameof(Name));
    }

    /// <summary>Whether the method is the first of a Begin/End pair. Such pairs are not supported: use a method that returns a task.</summary>
    public bool AsyncPattern { get; set; }

    /// <summary>Whether the operation may be the first of a session. The default is true.</summary>
    public bool IsInitiating { get; set; } = true;

    /// <summary>Whether the operation ends the session. The default is false.</summary>
    public bool IsTerminating { get; set; }

    /// <summary>Whether the operation has no reply. The default is false.</summary>
    public bool IsOneWay { get; set; }

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
}
