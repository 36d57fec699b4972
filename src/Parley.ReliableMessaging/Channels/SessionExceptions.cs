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
}
