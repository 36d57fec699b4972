namespace Parley.Description;

/// <summary>One header of a typed message. Source: WCF documentation, MessageHeaderDescription.</summary>
public class MessageHeaderDescription : MessagePartDescription
{
    /// <summary>Describes a header.</summary>
    /// <param name="name">The header's local name.</param>
    /// <param name="ns">The header's namespace; empty for none.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or empty.</exception>
    public MessageHeaderDescription(string name, string? ns)
        : base(name, ns)
    {
    }

    /// <summary>The URI of the header's target. The default is null: the ultimate receiver.</summary>
    public string? Actor { get; set; }

    /// <summary>Whether the receiver must understand the header. The default is false.</summary>
    public bool MustUnderstand { get; set; }

    /// <summary>Whether a node that does not understand the header passes it on. The default is false.</summary>
    public bool Relay { get; set; }

    /// <summary>Whether the member is a <c>MessageHeader&lt;T&gt;</c>, which carries the header's attributes with its value. The default is false.</summary>
    public bool TypedHeader { get; set; }
}
