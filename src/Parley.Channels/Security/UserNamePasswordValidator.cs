namespace Parley.IdentityModel.Selectors;

/// <summary>Decides about user names and passwords. WCF documentation: UserNamePasswordValidator.</summary>
public abstract class UserNamePasswordValidator
{
    /// <summary>A validator that takes every user name. For tests only.</summary>
    public static UserNamePasswordValidator None { get; } = new Anybody();

    /// <summary>Returns when the password is the user's, and throws when it is not.</summary>
    /// <param name="userName">The user name.</param>
    /// <param name="password">The password.</param>
    /// <exception cref="Tokens.SecurityTokenValidationException">The password is not the user's. Its message is for the service's log; the client is not told it.</exception>
    public abstract void Validate(string userName, string password);

    private sealed class Anybody : UserNamePasswordValidator
    {
        public override void Validate(string userName, string password)
        {
        }
    }
}
