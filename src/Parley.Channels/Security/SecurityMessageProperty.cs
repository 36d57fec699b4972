using Parley.Channels;

namespace Parley.Security;

/// <summary>What is known of a message's sender. Transports and the security of messages put it on incoming messages. WCF documentation: SecurityMessageProperty.</summary>
public class SecurityMessageProperty : IMessageProperty, IDisposable
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

    /// <summary>The property of a message; made when it is not there yet.</summary>
    /// <param name="message">The message.</param>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    public static SecurityMessageProperty GetOrCreate(Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.Properties.Security ??= new SecurityMessageProperty();
    }

    /// <summary>A copy, for a copy of the message.</summary>
    public virtual IMessageProperty CreateCopy() => new SecurityMessageProperty(ServiceSecurityContext);

    /// <summary>Releases what the property holds. Called when the message is closed.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the property holds.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
