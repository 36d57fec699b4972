using System.Security.Cryptography;
using System.Xml;
using Parley.Channels;

namespace Parley.Security;

/// <summary>Answers the messages that ask a service for security context tokens, under the security of the bootstrap. Thread-safe.</summary>
/// <param name="protocol">The version of the tokens: that of the session, which may be another than that of the bootstrap.</param>
/// <param name="issue">Verifies requests for new tokens, and protects the answers.</param>
/// <param name="renew">The same for new keys; it knows the keys of today, which endorse the requests.</param>
/// <param name="issuer">Makes the tokens.</param>
/// <param name="log">The log.</param>
/// <param name="address">Where the service listens.</param>
internal sealed class ServiceTrust(TrustProtocol protocol, ServiceProtection issue, ServiceProtection renew, TokenIssuer issuer, SessionLog log, Uri address) : IDisposable
{
    /// <summary>Answers a request. Does not throw, but for cancellation.</summary>
    /// <param name="kind">What is asked.</param>
    /// <param name="request">The request. It is used up.</param>
    /// <param name="to">Where the answer goes, where it says so; else null.</param>
    /// <param name="dropsRepetitions">Whether nobody is told of a request that has come before.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The answer, protected, or a fault; null for a request that is dropped.</returns>
    public async ValueTask<Message?> AnswerAsync(
        TokenRequestKind kind, Message request, EndpointAddress? to, bool dropsRepetitions, CancellationToken cancellationToken)
    {
        var version = request.Version;
        var bootstrap = kind == TokenRequestKind.Renew ? renew : issue;
        UniqueId? id = null;
        SecurityFaultCode code;
        string reason;
        Message? chosen = null;
        try
        {
            id = request.Headers.MessageId;
            var (message, memory) = await bootstrap.VerifyAsync(request, cancellationToken).ConfigureAwait(false);
            using (memory)
            using (message)
            {
                return Answer(bootstrap, kind, message, memory, id, to);
            }
        }
        catch (RefusedMessageException exception)
        {
            if (exception.IsRepetition && dropsRepetitions)
            {
                log.TokenRefused(address, exception.Code, exception.Reason);
                return null;
            }

            // A validator may choose what the client is told.
            (code, reason, chosen) = (exception.Code, exception.Details, exception.CreateFault(version, protocol));
        }
        catch (TokenRefusedException exception)
        {
            (code, reason) = (CodeOf(exception.Refusal), exception.Message);
        }
        catch (MalformedTrustException exception)
        {
            (code, reason) = (SecurityFaultCode.InvalidRequest, exception.Message);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or OutOfMemoryException))
        {
            log.Failed(exception, address);
            (code, reason) = (SecurityFaultCode.InvalidSecurity, exception.Message);
        }

        request.Close();
        log.TokenRefused(address, code, reason);
        var fault = chosen ?? SecurityFaults.Create(code, version, protocol);
        TokenMessages.Relate(fault, id);
        return fault;
    }

    public void Dispose()
    {
        issue.Dispose();
        renew.Dispose();
    }

    private static SecurityFaultCode CodeOf(TokenRefusal refusal) => refusal switch
    {
        TokenRefusal.BadContextToken => SecurityFaultCode.BadContextToken,
        TokenRefusal.TooBusy => SecurityFaultCode.ServerTooBusy,
        TokenRefusal.Closing => SecurityFaultCode.EndpointUnavailable,
        _ => SecurityFaultCode.InvalidRequest,
    };

    private Message Answer(ServiceProtection bootstrap, TokenRequestKind kind, Message message, ReplySecurity memory, UniqueId? id, EndpointAddress? to)
    {
        var request = TokenMessages.ReadRequest(message, kind, protocol);
        var client = message.Properties.Security?.ServiceSecurityContext ?? ServiceSecurityContext.Anonymous;
        var response = issuer.Answer(request, client, memory.Context is { } context ? [context] : []);
        var answer = TokenMessages.CreateResponse(kind, response, message.Version, protocol, bootstrap.Policy.Profile.IsExplicit, id);
        to?.ApplyTo(answer);

        // Where the transport protects it, the body is written when it is sent.
        answer.Closed = () =>
        {
            CryptographicOperations.ZeroMemory(response.Entropy);
            CryptographicOperations.ZeroMemory(response.ProofKey);
        };
        return bootstrap.Protect(answer, memory);
    }
}
