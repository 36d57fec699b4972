using System.Collections.ObjectModel;
using System.Security.Claims;
using System.Xml;

namespace Parley.IdentityModel.Tokens;

/// <summary>Reads, writes and validates the tokens of one kind. WIF documentation: SecurityTokenHandler.</summary>
/// <remarks>Several threads use a handler at once. Settings are made before its first use.</remarks>
public abstract class SecurityTokenHandler
{
    /// <summary>The type of tokens that the handler handles.</summary>
    public abstract Type TokenType { get; }

    /// <summary>Whether <see cref="ValidateToken(SecurityToken)"/> is there.</summary>
    public virtual bool CanValidateToken => false;

    /// <summary>Whether <see cref="WriteToken(XmlWriter, SecurityToken)"/> is there.</summary>
    public virtual bool CanWriteToken => false;

    /// <summary>The URIs that name this kind of token.</summary>
    public abstract IReadOnlyList<string> GetTokenTypeIdentifiers();

    /// <summary>Whether a token of this kind comes next.</summary>
    /// <param name="reader">A reader that stands at an element; it is not moved.</param>
    public virtual bool CanReadToken(XmlReader reader) => false;

    /// <summary>Reads a token.</summary>
    /// <param name="reader">A reader that stands at the token's element.</param>
    /// <exception cref="NotSupportedException">This kind of token is not read.</exception>
    public virtual SecurityToken ReadToken(XmlReader reader) =>
        throw new NotSupportedException($"{GetType().Name} does not read tokens.");

    /// <summary>Writes a token.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="token">The token.</param>
    /// <exception cref="NotSupportedException">This kind of token is not written.</exception>
    public virtual void WriteToken(XmlWriter writer, SecurityToken token) =>
        throw new NotSupportedException($"{GetType().Name} does not write tokens.");

    /// <summary>Validates a token, and says whom it speaks of.</summary>
    /// <param name="token">The token.</param>
    /// <exception cref="SecurityTokenValidationException">The token is not valid: the type of the exception says why.</exception>
    /// <exception cref="NotSupportedException">This kind of token is not validated.</exception>
    public virtual ReadOnlyCollection<ClaimsIdentity> ValidateToken(SecurityToken token) =>
        throw new NotSupportedException($"{GetType().Name} does not validate tokens.");

    /// <summary>Validates a token for one who knows how it came, and says whom it speaks of.</summary>
    /// <param name="token">The token.</param>
    /// <param name="context">How it came. Handlers of tokens that say nothing of that do not look at it.</param>
    /// <exception cref="SecurityTokenValidationException">The token is not valid: the type of the exception says why.</exception>
    /// <exception cref="NotSupportedException">This kind of token is not validated.</exception>
    public virtual ReadOnlyCollection<ClaimsIdentity> ValidateToken(SecurityToken token, SecurityTokenValidationContext context) => ValidateToken(token);

    /// <summary>Makes a token.</summary>
    /// <param name="tokenDescriptor">Of what.</param>
    /// <exception cref="NotSupportedException">This kind of token is not made.</exception>
    public virtual SecurityToken CreateToken(SecurityTokenDescriptor tokenDescriptor) =>
        throw new NotSupportedException($"{GetType().Name} does not make tokens.");
}
