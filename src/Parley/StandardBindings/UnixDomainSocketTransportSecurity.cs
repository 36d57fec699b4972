using System.Net.Security;
using System.Security.Authentication;
using Parley.Channels;

namespace Parley;

/// <summary>How a local socket is protected. WCF documentation: UnixDomainSocketTransportSecurity.</summary>
public sealed class UnixDomainSocketTransportSecurity
{
    /// <summary>How the client proves itself. Default Default; None and Certificate use TLS.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public UnixDomainSocketClientCredentialType ClientCredentialType
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(ClientCredentialType));
    }

    /// <summary>How far Windows security protects the connection. Default EncryptAndSign. TLS always does both.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public ProtectionLevel ProtectionLevel
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(ProtectionLevel));
    } = ProtectionLevel.EncryptAndSign;

    /// <summary>The versions of TLS to offer. Default None: the operating system's choice.</summary>
    public SslProtocols SslProtocols { get; set; }

    internal BindingElement CreateBindingElement() =>
        ClientCredentialType switch
        {
            UnixDomainSocketClientCredentialType.None or UnixDomainSocketClientCredentialType.Certificate => new SslStreamSecurityBindingElement
            {
                RequireClientCertificate = ClientCredentialType == UnixDomainSocketClientCredentialType.Certificate,
                SslProtocols = SslProtocols,
            },
            UnixDomainSocketClientCredentialType.Windows => new WindowsStreamSecurityBindingElement { ProtectionLevel = ProtectionLevel },
            _ => new UnsupportedBindingElement(
                $"UnixDomainSocketBinding with Security.Mode Transport and ClientCredentialType {ClientCredentialType} is not supported yet. Set Security.Mode to None, or Security.Transport.ClientCredentialType to None or Certificate (both use TLS)."),
        };
}
