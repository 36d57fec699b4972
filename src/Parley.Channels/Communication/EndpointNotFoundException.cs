namespace Parley;

/// <summary>The remote endpoint could not be found or reached.</summary>
public class EndpointNotFoundException : CommunicationException
{
    /// <summary>Creates the exception with a general message.</summary>
    public EndpointNotFoundException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what would make it right.</param>
    public EndpointNotFoundException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what would make it right.</param>
    /// <param name="innerException">The cause.</param>
    public EndpointNotFoundException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
