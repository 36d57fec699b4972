using System.Net.Security;

namespace Parley.Description;

/// <summary>One fault that an operation declares. Source: WCF documentation, FaultDescription.</summary>
public class FaultDescription
{
    private ProtectionLevel _protectionLevel;

    /// <summary>Describes a fault.</summary>
    /// <param name="action">The fault's action.</param>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public FaultDescription(string action)
    {
        ArgumentNullException.ThrowIfNull(action);
        Action = action;
    }

    /// <summary>The fault's action.</summary>
    public string Action { get; internal set; }

    /// <summary>The type of the detail. Null: a fault without a typed detail.</summary>
    public Type? DetailType { get; set; }

    /// <summary>The fault's name. Null until it is set.</summary>
    public string? Name { get; set; }

    /// <summary>The fault's namespace. Null until it is set.</summary>
    public string? Namespace { get; set; }

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

    /// <summary>The name of the detail element when the contract gives one; null: the detail's data contract names it.</summary>
    internal string? ElementName { get; set; }
}
