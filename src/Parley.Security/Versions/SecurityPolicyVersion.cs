namespace Parley.Security;

/// <summary>A version of WS-SecurityPolicy. WCF documentation: SecurityPolicyVersion.</summary>
public sealed class SecurityPolicyVersion
{
    private readonly string _name;

    private SecurityPolicyVersion(string name, string ns)
    {
        _name = name;
        Namespace = ns;
    }

    /// <summary>WS-SecurityPolicy 1.1, of July 2005.</summary>
    public static SecurityPolicyVersion WSSecurityPolicy11 { get; } =
        new(nameof(WSSecurityPolicy11), "http://schemas.xmlsoap.org/ws/2005/07/securitypolicy");

    /// <summary>WS-SecurityPolicy 1.2, of OASIS.</summary>
    public static SecurityPolicyVersion WSSecurityPolicy12 { get; } =
        new(nameof(WSSecurityPolicy12), "http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702");

    /// <summary>The namespace of the version's assertions.</summary>
    public string Namespace { get; }

    /// <summary>The prefix that is usual for it.</summary>
    public string Prefix { get; } = "sp";

    /// <inheritdoc/>
    public override string ToString() => _name;
}
