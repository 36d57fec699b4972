namespace Parley.IdentityModel.Tokens;

/// <summary>A security token cannot be used. WCF documentation: SecurityTokenException.</summary>
public class SecurityTokenException : SystemException
{
    /// <summary>Creates the exception without a message.</summary>
    public SecurityTokenException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong.</param>
    public SecurityTokenException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="innerException">The cause.</param>
    public SecurityTokenException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
