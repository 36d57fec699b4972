using System.Xml;
using Parley.Channels;

namespace Parley.Security;

/// <summary>
/// Where every request of a listener over requests and responses arrives: answers those that ask for tokens, and hands on the others, each
/// verified. They are worked on side by side.
/// </summary>
/// <param name="trust">Answers requests for tokens.</param>
/// <param name="protocol">The version of tokens.</param>
/// <param name="log">The log.</param>
/// <param name="address">Where the service listens.</param>
internal abstract class RequestIntake(ServiceTrust trust, TrustProtocol protocol, SessionLog log, Uri address)
{
    protected TrustProtocol Protocol => protocol;

    protected SessionLog Log => log;

    protected Uri Address => address;

    /// <summary>Takes a request. Does not throw, whatever it is.</summary>
    /// <param name="request">The request.</param>
    /// <param name="localAddress">Where it came to.</param>
    public ValueTask ReceiveAsync(RequestContext request, EndpointAddress? localAddress)
    {
        var message = request.RequestMessage;
        var version = message.Version;
        UniqueId? id = null;
        Message answer;
        try
        {
            id = message.Headers.MessageId;
            return protocol.RequestOf(message.Headers.Action) is (TokenRequestKind.Issue or TokenRequestKind.Renew) and { } kind
                ? AnswerTrustAsync(kind, request)
                : TakeAsync(request, message, localAddress);
        }
        catch (RefusedMessageException refusal)
        {
            log.Refused(address, refusal.Code, refusal.Reason);
            answer = refusal.CreateFault(version, protocol);
        }
        catch (MessageHeaderException exception)
        {
            log.Refused(address, SecurityFaultCode.InvalidSecurity, exception.Message);
            answer = SecurityFaults.Create(SecurityFaultCode.InvalidSecurity, version, protocol);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The message is at fault, and nobody else has to suffer for it.
            log.Failed(exception, address);
            answer = SecurityFaults.Create(SecurityFaultCode.InvalidSecurity, version, protocol);
        }

        TokenMessages.Relate(answer, id);
        return ReplyAsync(request, answer);
    }

    /// <summary>Verifies a message of the application, or one that ends a session, and hands it on.</summary>
    /// <exception cref="RefusedMessageException">The message is not protected as it has to be, or its context is not known.</exception>
    protected abstract ValueTask TakeAsync(RequestContext request, Message message, EndpointAddress? localAddress);

    private static async ValueTask ReplyAsync(RequestContext request, Message answer)
    {
        try
        {
            await request.ReplyAsync(answer, CancellationToken.None).ConfigureAwait(false);
            await request.CloseAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Whoever does not listen does not hear.
            answer.Close();
            request.Abort();
        }
    }

    private async ValueTask AnswerTrustAsync(TokenRequestKind kind, RequestContext request)
    {
        try
        {
            var answer = await trust.AnswerAsync(kind, request.RequestMessage, null, dropsRepetitions: false, request.Aborted).ConfigureAwait(false);
            await ReplyAsync(request, answer!).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            request.Abort();
        }
    }
}
