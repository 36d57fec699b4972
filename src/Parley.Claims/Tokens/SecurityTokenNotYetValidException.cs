namespace Parley.IdentityModel.Tokens;

/// <summary>The time of a token has not begun. WIF documentation: SecurityTokenNotYetValidException.</summary>
public class SecurityTokenNotYetValidException : SecurityTokenValidationException
{
    /// <summary>Creates the exception without a message.</summary>
    public SecurityTokenNotYetValidException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong.</param>
    public SecurityTokenNotYetValidException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="innerException">The cause.</param>
    public SecurityTokenNotYetValidException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
