using System.Net.Security;

namespace Parley;

/// <summary>Makes an interface or a class a service contract. Source: WCF documentation, ServiceContractAttribute.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface, Inherited = false, AllowMultiple = false)]
public sealed class ServiceContractAttribute : Attribute
{
    private ProtectionLevel _protectionLevel;

    /// <summary>The interface that the client implements in a duplex contract. The default is null: no callbacks.</summary>
    public Type? CallbackContract { get; set; }

    /// <summary>The name by which configuration knows the contract. The default is null: the full name of the type.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is empty.</exception>
    public string? ConfigurationName
    {
        get;
        set => field = AttributeValue.NotEmpty(value, nameof(ConfigurationName));
    }

    /// <summary>The contract's name, used in actions. The default is null: the name of the type.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is empty.</exception>
    public string? Name
    {
        get;
        set => field = AttributeValue.NotEmpty(value, nameof(Name));
    }

    /// <summary>The contract's namespace, used in actions and body elements. The default is null: <c>http://tempuri.org/</c>.</summary>
    /// <exception cref="ArgumentException">The value is neither empty nor a URI.</exception>
    public string? Namespace
    {
        get;
        set => field = AttributeValue.Uri(value, nameof(Namespace));
    }

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

    /// <summary>Whether sessions are needed, taken or refused. The default is <see cref="SessionMode.Allowed"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public SessionMode SessionMode
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(SessionMode));
    }
}
