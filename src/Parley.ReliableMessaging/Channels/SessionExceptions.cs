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
    /// endpoint, or does not know what CreateSequence is, says so by its type. WS-Addressing 1.0 - SOAP Binding, section 6.4.
    /// </summary>
    /// <param name="failure">What opening failed by.</param>
    /// <param name="translator">This side's versions.</param>
    public static Exception OfOpening(Exception failure, RmTranslator translator)
    {
        if (failure is FaultException fault)
        {
            var code = fault.Code.SubCode ?? fault.Code;
            var isAddressing = code.Namespace == translator.Version.Addressing.Namespace.Value;
            if (isAddressing && code.Name is "DestinationUnreachable" or "EndpointUnavailable")
            {
                return new EndpointNotFoundException(fault.Message, fault);
            }

            var isOtherVersion = code.Namespace == Wsrm.Version11.Namespace.Value && !translator.Wsrm.Is11 && code.Name is "WsrmRequired" or "WSRMRequired";
            if (isOtherVersion || (isAddressing && code.Name == "ActionNotSupported"))
            {
                var what = isOtherVersion ? "its endpoint speaks WS-ReliableMessaging 1.1" : "its endpoint has no reliable sessions, or another version of them";
                return new ActionNotSupportedException(
                    $"The service does not take CreateSequence: {what}. Give client and service the same binding. {AddressingRules.AdviceFor(translator.Wsrm)} The service said: {fault.Message}",
                    fault);
            }
        }

        return failure;
    }
}
