using System.Net.Security;

namespace Parley;

/// <summary>Declares a fault detail that an operation may answer with. Source: WCF documentation, FaultContractAttribute.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true, Inherited = false)]
public sealed class FaultContractAttribute : Attribute
{
    private ProtectionLevel _protectionLevel;

    /// <summary>Declares a fault detail.</summary>
    /// <param name="detailType">The type of the detail: <c>T</c> of <c>FaultException&lt;T&gt;</c>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="detailType"/> is null.</exception>
    public FaultContractAttribute(Type detailType)
    {
        ArgumentNullException.ThrowIfNull(detailType);
        DetailType = detailType;
    }

    /// <summary>The type of the detail.</summary>
    public Type DetailType { get; }

    /// <summary>The fault's action. The default is null: <c>namespace/contract/operationDetailTypeFault</c>.</summary>
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

    /// <summary>The name of the detail element. The default is null: the name of the detail's data contract.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is empty.</exception>
    public string? Name
    {
        get;
        set => field = AttributeValue.NotEmpty(value, nameof(Name));
    }

    /// <summary>The namespace of the detail element when <see cref="Name"/> is set. The default is null: the contract's.</summary>
    /// <exception cref="ArgumentException">The value is neither empty nor a URI.</exception>
    public string? Namespace
    {
        get;
        set => field = AttributeValue.Uri(value, nameof(Namespace));
    }

    /// <summary>The least protection that the fault needs.</summary>
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
