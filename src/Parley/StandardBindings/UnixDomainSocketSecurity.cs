namespace Parley;

/// <summary>The security of a <see cref="UnixDomainSocketBinding"/>. WCF documentation: UnixDomainSocketSecurity.</summary>
public sealed class UnixDomainSocketSecurity
{
    /// <summary>What protects the messages. Default Transport.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public UnixDomainSocketSecurityMode Mode
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(Mode));
    } = UnixDomainSocketSecurityMode.Transport;

    /// <summary>The settings of the transport's security.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public UnixDomainSocketTransportSecurity Transport
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = new();
}
