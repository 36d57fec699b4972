namespace Parley;

/// <summary>Makes a member of a typed message a SOAP header. Source: WCF documentation, MessageHeaderAttribute.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field, AllowMultiple = false, Inherited = true)]
public class MessageHeaderAttribute : MessageContractMemberAttribute
{
    /// <summary>The URI of the header's target (SOAP 1.1 actor, SOAP 1.2 role). The default is null: the ultimate receiver.</summary>
    public string? Actor { get; set; }

    /// <summary>Whether the receiver must understand the header. The default is false.</summary>
    public bool MustUnderstand { get; set; }

    /// <summary>Whether a node that does not understand the header passes it on (SOAP 1.2). The default is false.</summary>
    public bool Relay { get; set; }
}
