namespace Parley;

/// <summary>The communication object was aborted while it was in use, or is used after it was aborted.</summary>
public class CommunicationObjectAbortedException : CommunicationException
{
    /// <summary>Creates the exception with a general message.</summary>
    public CommunicationObjectAbortedException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what would make it right.</param>
    public CommunicationObjectAbortedException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what would make it right.</param>
    /// <param name="innerException">The cause.</param>
    public CommunicationObjectAbortedException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
