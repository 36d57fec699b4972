namespace Parley.IdentityModel.Tokens;

/// <summary>A token that stays at the server is not there: it ended, was revoked, or was pushed out of the cache, or nobody ever issued it.</summary>
public class SecurityTokenNotFoundException : SecurityTokenException
{
    /// <summary>Creates the exception without a message.</summary>
    public SecurityTokenNotFoundException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong.</param>
    public SecurityTokenNotFoundException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="innerException">The cause.</param>
    public SecurityTokenNotFoundException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
