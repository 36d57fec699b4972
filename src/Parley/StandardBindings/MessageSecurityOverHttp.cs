namespace Parley;

/// <summary>How a client proves itself by WS-Security over HTTP. WCF documentation: MessageSecurityOverHttp.</summary>
public class MessageSecurityOverHttp
{
    /// <summary>How the client proves itself. Default Windows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public MessageCredentialType ClientCredentialType
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(ClientCredentialType));
    } = MessageCredentialType.Windows;

    /// <summary>Whether the client asks the service for its certificate. Default true.</summary>
    public bool NegotiateServiceCredential { get; set; } = true;
}
