namespace Parley;

/// <summary>A communication error on the service or the client: the base of every exception that the wire or the peer can cause.</summary>
public class CommunicationException : SystemException
{
    /// <summary>Creates the exception with a general message.</summary>
    public CommunicationException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what would make it right.</param>
    public CommunicationException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what would make it right.</param>
    /// <param name="innerException">The cause.</param>
    public CommunicationException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
