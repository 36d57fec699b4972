using Parley.Channels;

namespace Parley.Security;

/// <summary>What the parts of one listener for secure sessions share.</summary>
internal sealed class SessionService : IDisposable
{
    /// <summary>Protects and verifies the messages of sessions.</summary>
    public required SessionProtection Protection { get; init; }

    /// <summary>Answers requests for tokens.</summary>
    public required ServiceTrust Trust { get; init; }

    /// <summary>The sessions.</summary>
    public required SecureSessionTable Table { get; init; }

    /// <summary>Their keys.</summary>
    public required IContextKeys Contexts { get; init; }

    /// <summary>The log.</summary>
    public required SessionLog Log { get; init; }

    /// <summary>Where the service listens.</summary>
    public required Uri Address { get; init; }

    /// <summary>Whether a session goes on over a new connection when its connection is lost (ReconnectTransportOnFailure).</summary>
    public required bool Reconnects { get; init; }

    /// <summary>Whether a reliable session is above, which sends again what is lost.</summary>
    public required bool IsReliable { get; init; }

    /// <summary>How long an answer of the protocol may take to be sent.</summary>
    public required TimeSpan SendTimeout { get; init; }

    /// <summary>The version of the tokens.</summary>
    public TrustProtocol Protocol => Protection.Protocol;

    /// <summary>The clock.</summary>
    public TimeProvider Clock => Table.Clock;

    /// <summary>Verifies a message of a session, and counts it as the client's use of the key.</summary>
    /// <param name="message">The message. It is used up.</param>
    /// <param name="session">The session.</param>
    /// <param name="isExpired">True when the key has expired: the message is only to be answered.</param>
    /// <exception cref="RefusedMessageException">The message is not protected as it has to be, or the session is not known.</exception>
    public VerifiedInSession Verify(Message message, out SecureSession session, out bool isExpired)
    {
        var verified = Protection.VerifyOfClient(message, Contexts);
        session = (SecureSession)verified.Owner;
        isExpired = verified.Verdict == KeyVerdict.Expired && Protocol.RequestOf(verified.Message.Headers.Action) != TokenRequestKind.Cancel;
        if (!isExpired && !session.TryUse(verified.Key))
        {
            verified.Message.Close();
            verified.Key.Return();
            throw new RefusedMessageException(SecurityFaultCode.BadContextToken, $"The secure session '{session.Identifier}' has just ended.");
        }

        SecurityMessageProperty.GetOrCreate(verified.Message).ServiceSecurityContext = session.Client;
        return verified;
    }

    /// <summary>Reads a request to end a session.</summary>
    /// <returns>Whether it asks for the end of the session whose key protects it.</returns>
    public bool IsCancelOf(Message message, SecureSession session)
    {
        try
        {
            return TokenMessages.ReadRequest(message, TokenRequestKind.Cancel, Protocol).Target?.Identifier == session.Identifier;
        }
        catch (MalformedTrustException)
        {
            return false;
        }
    }

    /// <summary>Makes the answer to a request to end a session.</summary>
    public Message CreateCancelled(Message request) => TokenMessages.CreateResponse(
        TokenRequestKind.Cancel, new TokenResponse { IsCancelled = true }, request.Version, Protocol, Protection.Policy.Profile.IsExplicit, request.Headers.MessageId);

    /// <summary>Makes the fault for a message that was refused.</summary>
    public Message CreateFault(RefusedMessageException refusal, MessageVersion version, System.Xml.UniqueId? relatesTo)
    {
        Log.Refused(Address, refusal.Code, refusal.Reason);
        var fault = refusal.CreateFault(version, Protocol);
        TokenMessages.Relate(fault, relatesTo);
        return fault;
    }

    public void Dispose()
    {
        Table.Dispose();
        Trust.Dispose();
    }
}
