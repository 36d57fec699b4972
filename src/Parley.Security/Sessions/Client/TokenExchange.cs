using Parley.Channels;

namespace Parley.Security;

/// <summary>Asks a service for tokens, under the security of the bootstrap.</summary>
/// <param name="createBootstrap">Makes what protects one request; it endorses it by the context, when there is one.</param>
/// <param name="send">Sends a request to the service, and brings its answer.</param>
/// <param name="version">The version of messages.</param>
/// <param name="protocol">The version of tokens.</param>
/// <param name="to">The service.</param>
internal sealed class TokenExchange(
    Func<(ContextName Name, ContextKey Key)?, ClientProtection> createBootstrap,
    Func<Message, CancellationToken, ValueTask<Message?>> send,
    MessageVersion version,
    TrustProtocol protocol,
    EndpointAddress to) : ITokenExchange
{
    public async ValueTask<TokenResponse> AskAsync(TokenRequest request, (ContextName Name, ContextKey Key)? endorsement, CancellationToken cancellationToken)
    {
        using var bootstrap = createBootstrap(endorsement);
        var message = TokenMessages.CreateRequest(request, version, protocol, to);
        var secured = bootstrap.Protect(message, out var memory);
        using (memory)
        {
            if (await send(secured, cancellationToken).ConfigureAwait(false) is not { } reply)
            {
                throw new MessageSecurityException($"The service at '{to.Uri}' gave no answer to the request for a security context token. Does its binding have secure sessions?");
            }

            using var answer = Verify(bootstrap, reply, memory);
            if (protocol.ResponseOf(answer.Headers.Action) == request.Kind)
            {
                return TokenMessages.ReadResponse(answer, request.Kind, protocol);
            }

            throw answer.IsFault
                ? SessionFaults.ToException(MessageFault.CreateFault(answer, SessionFaults.MaxSize), to.Uri)
                : new MessageSecurityException(
                    $"The service at '{to.Uri}' answered the request for a security context token with a message of the action '{answer.Headers.Action}'. Do the bindings of the two sides match?");
        }
    }

    private Message Verify(ClientProtection bootstrap, Message reply, RequestSecurity memory)
    {
        try
        {
            return bootstrap.Verify(reply, memory);
        }
        catch (MessageSecurityException exception) when (exception.InnerException is FaultException fault)
        {
            throw SessionFaults.ToException(fault, to.Uri);
        }
    }
}
