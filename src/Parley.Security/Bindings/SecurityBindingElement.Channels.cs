using Parley.Security;
using Parley.Security.Tokens;

namespace Parley.Channels;

/// <summary>What the element makes of the elements below it.</summary>
public abstract partial class SecurityBindingElement
{
    /// <summary>The token of a secure session that protects the messages, or endorses them; null for security without a session.</summary>
    internal SecureConversationSecurityTokenParameters? SessionToken => this switch
    {
        SymmetricSecurityBindingElement symmetric => symmetric.ProtectionTokenParameters as SecureConversationSecurityTokenParameters,
        TransportSecurityBindingElement => EndpointSupportingTokenParameters.All.OfType<SecureConversationSecurityTokenParameters>().FirstOrDefault(),
        _ => null,
    };

    /// <summary>Channels with message security cannot be built yet.</summary>
    /// <typeparam name="TChannel">The shape.</typeparam>
    /// <param name="context">The elements below, and the parameters.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override IChannelFactory<TChannel> BuildChannelFactory<TChannel>(BindingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return SessionToken is { } token ? SecureSessions.BuildFactory<TChannel>(this, token, context) : throw NotYet(context);
    }

    /// <summary>Channels with message security cannot be built yet.</summary>
    /// <typeparam name="TChannel">The shape.</typeparam>
    /// <param name="context">The elements below, the address, and the parameters.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override IChannelListener<TChannel> BuildChannelListener<TChannel>(BindingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return SessionToken is { } token ? SecureSessions.BuildListener<TChannel>(this, token, context) : throw NotYet(context);
    }

    /// <inheritdoc/>
    public override T? GetProperty<T>(BindingContext context)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(context);
        return typeof(T) == typeof(ISecurityCapabilities) ? (T)GetCapabilities(context) : context.GetInnerProperty<T>();
    }

    private NotSupportedException NotYet(BindingContext context) => new(
        $"The binding '{context.Binding.Name}' has a {GetType().Name}, and message security is not supported yet. Use the transport's security, and leave the element out.");
}
