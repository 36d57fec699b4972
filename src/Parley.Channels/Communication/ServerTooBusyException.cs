namespace Parley;

/// <summary>The service is too busy to take the request or the session now.</summary>
public class ServerTooBusyException : CommunicationException
{
    /// <summary>Creates the exception with a general message.</summary>
    public ServerTooBusyException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what would make it right.</param>
    public ServerTooBusyException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what would make it right.</param>
    /// <param name="innerException">The cause.</param>
    public ServerTooBusyException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
