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

    /// <summary>Makes a client's factory of channels whose messages are protected.</summary>
    /// <typeparam name="TChannel">
    /// IRequestChannel, IOutputChannel, or their session shapes; with certificates of both sides, and where the transport protects messages, IDuplexChannel and
    /// IDuplexSessionChannel, too. With a secure session IRequestSessionChannel and IDuplexSessionChannel.
    /// </typeparam>
    /// <param name="context">The elements below, and the parameters: the client's credentials, and what is protected.</param>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is null.</exception>
    /// <exception cref="InvalidOperationException">A setting of the binding does not go with message security; the message says which.</exception>
    /// <exception cref="NotSupportedException">There are no such channels of the shape, or a kind of token is not supported.</exception>
    public override IChannelFactory<TChannel> BuildChannelFactory<TChannel>(BindingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (SessionToken is { } token)
        {
            return SecureSessions.BuildFactory<TChannel>(this, token, context);
        }

        SecureShapes.Check(this, typeof(TChannel), context);
        return new SecureChannelFactory<TChannel>(this, context);
    }

    /// <summary>Makes a service's listener for channels whose messages are protected.</summary>
    /// <typeparam name="TChannel">
    /// IReplyChannel, IInputChannel, or their session shapes; with certificates of both sides, and where the transport protects messages, IDuplexChannel and
    /// IDuplexSessionChannel, too. With a secure session IReplySessionChannel and IDuplexSessionChannel.
    /// </typeparam>
    /// <param name="context">The elements below, the address, and the parameters: the service's credentials, and what is protected.</param>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is null.</exception>
    /// <exception cref="InvalidOperationException">A setting of the binding does not go with message security; the message says which.</exception>
    /// <exception cref="NotSupportedException">There are no such channels of the shape, or a kind of token is not supported.</exception>
    public override IChannelListener<TChannel> BuildChannelListener<TChannel>(BindingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (SessionToken is { } token)
        {
            return SecureSessions.BuildListener<TChannel>(this, token, context);
        }

        SecureShapes.Check(this, typeof(TChannel), context);
        return new SecureChannelListener<TChannel>(this, context);
    }

    /// <inheritdoc/>
    public override bool CanBuildChannelFactory<TChannel>(BindingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return SessionToken is { } token
            ? SecureSessions.CanBuildFactory<TChannel>(this, token, context)
            : SecureShapes.Has(this, typeof(TChannel)) && context.CanBuildInnerChannelFactory<TChannel>();
    }

    /// <inheritdoc/>
    public override bool CanBuildChannelListener<TChannel>(BindingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return SessionToken is { } token
            ? SecureSessions.CanBuildListener<TChannel>(this, token, context)
            : SecureShapes.Has(this, typeof(TChannel)) && context.CanBuildInnerChannelListener<TChannel>();
    }

    /// <inheritdoc/>
    public override T? GetProperty<T>(BindingContext context)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(context);
        return typeof(T) == typeof(ISecurityCapabilities) ? (T)GetCapabilities(context)
            : typeof(T) == typeof(DatagramConversations) && SecureSessions.IsOverDatagrams(this, context) ? (T)(object)DatagramConversations.Instance
            : context.GetInnerProperty<T>();
    }
}
