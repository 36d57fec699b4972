using Parley.Channels;

namespace Parley;

/// <summary>
/// Binary SOAP 1.2 over TCP: a session for each connection, calls in both directions. WCF documentation: NetTcpBinding.
/// </summary>
/// <remarks>The default, as in WCF, is Security.Mode Transport with Windows credentials, which is not supported yet: building channels with it throws
/// <see cref="NotSupportedException"/>. Transport works with the client credential types None and Certificate (TLS), TransportWithMessageCredential
/// and Message with user names and certificates. These two make a secure session; Message needs Security.Message.NegotiateServiceCredential
/// false, which WCF's own binding has no setting for.</remarks>
public class NetTcpBinding : FramingBindingBase
{
    /// <summary>Creates the binding with transport security.</summary>
    public NetTcpBinding()
    {
    }

    /// <summary>Creates the binding.</summary>
    /// <param name="securityMode">What protects the messages.</param>
    public NetTcpBinding(SecurityMode securityMode)
        : this(securityMode, reliableSessionEnabled: false)
    {
    }

    /// <summary>Creates the binding.</summary>
    /// <param name="securityMode">What protects the messages.</param>
    /// <param name="reliableSessionEnabled">Whether it has a reliable session.</param>
    public NetTcpBinding(SecurityMode securityMode, bool reliableSessionEnabled)
    {
        Security.Mode = securityMode;
        ReliableSession.Enabled = reliableSessionEnabled;
    }

    /// <summary>Which host names of an address a service answers to. Default StrongWildcard.</summary>
    public HostNameComparisonMode HostNameComparisonMode
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(HostNameComparisonMode));
    }

    /// <summary>How many connections may wait to be accepted; 0 for the platform's choice. Default 0.</summary>
    public int ListenBacklog
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
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

    /// <summary>Whether services of several processes share a port. Default false. Not supported: building a listener with it throws.</summary>
    public bool PortSharingEnabled { get; set; }

    /// <summary>Whether transactions flow to the service. Always false.</summary>
    /// <exception cref="NotSupportedException">The value is true: transactions are not supported.</exception>
    public bool TransactionFlow
    {
        get;
        set
        {
            if (value)
            {
                throw new NotSupportedException("NetTcpBinding.TransactionFlow cannot be true: transactions are not supported. Open a TransactionScope in the operation.");
            }

            field = value;
        }
    }

    /// <summary>The reliable session. Default: off.</summary>
    public OptionalReliableSession ReliableSession
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = new();

    /// <inheritdoc/>
    public override string Scheme => "net.tcp";

    /// <summary>The binding's security. Default: transport security with Windows credentials.</summary>
    public NetTcpSecurity Security
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = new();

    private protected override void AddProtocolElements(BindingElementCollection elements)
    {
        if (ReliableSession.Enabled)
        {
            elements.Add(ReliableSession.Element.Clone());
        }

        if (Security.Mode is SecurityMode.Message or SecurityMode.TransportWithMessageCredential)
        {
            elements.Add(Security.Message.CreateElement(
                overTransport: Security.Mode == SecurityMode.TransportWithMessageCredential, ReliableSession.Enabled));
        }
    }

    private protected override BindingElement? CreateStreamSecurityElement() =>
        Security.Mode switch
        {
            SecurityMode.Transport => Security.Transport.CreateBindingElement(),
            SecurityMode.TransportWithMessageCredential => Security.Transport.CreateProtectionOnly(),
            _ => null,
        };

    private protected override ConnectionOrientedTransportBindingElement CreateTransport()
    {
        var transport = new TcpTransportBindingElement
        {
            HostNameComparisonMode = HostNameComparisonMode,
            ListenBacklog = ListenBacklog,
            MaxPendingConnections = MaxConnections,
            PortSharingEnabled = PortSharingEnabled,
        };
        if (MaxConnections > 0)
        {
            transport.ConnectionPoolSettings.MaxOutboundConnectionsPerEndpoint = MaxConnections;
        }

        return transport;
    }
}
