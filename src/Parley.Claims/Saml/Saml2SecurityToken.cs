using Parley.Claims.Saml;

namespace Parley.IdentityModel.Tokens;

/// <summary>A token of SAML 2.0: an assertion that an issuer signed. WIF documentation: Saml2SecurityToken.</summary>
/// <remarks>A token that was read is one whose signature was verified with the key of an issuer that is trusted. Whether it may be used here and now is for <see cref="Saml2SecurityTokenHandler.ValidateToken(SecurityToken)"/> to say.</remarks>
public class Saml2SecurityToken : SecurityToken
{
    internal Saml2SecurityToken(AssertionState state) => State = state;

    /// <summary>The assertion's identifier.</summary>
    public override string Id => State.Content.Id;

    /// <inheritdoc/>
    public override DateTime ValidFrom => State.ValidFrom;

    /// <inheritdoc/>
    public override DateTime ValidTo => State.ValidTo;

    /// <summary>Who issued it, as the assertion says.</summary>
    public string Issuer => State.Content.Issuer;

    /// <summary>When it was issued, in UTC.</summary>
    public DateTime IssueInstant => State.Content.IssueInstant;

    /// <summary>The certificate with whose key it is signed.</summary>
    public X509SecurityToken IssuerToken => State.Key;

    /// <summary>When a session that begins with this token must end, in UTC; null when the token does not say.</summary>
    public DateTime? SessionNotOnOrAfter => State.Content.Authentications.Min(static authentication => authentication.SessionNotOnOrAfter);

    internal AssertionState State { get; }
}
