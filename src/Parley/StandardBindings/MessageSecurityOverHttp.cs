using Parley.Channels;
using Parley.Security;

namespace Parley;

/// <summary>How a client proves itself by WS-Security over HTTP. WCF documentation: MessageSecurityOverHttp.</summary>
public class MessageSecurityOverHttp
{
    /// <summary>The algorithms, and the lengths of keys. Default Basic256.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public SecurityAlgorithmSuite AlgorithmSuite
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = SecurityAlgorithmSuite.Default;

    /// <summary>How the client proves itself. Default Windows. None, UserName and Certificate can be used.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public MessageCredentialType ClientCredentialType
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(ClientCredentialType));
    } = MessageCredentialType.Windows;

    /// <summary>
    /// Whether the client asks the service for its certificate, in a negotiation before the first message. Default true, as in WCF, which cannot
    /// be used yet: set it to false, and give the client the service's certificate
    /// (<c>ClientCredentials.ServiceCertificate.DefaultCertificate</c>, or the endpoint's identity). It does not count where TLS shows the certificate.
    /// </summary>
    public bool NegotiateServiceCredential { get; set; } = true;

    /// <summary>Whether the calls of a channel share a secure session.</summary>
    internal virtual bool HasSession => true;

    /// <summary>The binding element for the settings.</summary>
    internal BindingElement CreateElement(string binding, bool overTransport, bool isReliable, MessageSecurityVersion version) =>
        MessageSecurityElements.Create(new MessageSecurityWish
        {
            Binding = binding,
            ClientCredentialType = ClientCredentialType,
            Negotiates = NegotiateServiceCredential,
            HasSession = HasSession,
            OverTransport = overTransport,
            IsReliable = isReliable,
            AlgorithmSuite = AlgorithmSuite,
            Version = version,
        });
}
