using System.Security.Cryptography;

namespace Parley.Security;

/// <summary>Asks for tokens, and makes their keys of the answers. WS-Trust 1.3, section 4.4.</summary>
/// <param name="agreement">How keys are made.</param>
/// <param name="exchange">The way to the service.</param>
/// <param name="clock">The clock.</param>
internal sealed class TokenRequestor(KeyAgreement agreement, ITokenExchange exchange, TimeProvider clock)
{
    /// <summary>Asks for a new token.</summary>
    public ValueTask<(ContextName Name, ContextKey Key)> IssueAsync(CancellationToken cancellationToken) =>
        AskAsync(TokenRequestKind.Issue, null, cancellationToken);

    /// <summary>Asks for a new key for a token.</summary>
    /// <param name="name">The token's name.</param>
    /// <param name="key">Its key of today, under a lease.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask<(ContextName Name, ContextKey Key)> RenewAsync(ContextName name, ContextKey key, CancellationToken cancellationToken) =>
        AskAsync(TokenRequestKind.Renew, (name, key), cancellationToken);

    // What the client's own messages have may not be the id of a token, too.
    private static string? UsableId(string? id) => id is null || id.StartsWith('_') || id.Length > 128 || !System.Xml.XmlReader.IsName(id) ? null : id;

    private async ValueTask<(ContextName Name, ContextKey Key)> AskAsync(
        TokenRequestKind kind, (ContextName Name, ContextKey Key)? target, CancellationToken cancellationToken)
    {
        var entropy = agreement.CreateRequestEntropy();
        TokenResponse? response = null;
        try
        {
            var request = new TokenRequest
            {
                Kind = kind,
                Entropy = entropy,
                EntropyId = SecurityIds.Next(),
                KeySize = agreement.RequestedKeySize,
                Target = target?.Name,
            };
            var now = clock.GetUtcNow().UtcDateTime;
            response = await exchange.AskAsync(request, target, cancellationToken).ConfigureAwait(false);
            var name = response.Token!.Value;
            var key = agreement.Accept(entropy, response);

            // By the client's own clock: however much that of the service differs, the life of the key is as long as it says.
            var life = response.Expires - response.Created;
            if (life <= TimeSpan.Zero)
            {
                key.Dispose();
                throw new MessageSecurityException($"The service's answer to a request for a security context token cannot be used: the token's life ends at {response.Expires:O}, before it begins ({response.Created:O}).");
            }

            return (name, new ContextKey(name.Instance, key, now, life >= DateTime.MaxValue - now ? DateTime.MaxValue : now + life) { TokenId = UsableId(response.TokenId), Cookie = response.Cookie });
        }
        catch (MalformedTrustException exception)
        {
            throw new MessageSecurityException($"The service's answer to a request for a security context token cannot be used: {exception.Message}", exception);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(entropy);
            CryptographicOperations.ZeroMemory(response?.Entropy);
            CryptographicOperations.ZeroMemory(response?.ProofKey);
        }
    }
}
