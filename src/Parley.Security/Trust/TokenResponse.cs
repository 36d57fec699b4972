namespace Parley.Security;

/// <summary>A wst:RequestSecurityTokenResponse about a security context token. WS-Trust 1.3, section 3.2.</summary>
internal sealed record TokenResponse
{
    public string? Context { get; init; }

    /// <summary>The token; null in the answer to a cancellation.</summary>
    public ContextName? Token { get; init; }

    /// <summary>The id of the token's element.</summary>
    public string? TokenId { get; init; }

    /// <summary>The state that the token carries; null for one that does not.</summary>
    public byte[]? Cookie { get; init; }

    /// <summary>Whether the key is computed of both sides' entropy.</summary>
    public bool IsComputed { get; init; }

    /// <summary>The service's part of the key, or null. Whoever made or read the response clears it.</summary>
    public byte[]? Entropy { get; init; }

    /// <summary>The id of the element that has the entropy, or the key; written only.</summary>
    public string? EntropyId { get; init; }

    /// <summary>The whole key, when the service made it alone. Whoever made or read the response clears it.</summary>
    public byte[]? ProofKey { get; init; }

    /// <summary>The length of the key, in bits; 0 when the response does not say.</summary>
    public int KeySize { get; init; }

    public DateTime Created { get; init; }

    public DateTime Expires { get; init; }

    /// <summary>Whether the token was cancelled.</summary>
    public bool IsCancelled { get; init; }

    public string? AppliesTo { get; init; }
}
