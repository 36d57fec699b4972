using Parley.Channels;

namespace Parley.Security;

/// <summary>Asks a service for tokens, under the security of the bootstrap.</summary>
/// <param name="createBootstrap">Makes what protects one request; it endorses it by the context, when there is one.</param>
/// <param name="open">Opens the way to the service.</param>
/// <param name="version">The version of messages.</param>
/// <param name="protocol">The version of tokens.</param>
/// <param name="to">The service.</param>
/// <param name="clock">The clock.</param>
internal sealed class TokenExchange(
    Func<(ContextName Name, ContextKey Key)?, ClientProtection> createBootstrap,
    Func<CancellationToken, ValueTask<ITokenWay>> open,
    MessageVersion version,
    TrustProtocol protocol,
    EndpointAddress to,
    TimeProvider clock) : ITokenExchange
{
    /// <summary>So long an answer is waited for that has to come by itself, until it counts as lost and is asked for once more.</summary>
    private static readonly TimeSpan _firstPatience = TimeSpan.FromSeconds(5);

    public async ValueTask<TokenResponse> AskAsync(TokenRequest request, (ContextName Name, ContextKey Key)? endorsement, CancellationToken cancellationToken)
    {
        for (var patience = _firstPatience; ; patience *= 2)
        {
            using var way = await open(cancellationToken).ConfigureAwait(false);
            using var scope = new TimeoutScope(way.ReplyTo is null ? Timeout.InfiniteTimeSpan : patience, clock, cancellationToken);
            try
            {
                return await AskAsync(way, request, endorsement, scope.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (scope.HasTimedOut)
            {
                // Single messages may be lost, and nobody else misses this one.
            }
        }
    }

    private async ValueTask<TokenResponse> AskAsync(
        ITokenWay way, TokenRequest request, (ContextName Name, ContextKey Key)? endorsement, CancellationToken cancellationToken)
    {
        using var bootstrap = createBootstrap(endorsement);
        var message = TokenMessages.CreateRequest(request, version, protocol, to, way.ReplyTo);
        var secured = bootstrap.Protect(message, out var memory);
        using (memory)
        {
            if (await way.AskAsync(secured, cancellationToken).ConfigureAwait(false) is not { } reply)
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
