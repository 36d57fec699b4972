namespace Parley;

/// <summary>The security of a <see cref="WSDualHttpBinding"/>. WCF documentation: WSDualHttpSecurity.</summary>
public sealed class WSDualHttpSecurity
{
    /// <summary>What protects the messages. Default Message.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public WSDualHttpSecurityMode Mode
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(Mode));
    } = WSDualHttpSecurityMode.Message;

    /// <summary>The settings of WS-Security.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public MessageSecurityOverHttp Message
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = new();
}
