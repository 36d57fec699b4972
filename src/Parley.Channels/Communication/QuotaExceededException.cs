namespace Parley;

/// <summary>A quota was exceeded. The message names the quota and its value.</summary>
public class QuotaExceededException : SystemException
{
    /// <summary>Creates the exception with a general message.</summary>
    public QuotaExceededException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what would make it right.</param>
    public QuotaExceededException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what would make it right.</param>
    /// <param name="innerException">The cause.</param>
    public QuotaExceededException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
