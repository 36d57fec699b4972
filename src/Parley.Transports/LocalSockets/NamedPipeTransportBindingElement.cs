using Parley.Channels.Framing;

namespace Parley.Channels;

/// <summary>
/// Carries framed messages between processes of one machine: the scheme net.pipe. On Windows over named pipes, elsewhere over a local
/// socket. WCF documentation: NamedPipeTransportBindingElement.
/// </summary>
/// <remarks>
/// Where there are no named pipes, the socket's file lies in a folder that only the user can enter (<c>$XDG_RUNTIME_DIR/parley</c>, else
/// <c>/tmp/parley-</c> and the user's name; for root <c>/run/parley</c>), under a name that follows from the address: client and service
/// must run as the same user.
/// </remarks>
public class NamedPipeTransportBindingElement : ConnectionOrientedTransportBindingElement
{
    /// <summary>Creates the element with its defaults.</summary>
    public NamedPipeTransportBindingElement() => ConnectionPoolSettings = new NamedPipeConnectionPoolSettings();

    /// <summary>Creates a copy.</summary>
    /// <param name="elementToBeCloned">What to copy.</param>
    protected NamedPipeTransportBindingElement(NamedPipeTransportBindingElement elementToBeCloned)
        : base(elementToBeCloned) =>
        ConnectionPoolSettings = new NamedPipeConnectionPoolSettings(elementToBeCloned.ConnectionPoolSettings);

    /// <summary>How the client keeps connections for the next session.</summary>
    public NamedPipeConnectionPoolSettings ConnectionPoolSettings { get; }

    /// <inheritdoc/>
    public override string Scheme => "net.pipe";

    internal override ConnectionPoolLimits PoolLimits => ConnectionPoolSettings.ToLimits();

    /// <inheritdoc/>
    public override BindingElement Clone() => new NamedPipeTransportBindingElement(this);

    internal override ConnectionDialer CreateDialer() => OperatingSystem.IsWindows() ? new NamedPipeDialer() : new LocalSocketDialer();
}
