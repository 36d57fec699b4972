namespace Parley.IdentityModel.Tokens;

/// <summary>What the one who was sent a token knows of how it came. A token that says more than is known here is refused: what it says cannot be checked.</summary>
public class SecurityTokenValidationContext
{
    /// <summary>The address to which the token was sent. A token that names its recipient must name this one; null refuses tokens that name one.</summary>
    public string? Recipient { get; init; }

    /// <summary>The identifier of the request that the token answers. The token must name it; null refuses tokens that answer a request.</summary>
    public string? InResponseTo { get; init; }
}
