namespace Parley.Channels;

/// <summary>
/// What the elements of a binding need beside their settings, one object a type: credentials, encoders found on the way
/// down, the host's listener factory. WCF documentation: BindingParameterCollection.
/// </summary>
public class BindingParameterCollection : KeyedByTypeCollection<object>
{
    /// <summary>Creates an empty collection.</summary>
    public BindingParameterCollection()
    {
    }

    /// <summary>Creates a collection of parameters.</summary>
    /// <param name="parameters">The parameters, no two of one type.</param>
    public BindingParameterCollection(IEnumerable<object> parameters)
        : base(parameters)
    {
    }
}
