namespace Parley.Dispatcher;

/// <summary>A fault that an operation declares: its action and the type of its detail. WCF documentation: FaultContractInfo.</summary>
public class FaultContractInfo
{
    /// <summary>Creates the description of a fault.</summary>
    /// <param name="action">The fault message's action.</param>
    /// <param name="detail">The type of the detail.</param>
    public FaultContractInfo(string action, Type detail)
        : this(action, detail, null, null)
    {
    }

    internal FaultContractInfo(string action, Type detail, string? elementName, string? elementNamespace)
    {
        ArgumentNullException.ThrowIfNull(action);
        ArgumentNullException.ThrowIfNull(detail);
        Action = action;
        Detail = detail;
        ElementName = elementName;
        ElementNamespace = elementNamespace;
    }

    /// <summary>The fault message's action.</summary>
    public string Action { get; }

    /// <summary>The type of the detail.</summary>
    public Type Detail { get; }

    /// <summary>The detail element's name, where the contract says it; null for that of the type's data contract.</summary>
    internal string? ElementName { get; }

    /// <summary>The detail element's namespace, where the contract says it; null for that of the type's data contract.</summary>
    internal string? ElementNamespace { get; }
}
