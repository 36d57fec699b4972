using Parley.Channels;

namespace Parley.Security;

/// <summary>What the channels of one client's factory share.</summary>
/// <param name="element">The binding's element.</param>
/// <param name="context">The elements below, and the parameters.</param>
internal sealed class ClientChannels(SecurityBindingElement element, BindingContext context)
{
    /// <summary>What the binding says.</summary>
    public SecurityPolicy Policy { get; } = SecurityPolicy.CreateClient((SecurityBindingElement)element.Clone(), context.BindingParameters);

    /// <summary>Where trouble is told.</summary>
    public SecurityLog Log { get; } = SecurityLog.Create(context.BindingParameters);

    /// <summary>Whether the user writes the addressing headers himself.</summary>
    public bool ManualAddressing { get; } = context.RemainingBindingElements.Find<TransportBindingElement>()?.ManualAddressing ?? false;

    /// <summary>Makes the channel over one from below.</summary>
    public IChannel Wrap(ChannelManagerBase manager, IChannel inner) => inner switch
    {
        IRequestSessionChannel session => new SecureRequestSessionChannel(manager, session, this),
        IRequestChannel request => new SecureRequestChannel(manager, request, this),
        IDuplexSessionChannel session => new SecureDuplexSessionClientChannel(manager, session, this),
        IDuplexChannel duplex => new SecureDuplexClientChannel(manager, duplex, this),
        IOutputSessionChannel session => new SecureOutputSessionChannel(manager, session, this),
        IOutputChannel output => new SecureOutputChannel(manager, output, this),
        _ => throw new InvalidOperationException($"There are no secure channels over a {inner.GetType().Name}."),
    };

    /// <summary>The protection of a channel.</summary>
    public ExchangeClientProtection CreateProtection(EndpointAddress to) => ExchangeClientProtection.Create(Policy, to);
}
