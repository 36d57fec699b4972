namespace Parley;

/// <summary>The security of a <see cref="NetNamedPipeBinding"/>. WCF documentation: NetNamedPipeSecurity.</summary>
public sealed class NetNamedPipeSecurity
{
    /// <summary>What protects the messages. Default Transport.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public NetNamedPipeSecurityMode Mode
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(Mode));
    } = NetNamedPipeSecurityMode.Transport;

    /// <summary>The settings of the transport's security.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public NamedPipeTransportSecurity Transport
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = new();
}
