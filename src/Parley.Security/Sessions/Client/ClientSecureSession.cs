using Parley.Channels;

namespace Parley.Security;

/// <summary>
/// A secure session as its client's channel uses it: opened, renewed when that is due before a message is sent, ended. Thread-safe. Senders
/// wait while one of them renews.
/// </summary>
/// <param name="renewal">When keys are renewed.</param>
/// <param name="requestor">Asks for tokens.</param>
/// <param name="clock">The clock.</param>
/// <param name="patience">How long a renewal may take.</param>
internal sealed class ClientSecureSession(ConversationRenewal renewal, TokenRequestor requestor, TimeProvider clock, TimeSpan patience)
{
    private readonly Lock _lock = new();
    private ClientConversation? _conversation;
    private Task? _renewing;
    private bool _isEnded;

    /// <summary>The session's name.</summary>
    /// <exception cref="InvalidOperationException">The session is not open yet.</exception>
    public string Identifier => (Volatile.Read(ref _conversation) ?? throw new InvalidOperationException("The secure session has no identifier before it is open.")).Identifier;

    /// <summary>The name of the key of today.</summary>
    public string? Instance => Volatile.Read(ref _conversation)?.Current.Instance;

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>Asks for the session's token.</summary>
    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        var (name, key) = await requestor.IssueAsync(cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            if (!_isEnded)
            {
                _conversation = new ClientConversation(name.Identifier, key, renewal);
                return;
            }
        }

        key.Dispose();
        throw new CommunicationObjectAbortedException("The secure session was aborted while it opened.");
    }

    /// <summary>The key for a message that is to be sent now, and a lease on it.</summary>
    /// <exception cref="MessageSecurityException">The key has expired, and the session may not be renewed; or the service refused to renew it.</exception>
    public ValueTask<ContextKey> LeaseAsync(CancellationToken cancellationToken)
    {
        Task renewing;
        lock (_lock)
        {
            if (TryLease() is { } key)
            {
                return new(key);
            }

            renewing = GetRenewing();
        }

        return AfterAsync(renewing, cancellationToken);
    }

    /// <summary>The key of today, whatever its time, and a lease on it: what ends the session.</summary>
    /// <returns>Null when the session has ended, or never began.</returns>
    public ContextKey? LeaseCurrent()
    {
        lock (_lock)
        {
            return !_isEnded && _conversation is { } conversation && conversation.Current.TryLease() ? conversation.Current : null;
        }
    }

    /// <summary>The key that a message of the service names, and a lease on it.</summary>
    /// <returns>Null for a key that the session does not have, or no longer.</returns>
    public ContextKey? Lease(string identifier, string? instance)
    {
        lock (_lock)
        {
            return _conversation is { } conversation && conversation.Identifier == identifier && conversation.Find(instance, Now) is { } key && key.TryLease() ? key : null;
        }
    }

    /// <summary>The service says that a key has expired: a new one is asked for before the next message.</summary>
    public void Expire(string? instance)
    {
        lock (_lock)
        {
            _conversation?.Expire(instance);
        }
    }

    /// <summary>Ends the session; its keys are zeroed when nobody uses them any more.</summary>
    public void End()
    {
        lock (_lock)
        {
            _isEnded = true;
            _conversation?.End();
        }
    }

    private async ValueTask<ContextKey> AfterAsync(Task renewing, CancellationToken cancellationToken)
    {
        // The new key serves whatever its time: a service may give keys that are always due.
        await renewing.WaitAsync(cancellationToken).ConfigureAwait(false);
        return LeaseCurrent() ?? throw Ended();
    }

    /// <returns>Null when the key is to be renewed first.</returns>
    private ContextKey? TryLease()
    {
        if (_isEnded || _conversation is not { } conversation)
        {
            throw Ended();
        }

        return conversation.State(Now) switch
        {
            ClientKeyState.Valid when conversation.Current.TryLease() => conversation.Current,
            ClientKeyState.RenewalDue => null,
            ClientKeyState.Expired => throw new MessageSecurityException(
                "The key of the secure session has expired, and the session may not be renewed (CanRenewSession is false). Open a new channel."),
            _ => throw Ended(),
        };
    }

    private static CommunicationObjectAbortedException Ended() => new("The secure session has ended.");

    private Task GetRenewing()
    {
        if (_renewing is null)
        {
            // It serves all who wait: none of them ends it for the others.
            using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
            _renewing = Task.Run(RenewAsync);
        }

        return _renewing;
    }

    private async Task RenewAsync()
    {
        using var scope = new TimeoutScope(patience, clock, CancellationToken.None);
        var lease = LeaseCurrent();
        try
        {
            if (lease is not null)
            {
                var (name, key) = await requestor.RenewAsync(new ContextName(Identifier, lease.Instance), lease, scope.Token).ConfigureAwait(false);
                Take(name, key);
            }
        }
        catch (OperationCanceledException exception) when (scope.HasTimedOut)
        {
            scope.ThrowTimeout("The renewal of the secure session's key", "SendTimeout", exception);
        }
        finally
        {
            lease?.Return();
            lock (_lock)
            {
                _renewing = null;
            }
        }
    }

    private void Take(ContextName name, ContextKey key)
    {
        lock (_lock)
        {
            if (name.Identifier == Identifier)
            {
                _conversation!.Renewed(key, Now);
                return;
            }

            // Some services give a renewed token another name; what came under the old one is taken for the roll-over no longer.
            if (!_isEnded)
            {
                _conversation!.End();
                _conversation = new ClientConversation(name.Identifier, key, renewal);
                return;
            }
        }

        key.Dispose();
    }
}
