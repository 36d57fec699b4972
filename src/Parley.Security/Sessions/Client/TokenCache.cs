using Parley.Channels;

namespace Parley.Security;

/// <summary>
/// The token of one service that carries its state: asked for when it is first needed, and again when its time is nearly over. Thread-safe.
/// WCF documentation: LocalClientSecuritySettings.CacheCookies.
/// </summary>
/// <param name="renewal">When another token is asked for.</param>
/// <param name="maxCachingTime">How long a token is kept at most (MaxCookieCachingTime).</param>
/// <param name="clock">The clock.</param>
internal sealed class TokenCache(ConversationRenewal renewal, TimeSpan maxCachingTime, TimeProvider clock) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _asking = new(1, 1);
    private ClientToken? _token;
    private bool _isDisposed;

    /// <summary>The token for a message that is sent now, with a lease on its key.</summary>
    /// <param name="requestor">Asks for one where there is none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<ClientToken> LeaseAsync(TokenRequestor requestor, CancellationToken cancellationToken)
    {
        if (TryLease() is { } known)
        {
            return known;
        }

        await _asking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (TryLease() is { } other)
            {
                return other;
            }

            var (name, key) = await requestor.IssueAsync(cancellationToken).ConfigureAwait(false);
            var renewAt = renewal.RenewAt(key);
            var keptUntil = maxCachingTime >= DateTime.MaxValue - key.EffectiveTime ? DateTime.MaxValue : key.EffectiveTime + maxCachingTime;
            var token = new ClientToken(name, key, renewAt < keptUntil ? renewAt : keptUntil);
            key.TryLease();
            Replace(token);
            return token;
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>The service does not take a token any more: another is asked for before the next message.</summary>
    public void Forget(ClientToken token)
    {
        lock (_lock)
        {
            if (_token != token)
            {
                return;
            }

            _token = null;
        }

        token.Dispose();
    }

    public void Dispose()
    {
        ClientToken? token;
        lock (_lock)
        {
            _isDisposed = true;
            token = _token;
            _token = null;
        }

        token?.Dispose();
    }

    private ClientToken? TryLease()
    {
        lock (_lock)
        {
            return _token is { } token && token.IsFresh(clock.GetUtcNow().UtcDateTime) && token.Key.TryLease() ? token : null;
        }
    }

    private void Replace(ClientToken token)
    {
        ClientToken? old;
        lock (_lock)
        {
            old = _token;
            _token = _isDisposed ? null : token;
            old = _isDisposed ? token : old;
        }

        old?.Dispose();
    }
}
