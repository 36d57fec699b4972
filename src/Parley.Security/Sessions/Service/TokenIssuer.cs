using System.Security.Cryptography;

namespace Parley.Security;

/// <summary>
/// Answers requests for security context tokens: makes sessions, or tokens that carry their state, and renews the keys of sessions. An
/// engine: the messages around the requests are others' work. WS-SecureConversation 1.3, sections 3 to 5.
/// </summary>
/// <param name="agreement">How keys are made.</param>
/// <param name="sessions">The sessions; null when tokens carry their state.</param>
/// <param name="stateful">Makes tokens that carry their state; null when they do not.</param>
/// <param name="clock">The clock.</param>
internal sealed class TokenIssuer(KeyAgreement agreement, SecureSessionTable? sessions, StatefulContexts? stateful, TimeProvider clock)
{
    /// <summary>Answers a request.</summary>
    /// <param name="request">The request, verified. Its entropy is cleared.</param>
    /// <param name="client">Who asks.</param>
    /// <param name="endorsing">The contexts whose keys endorse the request.</param>
    /// <exception cref="TokenRefusedException">There is no token for the client. Says by which fault it is told.</exception>
    public TokenResponse Answer(TokenRequest request, ServiceSecurityContext client, IReadOnlyList<ContextName> endorsing)
    {
        try
        {
            return request.Kind switch
            {
                TokenRequestKind.Issue when sessions is not null => Issue(request, client, sessions),
                TokenRequestKind.Issue => IssueStateful(request, client),
                TokenRequestKind.Renew when sessions is not null => Renew(request, client, endorsing, sessions),
                _ => throw new TokenRefusedException(TokenRefusal.InvalidRequest, "Tokens of this service carry their state: they are issued, and neither renewed nor cancelled."),
            };
        }
        catch (MalformedTrustException exception)
        {
            throw new TokenRefusedException(TokenRefusal.InvalidRequest, exception.Message, exception);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(request.Entropy);
        }
    }

    private TokenResponse Issue(TokenRequest request, ServiceSecurityContext client, SecureSessionTable table)
    {
        var agreed = agreement.Create(request);
        if (!table.TryCreate(agreed.Key, client, out var session, out var key))
        {
            agreed.ClearAnswer();
            if (table.IsClosed)
            {
                throw new TokenRefusedException(TokenRefusal.Closing, "The service is closing: it takes no new sessions.");
            }

            throw new TokenRefusedException(
                TokenRefusal.TooBusy, $"More than {table.Limits.MaxPendingSessions} sessions wait for their first message, or to be accepted (MaxPendingSessions).");
        }

        return Response(request, agreed, new ContextName(session.Identifier, null), SecurityIds.Next(), null, key.EffectiveTime, key.ExpiryTime);
    }

    private TokenResponse IssueStateful(TokenRequest request, ServiceSecurityContext client)
    {
        var agreed = agreement.Create(request);
        using (agreed.Key)
        {
            var now = clock.GetUtcNow().UtcDateTime;
            var id = SecurityIds.Next();
            var (name, cookie) = stateful!.Issue(agreed.Key, id, client, now, out var expires);
            return Response(request, agreed, name, id, cookie, now, expires);
        }
    }

    private TokenResponse Renew(TokenRequest request, ServiceSecurityContext client, IReadOnlyList<ContextName> endorsing, SecureSessionTable table)
    {
        if (!table.Limits.AllowsRenewal)
        {
            throw new TokenRefusedException(TokenRefusal.InvalidRequest, "Sessions of this service are not renewed (CanRenewSession is false).");
        }

        // Whoever has the key proves it by the signature; who he is, by what every request for a token proves it.
        var target = request.Target!.Value;
        if (!endorsing.Contains(target) || table.Find(target.Identifier) is not { } session || SessionOwner.Of(session.Client) != SessionOwner.Of(client))
        {
            throw new TokenRefusedException(TokenRefusal.BadContextToken, "The request to renew a session is not endorsed by the session's key, or is somebody else's.");
        }

        var agreed = agreement.Create(request);
        if (table.Renew(session, agreed.Key) is not { } key)
        {
            agreed.ClearAnswer();
            throw new TokenRefusedException(TokenRefusal.BadContextToken, "The session that is to be renewed has ended.");
        }

        return Response(request, agreed, new ContextName(session.Identifier, key.Instance), SecurityIds.Next(), null, key.EffectiveTime, key.ExpiryTime);
    }

    private static TokenResponse Response(
        TokenRequest request, in AgreedKey agreed, ContextName name, string id, byte[]? cookie, DateTime created, DateTime expires) => new()
        {
            Context = request.Context,
            Token = name,
            TokenId = id,
            Cookie = cookie,
            IsComputed = agreed.IsComputed,
            Entropy = agreed.Entropy,
            EntropyId = SecurityIds.Next(),
            ProofKey = agreed.ProofKey,
            KeySize = agreed.Bits,
            Created = created,
            Expires = expires,
            AppliesTo = request.AppliesTo,
        };
}
