namespace Parley;

/// <summary>Makes an array member of a typed message one SOAP header for each item, all of one name.
/// Source: WCF documentation, MessageHeaderArrayAttribute.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field, AllowMultiple = false, Inherited = false)]
public sealed class MessageHeaderArrayAttribute : MessageHeaderAttribute
{
}
