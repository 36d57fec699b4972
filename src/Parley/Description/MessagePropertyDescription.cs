namespace Parley.Description;

/// <summary>One message property of a typed message. Source: WCF documentation, MessagePropertyDescription.</summary>
public class MessagePropertyDescription : MessagePartDescription
{
    /// <summary>Describes a message property.</summary>
    /// <param name="name">The property's name.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or empty.</exception>
    public MessagePropertyDescription(string name)
        : base(name, string.Empty)
    {
    }
}
