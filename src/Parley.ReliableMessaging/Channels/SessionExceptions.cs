using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>What the application sees of a session's end.</summary>
internal static class SessionExceptions
{
    /// <summary>The exception for whoever uses a session that has ended otherwise than by closing.</summary>
    /// <param name="outcome">How it ended.</param>
    /// <param name="lastFailure">What the transport said last; null when it said nothing.</param>
    public static Exception Create(SessionOutcome outcome, Exception? lastFailure) =>
        outcome.End switch
        {
            SessionEnd.Closed => new CommunicationException("The peer has closed the reliable session: nothing can be sent or received any more."),
            SessionEnd.Aborted => new CommunicationObjectAbortedException(outcome.Reason, lastFailure),
            SessionEnd.RetriesExhausted => new CommunicationException(outcome.Reason, lastFailure),
            SessionEnd.Inactivity => new CommunicationException(outcome.Reason, lastFailure),
            SessionEnd.ProtocolViolation => new ProtocolException(outcome.Reason, lastFailure),
            _ when outcome.Fault is { } fault => RmFaults.CreateException(fault, lastFailure),
            _ => new CommunicationException(outcome.Reason, lastFailure),
        };

    /// <summary>
    /// The exception for whoever opens a session and is answered with a fault that is none of the protocol: that of a service that has no such
    /// endpoint says so by its type. WS-Addressing 1.0 - SOAP Binding, section 6.4.
    /// </summary>
    public static Exception OfOpening(Exception failure, MessageVersion version)
    {
        if (failure is FaultException fault)
        {
            var code = fault.Code.SubCode ?? fault.Code;
            if (code.Namespace == version.Addressing.Namespace.Value && code.Name is "DestinationUnreachable" or "EndpointUnavailable")
            {
                return new EndpointNotFoundException(fault.Message, fault);
            }
        }

        return failure;
    }
}
