namespace Parley;

/// <summary>Names the body element of a parameter or a return value. Source: WCF documentation, MessageParameterAttribute.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.ReturnValue, Inherited = false)]
public sealed class MessageParameterAttribute : Attribute
{
    /// <summary>The element's name. The default is null: the parameter's name, or the operation's name and <c>Result</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is empty.</exception>
    public string? Name
    {
        get;
        set => field = AttributeValue.NotEmpty(value, nameof(Name));
    }
}
