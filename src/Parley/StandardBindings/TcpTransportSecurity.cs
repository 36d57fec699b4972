using System.Net.Security;
using System.Security.Authentication;
using System.Security.Authentication.ExtendedProtection;
using Parley.Channels;

namespace Parley;

/// <summary>How a net.tcp connection is protected. WCF documentation: TcpTransportSecurity.</summary>
public sealed class TcpTransportSecurity
{
    /// <summary>How the client proves itself. Default Windows; None and Certificate use TLS.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public TcpClientCredentialType ClientCredentialType
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(ClientCredentialType));
    } = TcpClientCredentialType.Windows;

    /// <summary>How far Windows security protects the connection. Default EncryptAndSign. TLS always does both.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public ProtectionLevel ProtectionLevel
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(ProtectionLevel));
    } = ProtectionLevel.EncryptAndSign;

    /// <summary>The versions of TLS to offer. Default None: the operating system's choice.</summary>
    public SslProtocols SslProtocols { get; set; }

    /// <summary>How authentication is bound to the TLS channel. Default: not. It never is: a policy that must be enforced is refused
    /// when channels are built.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public ExtendedProtectionPolicy ExtendedProtectionPolicy
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = new(PolicyEnforcement.Never);

    /// <summary>TLS that shows the service's certificate, and leaves it to the messages to prove the client.</summary>
    internal BindingElement CreateProtectionOnly() =>
        ExtendedProtectionPolicy.PolicyEnforcement == PolicyEnforcement.Always
            ? Unsupported.ExtendedProtection(nameof(NetTcpBinding))
            : new SslStreamSecurityBindingElement { SslProtocols = SslProtocols };

    internal BindingElement CreateBindingElement() =>
        ExtendedProtectionPolicy.PolicyEnforcement == PolicyEnforcement.Always ? Unsupported.ExtendedProtection(nameof(NetTcpBinding)) :
        ClientCredentialType == TcpClientCredentialType.Windows
            ? new WindowsStreamSecurityBindingElement { ProtectionLevel = ProtectionLevel }
            : new SslStreamSecurityBindingElement
            {
                RequireClientCertificate = ClientCredentialType == TcpClientCredentialType.Certificate,
                SslProtocols = SslProtocols,
            };
}
