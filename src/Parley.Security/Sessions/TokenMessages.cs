using System.Xml;
using Parley.Channels;

namespace Parley.Security;

/// <summary>Makes and reads the messages that ask for tokens, and answer. WS-SecureConversation 1.3, sections 3 to 6.</summary>
internal static class TokenMessages
{
    /// <summary>Makes a request.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="version">The version of the message.</param>
    /// <param name="protocol">The version of the tokens.</param>
    /// <param name="to">The service.</param>
    /// <param name="replyTo">Where the answer is to come; null where it comes back by itself.</param>
    public static Message CreateRequest(TokenRequest request, MessageVersion version, TrustProtocol protocol, EndpointAddress to, EndpointAddress? replyTo = null)
    {
        var message = CreateRequest(request, version, protocol);
        AskFor(message, replyTo);
        to.ApplyTo(message);
        return message;
    }

    /// <summary>Makes a request that goes where the session's messages go.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="version">The version of the message.</param>
    /// <param name="protocol">The version of the tokens.</param>
    public static Message CreateRequest(TokenRequest request, MessageVersion version, TrustProtocol protocol) =>
        Message.CreateMessage(version, protocol.RequestAction(request.Kind), new TokenBody(request, protocol));

    /// <summary>Gives a request a name, and says where its answer is to come.</summary>
    /// <param name="request">The request.</param>
    /// <param name="replyTo">Where; null where the answer comes back by itself.</param>
    public static void AskFor(Message request, EndpointAddress? replyTo)
    {
        request.Headers.MessageId = new UniqueId();
        if (replyTo is null)
        {
            request.Headers.SetAnonymousReplyTo();
        }
        else
        {
            request.Headers.ReplyTo = replyTo;
        }
    }

    /// <summary>Makes an answer.</summary>
    /// <param name="kind">What was asked.</param>
    /// <param name="response">The answer.</param>
    /// <param name="version">The version of the message.</param>
    /// <param name="protocol">The version of the tokens.</param>
    /// <param name="isExplicit">Whether types and encodings are said although they are the usual.</param>
    /// <param name="relatesTo">The request's name; null when it had none.</param>
    public static Message CreateResponse(TokenRequestKind kind, TokenResponse response, MessageVersion version, TrustProtocol protocol, bool isExplicit, UniqueId? relatesTo)
    {
        var message = Message.CreateMessage(version, protocol.ResponseAction(kind), new TokenBody(response, protocol, isExplicit));
        Relate(message, relatesTo);
        return message;
    }

    /// <summary>Reads a request.</summary>
    /// <exception cref="MalformedTrustException">It is not what the specification says.</exception>
    public static TokenRequest ReadRequest(Message message, TokenRequestKind kind, TrustProtocol protocol)
    {
        if (message.IsEmpty)
        {
            throw new MalformedTrustException("The body has no RequestSecurityToken.");
        }

        using var reader = message.GetReaderAtBodyContents();
        return TokenRequestReader.Read(reader, kind, protocol);
    }

    /// <summary>Reads an answer.</summary>
    /// <exception cref="MalformedTrustException">It is not what the specification says.</exception>
    public static TokenResponse ReadResponse(Message message, TokenRequestKind kind, TrustProtocol protocol)
    {
        if (message.IsEmpty)
        {
            throw new MalformedTrustException("The body has no RequestSecurityTokenResponse.");
        }

        using var reader = message.GetReaderAtBodyContents();
        return TokenResponseReader.Read(reader, kind, protocol);
    }

    /// <summary>Relates an answer to its request.</summary>
    public static void Relate(Message answer, UniqueId? request)
    {
        if (request is not null)
        {
            answer.Headers.RelatesTo = request;
        }

        if (answer.Headers.To is null && answer.Version.Addressing == AddressingVersion.WSAddressingAugust2004)
        {
            answer.Headers.To = EndpointAddress.AnonymousUri;
        }
    }
}
