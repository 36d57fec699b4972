using System.Net.Security;
using System.Reflection;

namespace Parley.Description;

/// <summary>One element of a message. Source: WCF documentation, MessagePartDescription.</summary>
public class MessagePartDescription
{
    private ProtectionLevel _protectionLevel;

    /// <summary>Describes an element.</summary>
    /// <param name="name">The element's local name.</param>
    /// <param name="ns">The element's namespace; empty for none.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or empty.</exception>
    public MessagePartDescription(string name, string? ns)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        Namespace = ns ?? string.Empty;
    }

    /// <summary>The element's local name, as it stands in XML.</summary>
    public string Name { get; }

    /// <summary>The element's namespace; empty for none.</summary>
    public string Namespace { get; }

    /// <summary>The place of the value among the values of its message: for parameters the index in the array that a formatter takes,
    /// for a typed message the index among its parts. The default is 0.</summary>
    public int Index { get; set; }

    /// <summary>The member of a typed message that holds the value; null when a parameter holds it.</summary>
    public MemberInfo? MemberInfo { get; set; }

    /// <summary>Whether the value is an array whose items are elements of their own. The default is false.</summary>
    public bool Multiple { get; set; }

    /// <summary>The type of the value. Null until it is set.</summary>
    public Type? Type { get; set; }

    /// <summary>The least protection that the element needs.</summary>
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

    /// <summary>The parameter or member that carries attributes for the XML serializer.</summary>
    internal ICustomAttributeProvider? AttributeProvider { get; set; }
}
