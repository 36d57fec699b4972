namespace Parley.Security;

/// <summary>A message's security could not be verified, or the peer refused ours.</summary>
public class MessageSecurityException : CommunicationException
{
    /// <summary>Creates the exception with a general message.</summary>
    public MessageSecurityException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what would make it right.</param>
    public MessageSecurityException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what would make it right.</param>
    /// <param name="innerException">The cause.</param>
    public MessageSecurityException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
