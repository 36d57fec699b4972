namespace Parley.IdentityModel.Tokens;

/// <summary>A token was issued for somebody else, or for nobody in particular where that is asked for. WIF documentation: AudienceUriValidationFailedException.</summary>
public class AudienceUriValidationFailedException : SecurityTokenValidationException
{
    /// <summary>Creates the exception without a message.</summary>
    public AudienceUriValidationFailedException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong.</param>
    public AudienceUriValidationFailedException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="innerException">The cause.</param>
    public AudienceUriValidationFailedException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
