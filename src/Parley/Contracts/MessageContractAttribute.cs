using System.Net.Security;

namespace Parley;

/// <summary>Makes a type a typed message: its members are headers, body elements and properties.
/// Source: WCF documentation, MessageContractAttribute.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = false)]
public sealed class MessageContractAttribute : Attribute
{
    private ProtectionLevel _protectionLevel;

    /// <summary>Whether the body elements stand in a wrapper element. The default is true.</summary>
    public bool IsWrapped { get; set; } = true;

    /// <summary>The wrapper's name. The default is null: the name of the type.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is empty.</exception>
    public string? WrapperName
    {
        get;
        set => field = AttributeValue.NotEmpty(value, nameof(WrapperName));
    }

    /// <summary>The wrapper's namespace. The default is null: the contract's.</summary>
    /// <exception cref="ArgumentException">The value is neither empty nor a URI.</exception>
    public string? WrapperNamespace
    {
        get;
        set => field = AttributeValue.Uri(value, nameof(WrapperNamespace));
    }

    /// <summary>The least protection that the message needs.</summary>
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
