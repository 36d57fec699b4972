using System.Security.Claims;
using System.Xml;

namespace Parley.IdentityModel.Tokens;

/// <summary>All that a <see cref="SessionSecurityToken"/> holds, before it is one.</summary>
internal sealed class SessionTokenContent
{
    /// <summary>The user.</summary>
    public required ClaimsPrincipal Principal { get; init; }

    /// <summary>The session's identifier.</summary>
    public required UniqueId ContextId { get; init; }

    /// <summary>The session's key, which becomes the token's.</summary>
    public required byte[] Key { get; init; }

    /// <summary>From when the token is valid.</summary>
    public required DateTime ValidFrom { get; init; }

    /// <summary>Until when the token is valid.</summary>
    public required DateTime ValidTo { get; init; }

    /// <summary>Which endpoint it is for.</summary>
    public string EndpointId { get; init; } = string.Empty;

    /// <summary>The token's name in its document; null for a fresh one.</summary>
    public string? Id { get; init; }

    /// <summary>A text of the application's own.</summary>
    public string? Context { get; init; }

    /// <summary>The version; null for the default.</summary>
    public Uri? SecureConversationVersion { get; init; }

    /// <summary>Which key of the session it is.</summary>
    public UniqueId? KeyGeneration { get; init; }

    /// <summary>From when the key is valid; null for as the token.</summary>
    public DateTime? KeyEffectiveTime { get; init; }

    /// <summary>Until when the key is valid; null for as the token.</summary>
    public DateTime? KeyExpirationTime { get; init; }

    /// <summary>Whether the cookie outlives the browser.</summary>
    public bool IsPersistent { get; init; }

    /// <summary>Whether the token stays at the server.</summary>
    public bool IsReferenceMode { get; init; }
}
