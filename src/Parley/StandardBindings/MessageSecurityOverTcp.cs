using Parley.Channels;
using Parley.Security;

namespace Parley;

/// <summary>How a client proves itself by WS-Security over net.tcp. WCF documentation: MessageSecurityOverTcp.</summary>
public sealed class MessageSecurityOverTcp
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

    /// <summary>How the client proves itself. Default Windows. UserName and Certificate can be used, and None with Security.Mode Message.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public MessageCredentialType ClientCredentialType
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(ClientCredentialType));
    } = MessageCredentialType.Windows;

    /// <summary>
    /// Whether the client asks the service for its certificate, in a negotiation before the first message. Counts with Security.Mode Message only.
    /// Default true: WCF's binding always does, and has no such setting. It cannot be used yet: set it to false, and give the client the
    /// service's certificate (<c>ClientCredentials.ServiceCertificate.DefaultCertificate</c>, or the endpoint's identity).
    /// </summary>
    public bool NegotiateServiceCredential { get; set; } = true;

    /// <summary>The binding element for the settings. Over net.tcp there is always a secure session.</summary>
    internal BindingElement CreateElement(bool overTransport, bool isReliable) =>
        MessageSecurityElements.Create(new MessageSecurityWish
        {
            Binding = nameof(NetTcpBinding),
            ClientCredentialType = ClientCredentialType,
            Negotiates = NegotiateServiceCredential,
            HasSession = true,
            OverTransport = overTransport,
            IsReliable = isReliable,
            AlgorithmSuite = AlgorithmSuite,
            Version = MessageSecurityVersion.Default,
        });
}
