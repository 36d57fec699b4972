namespace Parley.Security;

/// <summary>What is known of a message's sender. Transports and the security of messages put it on incoming messages. WCF documentation: SecurityMessageProperty.</summary>
public class SecurityMessageProperty
{
    /// <summary>Creates a property for a sender who is not known.</summary>
    public SecurityMessageProperty()
    {
    }

    /// <summary>Creates a property.</summary>
    /// <param name="serviceSecurityContext">Who sent the message.</param>
    /// <exception cref="ArgumentNullException"><paramref name="serviceSecurityContext"/> is null.</exception>
    public SecurityMessageProperty(ServiceSecurityContext serviceSecurityContext)
    {
        ArgumentNullException.ThrowIfNull(serviceSecurityContext);
        ServiceSecurityContext = serviceSecurityContext;
    }

    /// <summary>The key of the property in <c>Message.Properties</c>.</summary>
    public static string Name => "Security";

    /// <summary>Who sent the message.</summary>
    public ServiceSecurityContext ServiceSecurityContext { get; set; } = ServiceSecurityContext.Anonymous;
}
