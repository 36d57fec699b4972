namespace Parley;

/// <summary>This user may not listen at the address.</summary>
public class AddressAccessDeniedException : CommunicationException
{
    /// <summary>Creates the exception with a general message.</summary>
    public AddressAccessDeniedException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what would make it right.</param>
    public AddressAccessDeniedException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what would make it right.</param>
    /// <param name="innerException">The cause.</param>
    public AddressAccessDeniedException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
