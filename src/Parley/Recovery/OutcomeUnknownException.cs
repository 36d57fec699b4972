namespace Parley;

/// <summary>
/// The session was lost during a call that is not safe to repeat: whether the service has done what it was asked for is not known. The
/// proxy can be used further, in a new session. See <see cref="SafeToRepeatAttribute"/>.
/// </summary>
public class OutcomeUnknownException : CommunicationException
{
    /// <summary>Creates the exception with a general message.</summary>
    public OutcomeUnknownException()
        : base("The session was lost during the call: whether the service has carried it out is not known.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what would make it right.</param>
    public OutcomeUnknownException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what would make it right.</param>
    /// <param name="innerException">The cause.</param>
    public OutcomeUnknownException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
