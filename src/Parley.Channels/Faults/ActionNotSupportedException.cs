using Parley.Channels;

namespace Parley;

/// <summary>No operation of the contract has the message's action. WCF documentation: ActionNotSupportedException.</summary>
public class ActionNotSupportedException : CommunicationException, IFaultSource
{
    /// <summary>Creates the exception with a general message.</summary>
    public ActionNotSupportedException()
        : this("No operation of the contract has the message's action.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which action it was.</param>
    public ActionNotSupportedException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which action it was.</param>
    /// <param name="innerException">The cause.</param>
    public ActionNotSupportedException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }

    Message IFaultSource.CreateFaultMessage(MessageVersion version) => WellKnownFaults.ActionNotSupported(version, Message);
}
