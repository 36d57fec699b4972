namespace Parley;

/// <summary>Another program, or another listener, already listens at the address.</summary>
public class AddressAlreadyInUseException : CommunicationException
{
    /// <summary>Creates the exception with a general message.</summary>
    public AddressAlreadyInUseException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what would make it right.</param>
    public AddressAlreadyInUseException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what would make it right.</param>
    /// <param name="innerException">The cause.</param>
    public AddressAlreadyInUseException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
