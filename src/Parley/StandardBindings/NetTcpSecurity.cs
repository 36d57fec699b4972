namespace Parley;

/// <summary>The security of a <see cref="NetTcpBinding"/>. WCF documentation: NetTcpSecurity.</summary>
public sealed class NetTcpSecurity
{
    /// <summary>What protects the messages. Default Transport.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public SecurityMode Mode
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(Mode));
    } = SecurityMode.Transport;

    /// <summary>The settings of the transport's security.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public TcpTransportSecurity Transport
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
    public MessageSecurityOverTcp Message
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = new();
}
