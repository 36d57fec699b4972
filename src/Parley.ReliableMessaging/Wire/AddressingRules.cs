using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>What the protocol wants of the addressing headers of its messages. WS-ReliableMessaging 1.1, section 3.</summary>
internal static class AddressingRules
{
    /// <summary>
    /// Checks a request: CreateSequence, and in 1.1 CloseSequence and TerminateSequence. It needs a MessageID; without ReplyTo the response
    /// goes back on the same channel under WS-Addressing 1.0, and August 2004 needs one.
    /// </summary>
    /// <param name="message">The request.</param>
    /// <param name="replyTo">Where the response goes; null when the request is refused.</param>
    public static Refusal? CheckRequest(Message message, out EndpointAddress? replyTo)
    {
        replyTo = null;
        try
        {
            if (message.Headers.MessageId is null)
            {
                return Require(message, NbfsDictionary.MessageId.Value);
            }

            replyTo = message.Headers.ReplyTo;
        }
        catch (MessageHeaderException e)
        {
            return Refusal.Of(message, e.Message, WellKnownFaults.TryCreate(e, message.Version)!);
        }

        if (replyTo is null)
        {
            if (message.Version.Addressing != AddressingVersion.WSAddressing10)
            {
                return Require(message, NbfsDictionary.ReplyTo.Value);
            }

            replyTo = EndpointAddressHeader.AnonymousReplyTo(message.Version.Addressing)!.Address;
        }

        return null;
    }

    /// <summary>Checks a request of an open session, whose response must go to the session's other end.</summary>
    /// <param name="message">The request.</param>
    /// <param name="wsrm">The version.</param>
    /// <param name="identifier">The sequence, for the fault.</param>
    /// <param name="remoteAddress">The session's other end.</param>
    public static Refusal? CheckRequest(Message message, Wsrm wsrm, string identifier, Uri remoteAddress)
    {
        if (CheckRequest(message, out var replyTo) is { } refusal)
        {
            return refusal;
        }

        if (replyTo!.Uri == remoteAddress || (replyTo.IsAnonymous && EndpointAddress.IsAnonymousUri(remoteAddress)))
        {
            return null;
        }

        var reason = $"ReplyTo of the request, '{replyTo.Uri}', is not the address of the session's other end, '{remoteAddress}'.";
        return Refusal.Of(
            message, reason, RmFaults.CreateMessage(new SequenceFault(SequenceFaultCode.SequenceTerminated, identifier, reason), message.Version, wsrm));
    }

    /// <summary>The answer to CreateSequence for an address that no endpoint has.</summary>
    public static Refusal RefuseUnknownDestination(Message message)
    {
        var to = message.Headers.To;
        return Refusal.Of(message, WellKnownFaults.NoEndpointReason(to), WellKnownFaults.NoEndpointForSession(message.Version, to));
    }

    /// <summary>Checks a response: it names the request that it answers.</summary>
    public static Refusal? CheckResponse(Message message)
    {
        try
        {
            return message.Headers.RelatesTo is null ? Require(message, NbfsDictionary.RelatesTo.Value) : null;
        }
        catch (MessageHeaderException e)
        {
            return Refusal.Of(message, e.Message, WellKnownFaults.TryCreate(e, message.Version)!);
        }
    }

    /// <summary>
    /// The answer to a message that is in no sequence and is none of the protocol: WsrmRequired in 1.1; in 1.0 a missing action or one that is
    /// not supported.
    /// </summary>
    public static Refusal RefuseUnsequenced(Message message, Wsrm wsrm)
    {
        var other = OtherThan(wsrm);
        var reason = IsOfOtherVersion(message, wsrm)
            ? $"This endpoint speaks WS-ReliableMessaging {NameOf(wsrm)}, and the message is of {NameOf(other)}. Give client and service the same binding: {BindingsOf(wsrm)} at the client, or {BindingsOf(other)} at the service. In a CustomBinding, set ReliableMessagingVersion to {PropertyOf(wsrm)} at the client, or to {PropertyOf(other)} at the service."
            : "This endpoint takes messages of reliable sessions only, and the message is in none. Give client and service the same binding.";
        var version = message.Version;
        return Refusal.Of(message, reason, wsrm.Is11
            ? RmFaults.CreateMessage(new SequenceFault(SequenceFaultCode.WsrmRequired, null, reason), version, wsrm)
            : message.Headers.Action is null ? WellKnownFaults.MessageHeaderRequired(version, NbfsDictionary.Action.Value)
            : WellKnownFaults.ActionNotSupported(version, reason));
    }

    /// <summary>True for a message of the protocol, in the version that is not spoken here.</summary>
    public static bool IsOfOtherVersion(Message message, Wsrm wsrm) =>
        message.Headers.Action is { } action && action.StartsWith(OtherThan(wsrm).Namespace.Value, StringComparison.Ordinal);

    /// <summary>What to set where the other side may speak another version.</summary>
    /// <param name="wsrm">This side's version.</param>
    public static string AdviceFor(Wsrm wsrm) =>
        $"This side speaks WS-ReliableMessaging {NameOf(wsrm)}, as {BindingsOf(wsrm)} does; {NameOf(OtherThan(wsrm))} is spoken by {BindingsOf(OtherThan(wsrm))}, or a CustomBinding with ReliableMessagingVersion = {PropertyOf(OtherThan(wsrm))}.";

    private static Wsrm OtherThan(Wsrm wsrm) => wsrm.Is11 ? Wsrm.February2005 : Wsrm.Version11;

    private static string BindingsOf(Wsrm wsrm) => wsrm.Is11 ? "WS2007HttpBinding" : "WSHttpBinding, WSDualHttpBinding or NetTcpBinding";

    private static string NameOf(Wsrm wsrm) => wsrm.Is11 ? "1.1" : "1.0 (February 2005)";

    private static string PropertyOf(Wsrm wsrm) =>
        wsrm.Is11 ? nameof(ReliableMessagingVersion.WSReliableMessaging11) : nameof(ReliableMessagingVersion.WSReliableMessagingFebruary2005);

    private static Refusal Require(Message message, string header)
        => Refusal.Of(message, $"The header {header} is missing.", WellKnownFaults.MessageHeaderRequired(message.Version, header));
}
