namespace Parley;

/// <summary>The service ended the session.</summary>
public class ChannelTerminatedException : CommunicationException
{
    /// <summary>Creates the exception with a general message.</summary>
    public ChannelTerminatedException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what would make it right.</param>
    public ChannelTerminatedException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what would make it right.</param>
    /// <param name="innerException">The cause.</param>
    public ChannelTerminatedException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
