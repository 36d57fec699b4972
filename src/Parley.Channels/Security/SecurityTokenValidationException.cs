namespace Parley.IdentityModel.Tokens;

/// <summary>A security token, such as a certificate or a password, is not valid. WCF documentation: SecurityTokenValidationException.</summary>
public class SecurityTokenValidationException : SecurityTokenException
{
    /// <summary>Creates the exception without a message.</summary>
    public SecurityTokenValidationException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong.</param>
    public SecurityTokenValidationException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="innerException">The cause.</param>
    public SecurityTokenValidationException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
