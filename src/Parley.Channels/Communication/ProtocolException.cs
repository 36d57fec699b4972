namespace Parley;

/// <summary>The peer broke a protocol, or its messages do not fit the binding: wrong version, wrong content type, a missing header.</summary>
public class ProtocolException : CommunicationException
{
    /// <summary>Creates the exception with a general message.</summary>
    public ProtocolException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what would make it right.</param>
    public ProtocolException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what would make it right.</param>
    /// <param name="innerException">The cause.</param>
    public ProtocolException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
