namespace Parley.Description;

/// <summary>The body of a message. Source: WCF documentation, MessageBodyDescription.</summary>
public class MessageBodyDescription
{
    /// <summary>The elements of the body, in order; the return value is not among them.</summary>
    public MessagePartDescriptionCollection Parts { get; } = [];

    /// <summary>The element of the return value. Null in requests, and in replies of operations that return nothing.</summary>
    public MessagePartDescription? ReturnValue { get; set; }

    /// <summary>The name of the element around the parts. Null when the parts stand directly in the body.</summary>
    public string? WrapperName { get; set; }

    /// <summary>The namespace of the element around the parts. Null when there is none.</summary>
    public string? WrapperNamespace { get; set; }
}
