namespace Parley;

/// <summary>How a client proves itself by WS-Security over net.tcp. WCF documentation: MessageSecurityOverTcp.</summary>
public sealed class MessageSecurityOverTcp
{
    /// <summary>How the client proves itself. Default Windows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public MessageCredentialType ClientCredentialType
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(ClientCredentialType));
    } = MessageCredentialType.Windows;
}
