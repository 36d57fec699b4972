namespace Parley.Security;

/// <summary>Client and service could not agree on the security of their conversation.</summary>
public class SecurityNegotiationException : CommunicationException
{
    /// <summary>Creates the exception with a general message.</summary>
    public SecurityNegotiationException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what would make it right.</param>
    public SecurityNegotiationException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what would make it right.</param>
    /// <param name="innerException">The cause.</param>
    public SecurityNegotiationException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
