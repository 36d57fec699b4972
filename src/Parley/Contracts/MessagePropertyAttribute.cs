namespace Parley;

/// <summary>Makes a member of a typed message a message property: it travels with the message inside the process and never on the wire.
/// Source: WCF documentation, MessagePropertyAttribute.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field, AllowMultiple = false, Inherited = false)]
public sealed class MessagePropertyAttribute : Attribute
{
    /// <summary>The property's name. The default is null: the member's name.</summary>
    public string? Name { get; set; }
}
