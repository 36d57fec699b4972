using System.Collections.ObjectModel;
using System.Security.Claims;
using System.Xml;
using Parley.Claims.Saml;

namespace Parley.IdentityModel.Tokens;

/// <summary>
/// Reads, validates, makes and writes tokens of SAML 1.1. WIF documentation: SamlSecurityTokenHandler. Bearer tokens alone are taken. A signature is verified when the token is
/// read, with the key of an issuer that the configuration trusts, and what was signed is what is read.
/// </summary>
public class SamlSecurityTokenHandler : SecurityTokenHandler
{
    private readonly AssertionCodec _codec;

    /// <summary>Creates a handler.</summary>
    /// <param name="configuration">The settings. They are not changed after the first token.</param>
    /// <exception cref="ArgumentNullException"><paramref name="configuration"/> is null.</exception>
    public SamlSecurityTokenHandler(SecurityTokenHandlerConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        Configuration = configuration;
        _codec = new AssertionCodec(configuration, new Saml11Reader(configuration), new Saml11Writer(), SamlNames.Bearer11, AuthenticationMethods.ToSaml11);
    }

    /// <summary>The settings.</summary>
    public SecurityTokenHandlerConfiguration Configuration { get; }

    /// <inheritdoc/>
    public override Type TokenType => typeof(SamlSecurityToken);

    /// <inheritdoc/>
    public override bool CanValidateToken => true;

    /// <inheritdoc/>
    public override bool CanWriteToken => true;

    /// <inheritdoc/>
    public override IReadOnlyList<string> GetTokenTypeIdentifiers() =>
        ["urn:oasis:names:tc:SAML:1.0:assertion", "http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLV1.1"];

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> is null.</exception>
    public override bool CanReadToken(XmlReader reader) => _codec.CanRead(reader);

    /// <summary>Reads a token, and verifies its signature. The reader must keep white space. Afterwards it stands behind the token.</summary>
    /// <param name="reader">A reader that stands at the assertion's element.</param>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> is null.</exception>
    /// <exception cref="XmlException">It is no assertion, or a damaged or too large one.</exception>
    /// <exception cref="SignatureVerificationFailedException">Its signature is missing, or has another form than it must have, or does not fit.</exception>
    /// <exception cref="SecurityTokenUnknownIssuerException">Nobody trusts the key with which it is signed.</exception>
    /// <exception cref="EncryptedTokenDecryptionFailedException">A part of it cannot be decrypted.</exception>
    public override SecurityToken ReadToken(XmlReader reader) => new SamlSecurityToken(_codec.Read(reader));

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="token"/> is null.</exception>
    /// <exception cref="ArgumentException">The token is no <see cref="SamlSecurityToken"/>.</exception>
    /// <exception cref="InvalidOperationException">The configuration does not say for whom tokens must be.</exception>
    public override ReadOnlyCollection<ClaimsIdentity> ValidateToken(SecurityToken token) => _codec.Validate(StateOf(token), context: null);

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    /// <exception cref="ArgumentException">The token is no <see cref="SamlSecurityToken"/>.</exception>
    /// <exception cref="InvalidOperationException">The configuration does not say for whom tokens must be.</exception>
    public override ReadOnlyCollection<ClaimsIdentity> ValidateToken(SecurityToken token, SecurityTokenValidationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return _codec.Validate(StateOf(token), context);
    }

    /// <summary>Makes a token, and signs it: a bearer token.</summary>
    /// <param name="tokenDescriptor">Of what.</param>
    /// <exception cref="ArgumentNullException"><paramref name="tokenDescriptor"/> is null.</exception>
    /// <exception cref="ArgumentException">The descriptor lacks something, or what it says cannot be said in SAML 1.1.</exception>
    public override SecurityToken CreateToken(SecurityTokenDescriptor tokenDescriptor) => new SamlSecurityToken(_codec.Create(tokenDescriptor));

    /// <summary>Writes a token: as it was signed, or encrypted when it was made so.</summary>
    /// <param name="writer">Where to. It must not indent.</param>
    /// <param name="token">The token.</param>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    /// <exception cref="ArgumentException">The token is no <see cref="SamlSecurityToken"/>, or the writer indents.</exception>
    public override void WriteToken(XmlWriter writer, SecurityToken token) => _codec.Write(writer, StateOf(token));

    private static AssertionState StateOf(SecurityToken token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return token is SamlSecurityToken { State: var state } ? state : throw new ArgumentException($"The handler is for tokens of SAML 1.1, not for a {token.GetType().Name}.", nameof(token));
    }
}
