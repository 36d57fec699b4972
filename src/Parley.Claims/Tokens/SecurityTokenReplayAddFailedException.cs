namespace Parley.IdentityModel.Tokens;

/// <summary>Nobody can tell whether a token was used before, because the cache of used tokens is full: it is refused. WIF documentation: SecurityTokenReplayAddFailedException.</summary>
public class SecurityTokenReplayAddFailedException : SecurityTokenValidationException
{
    /// <summary>Creates the exception without a message.</summary>
    public SecurityTokenReplayAddFailedException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong.</param>
    public SecurityTokenReplayAddFailedException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="innerException">The cause.</param>
    public SecurityTokenReplayAddFailedException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
