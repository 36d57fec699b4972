using System.Security.Principal;

namespace Parley;

/// <summary>Who sent a message, as far as the transport and the security of messages know. WCF documentation: ServiceSecurityContext.</summary>
public class ServiceSecurityContext
{
    private static readonly GenericIdentity _nobody = new(string.Empty);

    /// <summary>Creates a context for an identity.</summary>
    /// <param name="primaryIdentity">Who sent the message; one without a name means nobody known.</param>
    /// <exception cref="ArgumentNullException"><paramref name="primaryIdentity"/> is null.</exception>
    public ServiceSecurityContext(IIdentity primaryIdentity)
    {
        ArgumentNullException.ThrowIfNull(primaryIdentity);
        PrimaryIdentity = primaryIdentity;
    }

    /// <summary>The context of a sender who is not known.</summary>
    public static ServiceSecurityContext Anonymous { get; } = new(_nobody);

    /// <summary>The context of the call that runs now; null outside a call, or where the call has none.</summary>
    public static ServiceSecurityContext? Current => CurrentAccessor?.Invoke();

    /// <summary>Who sent the message. Its name is empty for a sender who is not known.</summary>
    public IIdentity PrimaryIdentity { get; }

    /// <summary>True when the sender is not known.</summary>
    public bool IsAnonymous => string.IsNullOrEmpty(PrimaryIdentity.Name);

    /// <summary>How the service model tells which call runs now.</summary>
    internal static Func<ServiceSecurityContext?>? CurrentAccessor { get; set; }
}
