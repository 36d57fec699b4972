using System.Xml;
using Parley.Channels;

namespace Parley.Security;

/// <summary>
/// Takes the messages of clients where answers are messages of their own: answers those that ask for tokens, verifies the others, and says what to tell
/// the senders of those that cannot be taken. Thread-safe.
/// </summary>
/// <param name="service">What the listener's parts share.</param>
/// <param name="dropsRepetitions">
/// Whether nobody is told of a message that has come before: where each goes by itself, the network may bring one twice, which is no fault of its sender.
/// </param>
internal sealed class DuplexIntake(SessionService service, bool dropsRepetitions)
{
    /// <summary>Takes a message. Does not throw, but for cancellation.</summary>
    /// <param name="message">The message. It is used up.</param>
    /// <param name="sender">Where answers go; null for one without an address.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<TakenMessage> TakeAsync(Message message, EndpointAddress? sender, CancellationToken cancellationToken)
    {
        var version = message.Version;
        UniqueId? id = null;
        try
        {
            id = message.Headers.MessageId;
            if (service.Protocol.RequestOf(message.Headers.Action) is (TokenRequestKind.Issue or TokenRequestKind.Renew) and { } kind)
            {
                return new(null, await service.Trust.AnswerAsync(kind, message, sender, dropsRepetitions, cancellationToken).ConfigureAwait(false));
            }

            var verified = service.Verify(message, out var session, out var isExpired);
            using var lease = new Lease(verified.Key);
            if (!isExpired)
            {
                return new(verified, null);
            }

            using (verified.Message)
            {
                return new(null, CreateExpired(session, verified, id, version, sender));
            }
        }
        catch (RefusedMessageException refusal) when (refusal.IsRepetition && dropsRepetitions)
        {
            service.Log.Refused(service.Address, refusal.Code, refusal.Reason);
            return default;
        }
        catch (RefusedMessageException refusal)
        {
            return new(null, service.CreateFault(refusal, version, id));
        }
        catch (MessageHeaderException exception)
        {
            message.Close();
            service.Log.Refused(service.Address, SecurityFaultCode.InvalidSecurity, exception.Message);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or OutOfMemoryException))
        {
            message.Close();
            service.Log.Failed(exception, service.Address);
        }

        return new(null, CreateFault(SecurityFaultCode.InvalidSecurity, version, id));
    }

    /// <summary>Makes a fault that is not protected.</summary>
    public Message CreateFault(SecurityFaultCode code, MessageVersion version, UniqueId? id)
    {
        var fault = SecurityFaults.Create(code, version, service.Protocol);
        TokenMessages.Relate(fault, id);
        return fault;
    }

    private SecuredMessage CreateExpired(SecureSession session, in VerifiedInSession verified, UniqueId? id, MessageVersion version, EndpointAddress? sender)
    {
        var code = service.Table.Limits.AllowsRenewal ? SecurityFaultCode.RenewNeeded : SecurityFaultCode.ExpiredSecurityContextTokenKey;
        service.Log.Refused(service.Address, code, $"The key of the secure session '{session.Identifier}' has expired.");
        var fault = SecurityFaults.Create(code, version, service.Protocol, SecurityFaults.ConversationFaultAction);
        TokenMessages.Relate(fault, id);
        sender?.ApplyTo(fault);
        return service.Protection.Protect(fault, verified.Name, verified.Key);
    }

    private readonly struct Lease(ContextKey key) : IDisposable
    {
        public void Dispose() => key.Return();
    }
}
