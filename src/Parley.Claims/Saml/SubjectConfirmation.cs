namespace Parley.Claims.Saml;

/// <summary>Who may present an assertion (SAML 2.0 core, section 2.4.1.1).</summary>
/// <param name="Method">How they prove it: bearers prove nothing.</param>
internal sealed record SubjectConfirmation(string Method)
{
    /// <summary>From when it may be presented, in UTC. Bearer confirmations do not have it (SAML 2.0 profiles, section 4.1.4.2).</summary>
    public DateTime? NotBefore { get; init; }

    /// <summary>When it may not be presented any more, in UTC.</summary>
    public DateTime? NotOnOrAfter { get; init; }

    /// <summary>To which address.</summary>
    public string? Recipient { get; init; }

    /// <summary>In answer to which request.</summary>
    public string? InResponseTo { get; init; }

    /// <summary>From which network address.</summary>
    public string? Address { get; init; }
}
