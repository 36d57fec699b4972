namespace Parley.IdentityModel.Tokens;

/// <summary>A token was used before, or belongs to a session that was ended. WIF documentation: SecurityTokenReplayDetectedException.</summary>
public class SecurityTokenReplayDetectedException : SecurityTokenValidationException
{
    /// <summary>Creates the exception without a message.</summary>
    public SecurityTokenReplayDetectedException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong.</param>
    public SecurityTokenReplayDetectedException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="innerException">The cause.</param>
    public SecurityTokenReplayDetectedException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
