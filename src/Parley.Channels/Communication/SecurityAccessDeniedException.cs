namespace Parley.Security;

/// <summary>The service refused access to this caller.</summary>
public class SecurityAccessDeniedException : CommunicationException
{
    /// <summary>Creates the exception with a general message.</summary>
    public SecurityAccessDeniedException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what would make it right.</param>
    public SecurityAccessDeniedException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what would make it right.</param>
    /// <param name="innerException">The cause.</param>
    public SecurityAccessDeniedException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
