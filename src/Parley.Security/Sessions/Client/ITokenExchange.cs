namespace Parley.Security;

/// <summary>Asks a service for tokens.</summary>
internal interface ITokenExchange
{
    /// <summary>Asks.</summary>
    /// <param name="request">The request.</param>
    /// <param name="endorsement">The context whose key endorses it; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The answer, verified. Its secrets are the caller's to clear.</returns>
    /// <exception cref="MessageSecurityException">The service refuses, or its answer is not what it has to be.</exception>
    ValueTask<TokenResponse> AskAsync(TokenRequest request, (ContextName Name, ContextKey Key)? endorsement, CancellationToken cancellationToken);
}
