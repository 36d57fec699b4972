namespace Parley.IdentityModel.Tokens;

/// <summary>The time of a token has ended. WIF documentation: SecurityTokenExpiredException.</summary>
public class SecurityTokenExpiredException : SecurityTokenValidationException
{
    /// <summary>Creates the exception without a message.</summary>
    public SecurityTokenExpiredException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong.</param>
    public SecurityTokenExpiredException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="innerException">The cause.</param>
    public SecurityTokenExpiredException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
