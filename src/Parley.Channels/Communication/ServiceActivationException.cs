namespace Parley;

/// <summary>The service at that address could not be started.</summary>
public class ServiceActivationException : CommunicationException
{
    /// <summary>Creates the exception with a general message.</summary>
    public ServiceActivationException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what would make it right.</param>
    public ServiceActivationException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what would make it right.</param>
    /// <param name="innerException">The cause.</param>
    public ServiceActivationException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
