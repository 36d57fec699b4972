namespace Parley;

/// <summary>How a client of a <see cref="BasicHttpBinding"/> proves itself by WS-Security. WCF documentation: BasicHttpMessageSecurity.</summary>
public sealed class BasicHttpMessageSecurity
{
    /// <summary>How the client proves itself. Default UserName.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public BasicHttpMessageCredentialType ClientCredentialType
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(ClientCredentialType));
    }
}
