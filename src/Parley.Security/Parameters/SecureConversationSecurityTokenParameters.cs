using Parley.Channels;

namespace Parley.Security.Tokens;

/// <summary>
/// A security context token: the session of WS-SecureConversation, and the security by which it is asked for. WCF documentation:
/// SecureConversationSecurityTokenParameters.
/// </summary>
public class SecureConversationSecurityTokenParameters : SecurityTokenParameters
{
    /// <summary>Creates the parameters without a bootstrap.</summary>
    public SecureConversationSecurityTokenParameters()
        : this(null, requireCancellation: true)
    {
    }

    /// <summary>Creates the parameters.</summary>
    /// <param name="bootstrapSecurityBindingElement">The security by which the token is asked for.</param>
    public SecureConversationSecurityTokenParameters(SecurityBindingElement? bootstrapSecurityBindingElement)
        : this(bootstrapSecurityBindingElement, requireCancellation: true)
    {
    }

    /// <summary>Creates the parameters.</summary>
    /// <param name="bootstrapSecurityBindingElement">The security by which the token is asked for.</param>
    /// <param name="requireCancellation">False for a token that carries its own state.</param>
    public SecureConversationSecurityTokenParameters(SecurityBindingElement? bootstrapSecurityBindingElement, bool requireCancellation)
        : this(bootstrapSecurityBindingElement, requireCancellation, null)
    {
    }

    /// <summary>Creates the parameters.</summary>
    /// <param name="bootstrapSecurityBindingElement">The security by which the token is asked for.</param>
    /// <param name="requireCancellation">False for a token that carries its own state.</param>
    /// <param name="bootstrapProtectionRequirements">What of the messages that ask for the token is protected; null for the usual: the body signed and encrypted, addressing signed.</param>
    public SecureConversationSecurityTokenParameters(
        SecurityBindingElement? bootstrapSecurityBindingElement, bool requireCancellation, ChannelProtectionRequirements? bootstrapProtectionRequirements)
        : this(bootstrapSecurityBindingElement, requireCancellation, canRenewSession: true, bootstrapProtectionRequirements)
    {
    }

    /// <summary>Creates the parameters.</summary>
    /// <param name="bootstrapSecurityBindingElement">The security by which the token is asked for.</param>
    /// <param name="requireCancellation">False for a token that carries its own state.</param>
    /// <param name="canRenewSession">Whether the session goes on with a new key when that of the token has expired.</param>
    /// <param name="bootstrapProtectionRequirements">What of the messages that ask for the token is protected; null for the usual.</param>
    public SecureConversationSecurityTokenParameters(
        SecurityBindingElement? bootstrapSecurityBindingElement,
        bool requireCancellation,
        bool canRenewSession,
        ChannelProtectionRequirements? bootstrapProtectionRequirements)
    {
        BootstrapSecurityBindingElement = bootstrapSecurityBindingElement;
        RequireCancellation = requireCancellation;
        CanRenewSession = canRenewSession;
        BootstrapProtectionRequirements = bootstrapProtectionRequirements is null
            ? ChannelProtectionRequirements.ForTokenRequests()
            : new ChannelProtectionRequirements(bootstrapProtectionRequirements);
    }

    /// <summary>Creates a copy.</summary>
    /// <param name="other">What is copied.</param>
    protected SecureConversationSecurityTokenParameters(SecureConversationSecurityTokenParameters other)
        : base(other)
    {
        RequireCancellation = other.RequireCancellation;
        CanRenewSession = other.CanRenewSession;
        BootstrapSecurityBindingElement = (SecurityBindingElement?)other.BootstrapSecurityBindingElement?.Clone();
        BootstrapProtectionRequirements = new ChannelProtectionRequirements(other.BootstrapProtectionRequirements);
    }

    /// <summary>What of the messages that ask for the token is protected.</summary>
    public ChannelProtectionRequirements BootstrapProtectionRequirements { get; }

    /// <summary>The security by which the token is asked for. Null until it is set; channels cannot be built without it.</summary>
    public SecurityBindingElement? BootstrapSecurityBindingElement { get; set; }

    /// <summary>
    /// Whether the session goes on with a new key when that of the token has expired. False ends it then. Default true.
    /// </summary>
    public bool CanRenewSession { get; set; }

    /// <summary>
    /// Whether the service keeps the session until it is cancelled (stateless token). False for a token that carries the session's keys,
    /// protected, so that any process that shares the protection's keys takes it (stateful token). Default true.
    /// </summary>
    public bool RequireCancellation { get; set; }

    /// <inheritdoc/>
    protected internal override bool HasAsymmetricKey => false;

    /// <inheritdoc/>
    protected override SecurityTokenParameters CloneCore() => new SecureConversationSecurityTokenParameters(this);
}
