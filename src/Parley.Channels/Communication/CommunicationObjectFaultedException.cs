namespace Parley;

/// <summary>The communication object is in the <see cref="CommunicationState.Faulted"/> state: only <see cref="ICommunicationObject.Abort"/> is of use now.</summary>
public class CommunicationObjectFaultedException : CommunicationException
{
    /// <summary>Creates the exception with a general message.</summary>
    public CommunicationObjectFaultedException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what would make it right.</param>
    public CommunicationObjectFaultedException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what would make it right.</param>
    /// <param name="innerException">The cause.</param>
    public CommunicationObjectFaultedException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
