using Parley.Channels;

namespace Parley;

/// <summary>
/// The settings of reliable sessions that standard bindings show. They are those of the binding's reliable session element.
/// WCF documentation: ReliableSession.
/// </summary>
public class ReliableSession
{
    private readonly ReliableSessionBindingElement _element;

    /// <summary>Creates the settings with their defaults.</summary>
    public ReliableSession()
        : this(new ReliableSessionBindingElement())
    {
    }

    /// <summary>Shows the settings of an element.</summary>
    /// <param name="reliableSessionBindingElement">The element; what is set here is set there.</param>
    public ReliableSession(ReliableSessionBindingElement reliableSessionBindingElement)
    {
        ArgumentNullException.ThrowIfNull(reliableSessionBindingElement);
        _element = reliableSessionBindingElement;
    }

    /// <summary>
    /// How long a session may go without a message from the peer before it is given up. More than zero, up to 2,147,483,647 ms (24.8 days); default
    /// 10 minutes; <see cref="TimeSpan.MaxValue"/> for no limit. Both sides should have the same.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero, negative, or more than a timer can hold.</exception>
    public TimeSpan InactivityTimeout
    {
        get => _element.InactivityTimeout;
        set => _element.InactivityTimeout = value;
    }

    /// <summary>True when messages are handed over in the order in which they were sent. Default true.</summary>
    public bool Ordered
    {
        get => _element.Ordered;
        set => _element.Ordered = value;
    }

    /// <summary>The element whose settings these are.</summary>
    internal ReliableSessionBindingElement Element => _element;
}
