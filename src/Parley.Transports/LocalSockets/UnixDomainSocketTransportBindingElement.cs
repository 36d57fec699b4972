using Parley.Channels.Framing;

namespace Parley.Channels;

/// <summary>
/// Carries framed messages over local sockets: the scheme net.uds. WCF documentation: UnixDomainSocketTransportBindingElement.
/// </summary>
/// <remarks>
/// The path of the address is the path of the socket's file, at most 107 bytes, as in <c>net.uds:///run/user/1000/calculator</c>. Every
/// endpoint has a file of its own.
/// </remarks>
public class UnixDomainSocketTransportBindingElement : ConnectionOrientedTransportBindingElement
{
    /// <summary>Creates the element with its defaults.</summary>
    public UnixDomainSocketTransportBindingElement() => ConnectionPoolSettings = new UnixDomainSocketConnectionPoolSettings();

    /// <summary>Creates a copy.</summary>
    /// <param name="elementToBeCloned">What to copy.</param>
    protected UnixDomainSocketTransportBindingElement(UnixDomainSocketTransportBindingElement elementToBeCloned)
        : base(elementToBeCloned) =>
        ConnectionPoolSettings = new UnixDomainSocketConnectionPoolSettings(elementToBeCloned.ConnectionPoolSettings);

    /// <summary>How the client keeps connections for the next session.</summary>
    public UnixDomainSocketConnectionPoolSettings ConnectionPoolSettings { get; }

    /// <inheritdoc/>
    public override string Scheme => "net.uds";

    internal override ConnectionPoolLimits PoolLimits => ConnectionPoolSettings.ToLimits();

    /// <inheritdoc/>
    public override BindingElement Clone() => new UnixDomainSocketTransportBindingElement(this);

    internal override ConnectionDialer CreateDialer() => new LocalSocketDialer();
}
