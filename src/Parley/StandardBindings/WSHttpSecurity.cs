namespace Parley;

/// <summary>The security of a <see cref="WSHttpBinding"/>. WCF documentation: WSHttpSecurity.</summary>
public sealed class WSHttpSecurity
{
    /// <summary>What protects the messages. Default Message.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public SecurityMode Mode
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(Mode));
    } = SecurityMode.Message;

    /// <summary>The settings of the transport's security.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public HttpTransportSecurity Transport
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = new(HttpClientCredentialType.Windows);

    /// <summary>The settings of WS-Security.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public NonDualMessageSecurityOverHttp Message
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = new();
}
