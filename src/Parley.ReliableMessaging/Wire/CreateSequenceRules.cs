using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>The rules of CreateSequence and its response that can be checked on the messages alone. WS-ReliableMessaging 1.1, section 3.4.</summary>
internal static class CreateSequenceRules
{
    /// <summary>Reads and checks a request for a sequence.</summary>
    /// <param name="message">The request.</param>
    /// <param name="headers">What its headers say.</param>
    /// <param name="wsrm">The version.</param>
    /// <param name="pattern">What the listener makes of sessions.</param>
    /// <param name="isSecureConversation">True when the message came in a secure session that the sequence is to belong to.</param>
    /// <param name="refusal">Why not; null when the request is good.</param>
    /// <returns>The request; null when it is refused.</returns>
    public static CreateSequenceBody? Check(
        Message message, in RmHeaders headers, Wsrm wsrm, SessionPattern pattern, bool isSecureConversation, out Refusal? refusal)
    {
        refusal = AddressingRules.CheckRequest(message, out var replyTo);
        if (refusal is not null)
        {
            return null;
        }

        CreateSequenceBody body;
        try
        {
            body = CreateSequenceBody.Read(message, wsrm);
        }
        catch (MalformedRmException e)
        {
            refusal = Refuse(message, wsrm, e.Message);
            return null;
        }

        var reason = CheckAddresses(body, replyTo!) ?? CheckOffer(body, wsrm, pattern) ?? CheckSecurity(body, headers, wsrm, isSecureConversation);
        if (reason is not null)
        {
            refusal = Refuse(message, wsrm, reason);
            return null;
        }

        return body;
    }

    /// <summary>Checks the response to a request for a sequence.</summary>
    /// <param name="response">The response.</param>
    /// <param name="offered">True when the request offered a sequence for the way back.</param>
    /// <param name="remoteAddress">Where the request went.</param>
    /// <returns>Why the new session cannot be used; null when it can.</returns>
    public static string? CheckResponse(CreateSequenceResponseBody response, bool offered, Uri remoteAddress)
    {
        if (offered && response.AcceptAcksTo is null)
        {
            return "The client asked for a session with messages both ways, and the service made one with messages one way. "
                + "Their bindings differ.";
        }

        if (!offered && response.AcceptAcksTo is not null)
        {
            return "The service accepted a sequence for the way back that the client had not offered.";
        }

        return offered && response.AcceptAcksTo!.Uri != remoteAddress
            ? $"The service wants acknowledgements at '{response.AcceptAcksTo.Uri}', not at the address that the client sends to, '{remoteAddress}'."
            : null;
    }

    /// <summary>The fault CreateSequenceRefused for a request.</summary>
    public static Refusal Refuse(Message request, Wsrm wsrm, string reason, bool isReceiver = false)
        => Refusal.Of(request, reason, RmFaults.CreateMessage(
            new SequenceFault(SequenceFaultCode.CreateSequenceRefused, null, reason, !isReceiver), request.Version, wsrm));

    private static string? CheckAddresses(CreateSequenceBody body, EndpointAddress replyTo)
        => body.AcksTo.IsNone ? "AcksTo is the address that means to send nothing."
            : body.AcksTo.Uri != replyTo.Uri
                ? $"AcksTo, '{body.AcksTo.Uri}', is not the address of ReplyTo, '{replyTo.Uri}'."
            : body.Offer?.Endpoint is { } endpoint && endpoint.Uri != body.AcksTo.Uri
                ? $"The Endpoint of the Offer, '{endpoint.Uri}', is not the address of AcksTo, '{body.AcksTo.Uri}'."
            : null;

    private static string? CheckOffer(CreateSequenceBody body, Wsrm wsrm, SessionPattern pattern)
        => pattern == SessionPattern.OneWay
            ? body.Offer is not null && !wsrm.Is11
                ? "The client offers a sequence for replies, and this endpoint sends none: its contract is one-way. The bindings or contracts differ."
                : null
            : body.Offer is null
                ? "The client offers no sequence for replies, and this endpoint sends some. The bindings or contracts differ."
                : null;

    private static string? CheckSecurity(CreateSequenceBody body, in RmHeaders headers, Wsrm wsrm, bool isSecureConversation)
        => headers.UsesSequenceSsl ? "Sequences that belong to a TLS connection (UsesSequenceSSL) are not supported."
            : headers.UsesSequenceStr && !isSecureConversation
                ? "The sequence is to belong to a security token (UsesSequenceSTR), and this endpoint has no secure session."
            : wsrm.Is11 && isSecureConversation && !headers.UsesSequenceStr
                ? "The header UsesSequenceSTR is missing: over a secure session a sequence must belong to the session's token."
            : isSecureConversation && body.SecurityTokenReference is null
                ? "The SecurityTokenReference is missing: over a secure session a sequence must belong to the session's token."
            : null;
}
