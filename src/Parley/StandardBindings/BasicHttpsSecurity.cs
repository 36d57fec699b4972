namespace Parley;

/// <summary>The security of a <see cref="BasicHttpsBinding"/>. WCF documentation: BasicHttpsSecurity.</summary>
public sealed class BasicHttpsSecurity
{
    /// <summary>What protects the messages. Default Transport.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public BasicHttpsSecurityMode Mode
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(Mode));
    } = BasicHttpsSecurityMode.Transport;

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
    } = new();

    /// <summary>The settings of WS-Security.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public BasicHttpMessageSecurity Message
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = new();
}
