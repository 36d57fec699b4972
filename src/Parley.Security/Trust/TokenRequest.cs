namespace Parley.Security;

/// <summary>A wst:RequestSecurityToken about a security context token. WS-Trust 1.3, section 3.1.</summary>
internal sealed record TokenRequest
{
    public required TokenRequestKind Kind { get; init; }

    /// <summary>What the client calls the exchange; null when it calls it nothing.</summary>
    public string? Context { get; init; }

    /// <summary>The client's part of the key; null when it gives none. Whoever made or read the request clears it.</summary>
    public byte[]? Entropy { get; init; }

    /// <summary>The id of the element that has the entropy; written only.</summary>
    public string? EntropyId { get; init; }

    /// <summary>The length of the key, in bits; 0 when the request does not say.</summary>
    public int KeySize { get; init; }

    /// <summary>The token that is renewed or cancelled.</summary>
    public ContextName? Target { get; init; }

    /// <summary>wsp:AppliesTo as it came, to be said again in the answer; null when there is none.</summary>
    public string? AppliesTo { get; init; }
}
