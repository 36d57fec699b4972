namespace Parley.Security;

/// <summary>A version of WS-Security (SOAP Message Security). WCF documentation: SecurityVersion.</summary>
public sealed class SecurityVersion
{
    private readonly string _name;

    private SecurityVersion(string name) => _name = name;

    /// <summary>WS-Security 1.0: OASIS SOAP Message Security 1.0.</summary>
    public static SecurityVersion WSSecurity10 { get; } = new(nameof(WSSecurity10));

    /// <summary>WS-Security 1.1: thumbprint references, encrypted keys as tokens, signature confirmation.</summary>
    public static SecurityVersion WSSecurity11 { get; } = new(nameof(WSSecurity11));

    /// <inheritdoc/>
    public override string ToString() => _name;
}
