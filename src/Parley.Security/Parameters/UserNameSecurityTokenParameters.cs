namespace Parley.Security.Tokens;

/// <summary>A user's name and password, always encrypted. WS-Security UsernameToken Profile. WCF documentation: UserNameSecurityTokenParameters.</summary>
public class UserNameSecurityTokenParameters : SecurityTokenParameters
{
    /// <summary>Creates the parameters: sent by the client; it has no key.</summary>
    public UserNameSecurityTokenParameters() => RequireDerivedKeys = false;

    /// <summary>Creates a copy.</summary>
    /// <param name="other">What is copied.</param>
    protected UserNameSecurityTokenParameters(UserNameSecurityTokenParameters other)
        : base(other)
    {
    }

    /// <inheritdoc/>
    protected internal override bool HasAsymmetricKey => false;

    /// <inheritdoc/>
    protected override SecurityTokenParameters CloneCore() => new UserNameSecurityTokenParameters(this);
}
