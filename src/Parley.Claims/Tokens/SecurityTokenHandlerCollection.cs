using System.Collections.ObjectModel;
using System.Security.Claims;
using System.Xml;

namespace Parley.IdentityModel.Tokens;

/// <summary>The handlers of an application's tokens, each found by what it handles. WIF documentation: SecurityTokenHandlerCollection.</summary>
/// <remarks>Several threads use a collection at once. Handlers are added before its first use.</remarks>
public class SecurityTokenHandlerCollection : Collection<SecurityTokenHandler>
{
    /// <summary>Creates a collection without handlers.</summary>
    /// <param name="configuration">The settings of the handlers.</param>
    /// <exception cref="ArgumentNullException"><paramref name="configuration"/> is null.</exception>
    public SecurityTokenHandlerCollection(SecurityTokenHandlerConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        Configuration = configuration;
    }

    /// <summary>The settings of the handlers.</summary>
    public SecurityTokenHandlerConfiguration Configuration { get; }

    /// <summary>Creates a collection with handlers for SAML 1.1, SAML 2.0, and both encrypted.</summary>
    /// <param name="configuration">The settings.</param>
    /// <exception cref="ArgumentNullException"><paramref name="configuration"/> is null.</exception>
    public static SecurityTokenHandlerCollection CreateDefaultSecurityTokenHandlerCollection(SecurityTokenHandlerConfiguration configuration)
    {
        var handlers = new SecurityTokenHandlerCollection(configuration) { new SamlSecurityTokenHandler(configuration), new Saml2SecurityTokenHandler(configuration) };
        handlers.Add(new EncryptedSecurityTokenHandler(handlers));
        return handlers;
    }

    /// <summary>The handler for tokens whose kind a URI names; null when there is none.</summary>
    /// <param name="tokenTypeIdentifier">The URI.</param>
    public SecurityTokenHandler? this[string tokenTypeIdentifier] => this.FirstOrDefault(handler => handler.GetTokenTypeIdentifiers().Contains(tokenTypeIdentifier, StringComparer.Ordinal));

    /// <summary>The handler for tokens of a type; null when there is none.</summary>
    /// <param name="tokenType">The type.</param>
    public SecurityTokenHandler? this[Type tokenType] => this.FirstOrDefault(handler => handler.TokenType == tokenType);

    /// <summary>Whether one of the handlers reads what comes next.</summary>
    /// <param name="reader">A reader that stands at an element; it is not moved.</param>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> is null.</exception>
    public bool CanReadToken(XmlReader reader) => FindReader(reader) is not null;

    /// <summary>Reads the token that comes next, and verifies what proves it. Afterwards the reader stands behind it.</summary>
    /// <param name="reader">A reader that stands at the token's element, or at white space before it. It must keep white space.</param>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> is null.</exception>
    /// <exception cref="XmlException">It is damaged.</exception>
    /// <exception cref="SecurityTokenException">No handler reads it, or it is not what it says it is: the exception's type says more.</exception>
    public SecurityToken ReadToken(XmlReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        reader.MoveToContent();
        var handler = FindReader(reader) ?? throw new SecurityTokenException($"None of the handlers reads a token of the name '{reader.LocalName}' in the namespace '{reader.NamespaceURI}'.");
        return handler.ReadToken(reader);
    }

    /// <summary>Validates a token, and says whom it speaks of.</summary>
    /// <param name="token">The token.</param>
    /// <exception cref="ArgumentNullException"><paramref name="token"/> is null.</exception>
    /// <exception cref="SecurityTokenValidationException">The token is not valid: the type of the exception says why.</exception>
    /// <exception cref="SecurityTokenException">No handler is for it.</exception>
    public ReadOnlyCollection<ClaimsIdentity> ValidateToken(SecurityToken token) => HandlerOf(token).ValidateToken(token);

    /// <summary>Validates a token for one who knows how it came, and says whom it speaks of.</summary>
    /// <param name="token">The token.</param>
    /// <param name="context">How it came.</param>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    /// <exception cref="SecurityTokenValidationException">The token is not valid: the type of the exception says why.</exception>
    /// <exception cref="SecurityTokenException">No handler is for it.</exception>
    public ReadOnlyCollection<ClaimsIdentity> ValidateToken(SecurityToken token, SecurityTokenValidationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return HandlerOf(token).ValidateToken(token, context);
    }

    /// <summary>Makes a token of the kind that the descriptor asks for.</summary>
    /// <param name="tokenDescriptor">Of what.</param>
    /// <exception cref="ArgumentNullException"><paramref name="tokenDescriptor"/> is null.</exception>
    /// <exception cref="ArgumentException">It lacks something.</exception>
    /// <exception cref="SecurityTokenException">No handler makes tokens of its <see cref="SecurityTokenDescriptor.TokenType"/>.</exception>
    public SecurityToken CreateToken(SecurityTokenDescriptor tokenDescriptor)
    {
        ArgumentNullException.ThrowIfNull(tokenDescriptor);
        ArgumentException.ThrowIfNullOrEmpty(tokenDescriptor.TokenType, nameof(tokenDescriptor));
        var handler = this[tokenDescriptor.TokenType] ?? throw new SecurityTokenException($"None of the handlers makes tokens of the type '{tokenDescriptor.TokenType}'.");
        return handler.CreateToken(tokenDescriptor);
    }

    /// <summary>Writes a token.</summary>
    /// <param name="writer">Where to. It must not indent.</param>
    /// <param name="token">The token.</param>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    /// <exception cref="SecurityTokenException">No handler is for it.</exception>
    public void WriteToken(XmlWriter writer, SecurityToken token) => HandlerOf(token).WriteToken(writer, token);

    /// <summary>The handler that reads what comes next; null when none does.</summary>
    internal SecurityTokenHandler? FindReader(XmlReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return this.FirstOrDefault(handler => handler.CanReadToken(reader));
    }

    private SecurityTokenHandler HandlerOf(SecurityToken token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return this[token.GetType()] ?? throw new SecurityTokenException($"None of the handlers is for a {token.GetType().Name}.");
    }
}
