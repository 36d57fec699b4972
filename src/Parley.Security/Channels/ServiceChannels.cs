using System.Xml;
using Parley.Channels;

namespace Parley.Security;

/// <summary>What the channels of one service's listener share.</summary>
/// <param name="element">The binding's element.</param>
/// <param name="context">The elements below, and the parameters.</param>
internal sealed class ServiceChannels(SecurityBindingElement element, BindingContext context) : IDisposable
{
    private ExchangeServiceProtection? _protection;

    /// <summary>What the binding says.</summary>
    public SecurityPolicy Policy { get; } = SecurityPolicy.CreateService((SecurityBindingElement)element.Clone(), context.BindingParameters);

    /// <summary>Where trouble is told.</summary>
    public SecurityLog Log { get; } = SecurityLog.Create(context.BindingParameters);

    /// <summary>Whether the user writes the addressing headers himself.</summary>
    public bool ManualAddressing { get; } = context.RemainingBindingElements.Find<TransportBindingElement>()?.ManualAddressing ?? false;

    /// <summary>The protection. There is one when the listener is open.</summary>
    public ServiceProtection Protection => _protection!;

    /// <summary>Finds the credentials.</summary>
    /// <exception cref="InvalidOperationException">One is missing.</exception>
    public void Open() => _protection = ExchangeServiceProtection.Create(Policy);

    /// <summary>Makes the channel over one from below.</summary>
    public IChannel Wrap(ChannelManagerBase manager, IChannel inner, Uri uri) => inner switch
    {
        IReplySessionChannel session => new SecureReplySessionChannel(manager, session, this, uri),
        IReplyChannel reply => new SecureReplyChannel(manager, reply, this, uri),
        IDuplexSessionChannel session => new SecureDuplexSessionServiceChannel(manager, session, this, uri),
        IDuplexChannel duplex => new SecureSharedDuplexServiceChannel(manager, duplex, this, uri),
        IInputSessionChannel session => new SecureInputSessionChannel(manager, session, this, uri),
        IInputChannel input => new SecureInputChannel(manager, input, this, uri),
        _ => throw new InvalidOperationException($"There are no secure channels over a {inner.GetType().Name}."),
    };

    /// <summary>The fault for a message that was refused.</summary>
    /// <param name="refused">Why.</param>
    /// <param name="version">The version of the answer.</param>
    /// <param name="messageId">The message's own name; null when it has none.</param>
    public Message CreateFault(RefusedMessageException refused, MessageVersion version, UniqueId? messageId)
    {
        var fault = refused.CreateFault(version, Policy.Profile.Protocol);
        if (messageId is not null && version.Addressing != AddressingVersion.None)
        {
            fault.Headers.RelatesTo = messageId;
        }

        return fault;
    }

    /// <summary>The name of a message that is about to be verified, for the fault that may answer it.</summary>
    /// <returns>Null when it has none, or it cannot be read.</returns>
    public static UniqueId? MessageIdOf(Message message)
    {
        try
        {
            return message.Headers.MessageId;
        }
        catch (MessageHeaderException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _protection?.Dispose();
}
