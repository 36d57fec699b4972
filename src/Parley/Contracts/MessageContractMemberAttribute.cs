using System.Net.Security;

namespace Parley;

/// <summary>What header and body members of a typed message have in common.
/// Source: WCF documentation, MessageContractMemberAttribute.</summary>
public abstract class MessageContractMemberAttribute : Attribute
{
    private ProtectionLevel _protectionLevel;

    private protected MessageContractMemberAttribute()
    {
    }

    /// <summary>The element's name. The default is null: the member's name.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is empty.</exception>
    public string? Name
    {
        get;
        set => field = AttributeValue.NotEmpty(value, nameof(Name));
    }

    /// <summary>The element's namespace. The default is null: the contract's.</summary>
    /// <exception cref="ArgumentException">The value is neither empty nor a URI.</exception>
    public string? Namespace
    {
        get;
        set => field = AttributeValue.Uri(value, nameof(Namespace));
    }

    /// <summary>The least protection that the member needs.</summary>
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
