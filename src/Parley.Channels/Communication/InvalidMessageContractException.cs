namespace Parley;

/// <summary>A message contract is not valid: its members contradict each other.</summary>
public class InvalidMessageContractException : SystemException
{
    /// <summary>Creates the exception with a general message.</summary>
    public InvalidMessageContractException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what would make it right.</param>
    public InvalidMessageContractException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what would make it right.</param>
    /// <param name="innerException">The cause.</param>
    public InvalidMessageContractException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
