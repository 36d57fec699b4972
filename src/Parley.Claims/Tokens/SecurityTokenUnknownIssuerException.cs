namespace Parley.IdentityModel.Tokens;

/// <summary>A token is signed by a key that no trusted issuer has: nobody vouches for what it says. Issuers that have changed their key are found by this exception, too.</summary>
public class SecurityTokenUnknownIssuerException : SecurityTokenValidationException
{
    /// <summary>Creates the exception without a message.</summary>
    public SecurityTokenUnknownIssuerException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong.</param>
    public SecurityTokenUnknownIssuerException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="innerException">The cause.</param>
    public SecurityTokenUnknownIssuerException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
