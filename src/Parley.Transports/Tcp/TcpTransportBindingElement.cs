using Parley.Channels.Framing;

namespace Parley.Channels;

/// <summary>Carries framed messages over TCP: the scheme net.tcp, default port 808. WCF documentation: TcpTransportBindingElement.</summary>
/// <remarks>
/// A listener for <c>localhost</c> listens at the loopback addresses, one for an IP address at that address, and one for any other host
/// name at all addresses of the machine.
/// </remarks>
public class TcpTransportBindingElement : ConnectionOrientedTransportBindingElement
{
    private int _listenBacklog;
    private bool _portSharingEnabled;

    /// <summary>Creates the element with its defaults.</summary>
    public TcpTransportBindingElement() => ConnectionPoolSettings = new TcpConnectionPoolSettings();

    /// <summary>Creates a copy.</summary>
    /// <param name="elementToBeCloned">What to copy.</param>
    protected TcpTransportBindingElement(TcpTransportBindingElement elementToBeCloned)
        : base(elementToBeCloned)
    {
        ConnectionPoolSettings = new TcpConnectionPoolSettings(elementToBeCloned.ConnectionPoolSettings);
        _listenBacklog = elementToBeCloned._listenBacklog;
        _portSharingEnabled = elementToBeCloned._portSharingEnabled;
        TeredoEnabled = elementToBeCloned.TeredoEnabled;
    }

    /// <summary>How the client keeps connections for the next session.</summary>
    public TcpConnectionPoolSettings ConnectionPoolSettings { get; }

    /// <summary>How many connections the operating system may hold until they are accepted. Default 0, which means 12 for each processor, at least 512.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int ListenBacklog
    {
        get => _listenBacklog;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _listenBacklog = value;
        }
    }

    /// <summary>Whether a port is shared with other processes. Default false, the only value that is supported; services of one process always share.</summary>
    /// <exception cref="NotSupportedException">The value is true.</exception>
    public bool PortSharingEnabled
    {
        get => _portSharingEnabled;
        set => _portSharingEnabled = value
            ? throw new NotSupportedException(
                "Sharing a port with other processes is not supported. Services of one process share a port without this setting.")
            : value;
    }

    /// <summary>Kept for WCF's code; it has no effect.</summary>
    public bool TeredoEnabled { get; set; }

    /// <inheritdoc/>
    public override string Scheme => "net.tcp";

    /// <summary>What the zero of <see cref="ListenBacklog"/> stands for, resolved.</summary>
    internal int EffectiveListenBacklog => _listenBacklog == 0 ? Math.Max(512, 12 * Environment.ProcessorCount) : _listenBacklog;

    internal override ConnectionPoolLimits PoolLimits => ConnectionPoolSettings.ToLimits();

    /// <inheritdoc/>
    public override BindingElement Clone() => new TcpTransportBindingElement(this);

    internal override ConnectionDialer CreateDialer() => new TcpDialer();
}
