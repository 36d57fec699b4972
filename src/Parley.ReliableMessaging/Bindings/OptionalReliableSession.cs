using Parley.Channels;

namespace Parley;

/// <summary>The settings of reliable sessions for bindings that can do without them. WCF documentation: OptionalReliableSession.</summary>
public class OptionalReliableSession : ReliableSession
{
    /// <summary>Creates the settings with their defaults.</summary>
    public OptionalReliableSession()
    {
    }

    /// <summary>Shows the settings of an element.</summary>
    /// <param name="reliableSessionBindingElement">The element; what is set here is set there.</param>
    public OptionalReliableSession(ReliableSessionBindingElement reliableSessionBindingElement)
        : base(reliableSessionBindingElement)
    {
    }

    /// <summary>True when the binding's sessions are reliable. Default false.</summary>
    public bool Enabled { get; set; }
}
