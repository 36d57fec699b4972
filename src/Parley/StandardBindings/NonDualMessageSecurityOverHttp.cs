namespace Parley;

/// <summary>WS-Security over HTTP, with or without a secure session. WCF documentation: NonDualMessageSecurityOverHttp.</summary>
public sealed class NonDualMessageSecurityOverHttp : MessageSecurityOverHttp
{
    /// <summary>Whether the calls of a channel share a secure session. Default true; a binding with a reliable session needs it.</summary>
    public bool EstablishSecurityContext { get; set; } = true;

    internal override bool HasSession => EstablishSecurityContext;
}
