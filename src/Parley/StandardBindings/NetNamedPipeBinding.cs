using Parley.Channels;

namespace Parley;

/// <summary>
/// Binary SOAP 1.2 over a named pipe of this machine (on Windows; elsewhere a local socket in a folder of the user's own): a
/// session for each connection, calls in both directions. WCF documentation: NetNamedPipeBinding.
/// </summary>
/// <remarks>Security.Mode None works. The default, as in WCF, is Transport, which needs Windows authentication and is not
/// supported yet: building channels with it throws <see cref="NotSupportedException"/>.</remarks>
public class NetNamedPipeBinding : FramingBindingBase
{
    /// <summary>Creates the binding with transport security.</summary>
    public NetNamedPipeBinding()
    {
    }

    /// <summary>Creates the binding.</summary>
    /// <param name="securityMode">What protects the messages.</param>
    public NetNamedPipeBinding(NetNamedPipeSecurityMode securityMode) => Security.Mode = securityMode;

    /// <summary>Which host names of an address a service answers to. Default StrongWildcard.</summary>
    public HostNameComparisonMode HostNameComparisonMode
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(HostNameComparisonMode));
    }

    /// <summary>How many idle connections a client keeps, and how many a service holds before their first message; 0 for the transport's choice. Default 0.</summary>
    public int MaxConnections
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <inheritdoc/>
    public override string Scheme => "net.pipe";

    /// <summary>The binding's security. Default: transport security.</summary>
    public NetNamedPipeSecurity Security
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = new();

    private protected override BindingElement? CreateStreamSecurityElement() =>
        Security.Mode == NetNamedPipeSecurityMode.Transport
            ? new WindowsStreamSecurityBindingElement { ProtectionLevel = Security.Transport.ProtectionLevel }
            : null;

    private protected override ConnectionOrientedTransportBindingElement CreateTransport()
    {
        var transport = new NamedPipeTransportBindingElement
        {
            HostNameComparisonMode = HostNameComparisonMode,
            MaxPendingConnections = MaxConnections,
        };
        if (MaxConnections > 0)
        {
            transport.ConnectionPoolSettings.MaxOutboundConnectionsPerEndpoint = MaxConnections;
        }

        return transport;
    }
}
