using System.Xml;
using Parley.Channels;

namespace Parley.Security;

/// <summary>Verifies what a service sends in a session.</summary>
/// <param name="client">What the factory's channels share.</param>
/// <param name="session">The session.</param>
/// <param name="address">The service.</param>
internal sealed class ClientVerifier(SessionClient client, ClientSecureSession session, Uri address)
{
    private readonly SessionKeys _keys = new(session);

    /// <summary>Verifies a message.</summary>
    /// <param name="message">The message. It is used up.</param>
    /// <param name="request">What is known of the request that it answers; null for a message that answers none.</param>
    /// <param name="messageId">The name of that request; null when it has none.</param>
    /// <param name="instance">The key by which that request was protected; null for the session's first.</param>
    /// <returns>What was signed, decrypted.</returns>
    /// <exception cref="CommunicationException">The message is not protected as it has to be, or it is a fault about the session.</exception>
    public Message Verify(Message message, SecuredMessage? request = null, UniqueId? messageId = null, string? instance = null)
    {
        if (!MessageVerifier.HasSecurityHeader(message))
        {
            return client.Protection.Policy.Element.EnableUnsecuredResponse && !message.IsFault ? message : throw SessionFaults.ToException(message, address);
        }

        var verified = client.Protection.VerifyOfService(message, _keys, request?.SignatureValues, out var name);
        if (!verified.IsFault || verified.Headers.Action != SecurityFaults.ConversationFaultAction)
        {
            CheckRelation(verified, messageId);
            return verified;
        }

        using (verified)
        {
            var fault = MessageFault.CreateFault(verified, SessionFaults.MaxSize);
            if (SessionFaults.Find(fault) != SecurityFaultCode.RenewNeeded)
            {
                throw SessionFaults.ToExceptionInSession(fault, address);
            }

            // The session may have another key by now. Where it is not known which message the fault is about, it is that by whose key the fault is protected.
            session.Expire(request is not null ? instance : name is { } protecting ? protecting.Instance : session.Instance);
            if (request is not null || verified.Headers.RelatesTo is not { } refused)
            {
                throw SessionFaults.ToException(fault, address);
            }

            // Over a connection, whoever waits for the answer to the message that was refused finds the fault by its name.
            var told = Message.CreateMessage(verified.Version, fault, verified.Headers.Action);
            told.Headers.RelatesTo = refused;
            return told;
        }
    }

    /// <summary>
    /// Checks that an answer is that of its request: all messages of a session are under the same key, so anybody between could hand out another
    /// one. What reliable sessions say of themselves answers nothing.
    /// </summary>
    /// <param name="answer">The answer. It is closed on failure.</param>
    /// <param name="messageId">The request's name; null when it has none.</param>
    /// <exception cref="MessageSecurityException">It answers something else.</exception>
    public static void CheckRelation(Message answer, UniqueId? messageId)
    {
        if (messageId is null || answer.Headers.RelatesTo == messageId)
        {
            return;
        }

        var answersNothing = answer.Headers.RelatesTo is null && IsOfReliableSession(answer.Headers.Action);
        if (!answersNothing)
        {
            answer.Close();
            throw new MessageSecurityException("The service's message is protected as the binding says, but it is not the answer to this request.");
        }
    }

    private static bool IsOfReliableSession(string? action) =>
        action is not null && Array.Exists(SecurityPolicy.ReliableMessagingNamespaces, ns => action.StartsWith(ns, StringComparison.Ordinal));
}
