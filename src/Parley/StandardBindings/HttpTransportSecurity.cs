using System.Net;
using System.Security.Authentication.ExtendedProtection;
using Parley.Channels;

namespace Parley;

/// <summary>How the transport of a binding over HTTP tells who the client is. WCF documentation: HttpTransportSecurity.</summary>
public sealed class HttpTransportSecurity
{
    /// <summary>Creates the settings with their defaults.</summary>
    public HttpTransportSecurity()
    {
    }

    internal HttpTransportSecurity(HttpClientCredentialType clientCredentialType) => ClientCredentialType = clientCredentialType;

    /// <summary>How the client proves itself. Default None for BasicHttpBinding and BasicHttpsBinding, Windows for WSHttpBinding.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public HttpClientCredentialType ClientCredentialType
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(ClientCredentialType));
    }

    /// <summary>How the client proves itself to a proxy. Default None.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public HttpProxyCredentialType ProxyCredentialType
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(ProxyCredentialType));
    }

    /// <summary>The authentication realm. Default empty.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public string Realm
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = string.Empty;

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

    /// <summary>Adds an element that refuses to build channels where the settings ask for more protection than there is.</summary>
    internal void AddRefusal(BindingElementCollection elements, string binding)
    {
        if (ExtendedProtectionPolicy.PolicyEnforcement == PolicyEnforcement.Always)
        {
            elements.Add(Unsupported.ExtendedProtection(binding));
        }
    }

    /// <summary>Sets up a transport that uses TLS.</summary>
    internal void ApplyTo(HttpsTransportBindingElement transport)
    {
        transport.RequireClientCertificate = ClientCredentialType == HttpClientCredentialType.Certificate;
        ApplyTo((HttpTransportBindingElement)transport);
    }

    /// <summary>Sets up HTTP authentication.</summary>
    internal void ApplyTo(HttpTransportBindingElement transport)
    {
        transport.AuthenticationScheme = SchemeOf(ClientCredentialType);
        transport.ProxyAuthenticationScheme = SchemeOf(ProxyCredentialType);
        transport.Realm = Realm;
    }

    private static AuthenticationSchemes SchemeOf(HttpClientCredentialType type) =>
        type switch
        {
            HttpClientCredentialType.Basic => AuthenticationSchemes.Basic,
            HttpClientCredentialType.Digest => AuthenticationSchemes.Digest,
            HttpClientCredentialType.Ntlm => AuthenticationSchemes.Ntlm,
            HttpClientCredentialType.Windows => AuthenticationSchemes.Negotiate,
            _ => AuthenticationSchemes.Anonymous,
        };

    private static AuthenticationSchemes SchemeOf(HttpProxyCredentialType type) =>
        type switch
        {
            HttpProxyCredentialType.Basic => AuthenticationSchemes.Basic,
            HttpProxyCredentialType.Digest => AuthenticationSchemes.Digest,
            HttpProxyCredentialType.Ntlm => AuthenticationSchemes.Ntlm,
            HttpProxyCredentialType.Windows => AuthenticationSchemes.Negotiate,
            _ => AuthenticationSchemes.Anonymous,
        };
}
