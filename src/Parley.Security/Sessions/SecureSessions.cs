using Parley.Channels;
using Parley.Security.Tokens;

namespace Parley.Security;

/// <summary>Builds the channels of a binding whose messages are protected by a secure session.</summary>
internal static class SecureSessions
{
    /// <summary>Whether a client's channels of a shape can be built.</summary>
    /// <typeparam name="TChannel">The shape.</typeparam>
    /// <param name="element">The binding's element, whose protecting (or endorsing) token is the session's.</param>
    /// <param name="token">The session's token.</param>
    /// <param name="context">The elements below, and the parameters.</param>
    public static bool CanBuildFactory<TChannel>(SecurityBindingElement element, SecureConversationSecurityTokenParameters token, BindingContext context) => false;

    /// <summary>Builds a client's channels.</summary>
    /// <inheritdoc cref="CanBuildFactory"/>
    public static IChannelFactory<TChannel> BuildFactory<TChannel>(
        SecurityBindingElement element, SecureConversationSecurityTokenParameters token, BindingContext context) => throw NotYet(context);

    /// <summary>Whether a service's channels of a shape can be built.</summary>
    /// <inheritdoc cref="CanBuildFactory"/>
    public static bool CanBuildListener<TChannel>(SecurityBindingElement element, SecureConversationSecurityTokenParameters token, BindingContext context)
        where TChannel : class, IChannel => false;

    /// <summary>Builds a service's channels.</summary>
    /// <inheritdoc cref="CanBuildFactory"/>
    public static IChannelListener<TChannel> BuildListener<TChannel>(
        SecurityBindingElement element, SecureConversationSecurityTokenParameters token, BindingContext context)
        where TChannel : class, IChannel => throw NotYet(context);

    private static NotSupportedException NotYet(BindingContext context) => new(
        $"The binding '{context.Binding.Name}' establishes secure sessions, which are not supported yet. Use the security of its bootstrap alone: with the standard bindings, set EstablishSecurityContext to false.");
}
