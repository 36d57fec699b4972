namespace Parley;

/// <summary>Makes a member of a typed message an element of the body. Source: WCF documentation, MessageBodyMemberAttribute.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field, Inherited = false)]
public class MessageBodyMemberAttribute : MessageContractMemberAttribute
{
    /// <summary>The place among the body's elements. Elements without an order come first, by name. The default, -1, is no order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int Order
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(Order));
            field = value;
        }
    } = -1;
}
