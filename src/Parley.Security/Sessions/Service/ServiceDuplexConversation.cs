using Parley.Channels;

namespace Parley.Security;

/// <summary>A secure session at the service in which both sides send when they like: its keys, its end, and how the client hears of that.</summary>
internal abstract class ServiceDuplexConversation : ConversationDuplexChannel, ISessionUser
{
    /// <summary>How long a client may take to hear that its session is aborted.</summary>
    private static readonly TimeSpan _lastWords = TimeSpan.FromSeconds(2);

    private readonly ConversationName _name;
    private ContextKey? _lastKey;
    private int _isReleased;

    /// <param name="listener">The listener.</param>
    /// <param name="service">What the listener's parts share.</param>
    /// <param name="session">The session.</param>
    protected ServiceDuplexConversation(ChannelManagerBase listener, SessionService service, SecureSession session)
        : base(listener, service.Protection, service.Clock)
    {
        Service = service;
        SecureSession = session;
        _name = new ConversationName(session.Identifier, service.Protocol, () => session.Instance);
    }

    /// <summary>The session itself.</summary>
    internal SecureSession SecureSession { get; }

    /// <summary>What the listener's parts share.</summary>
    protected SessionService Service { get; }

    /// <summary>Whether the session is over.</summary>
    protected bool IsReleased => Volatile.Read(ref _isReleased) != 0;

    protected override string Identifier => SecureSession.Identifier;

    protected override bool IsReliable => Service.IsReliable;

    protected override ISecureConversation Conversation => _name;

    void ISessionUser.OnSessionEnded(SessionEnd end, ContextKey key)
    {
        if (end != SessionEnd.Cancelled)
        {
            Service.Log.Ended(Service.Address, Identifier, end);
            if (key.TryLease())
            {
                // The client is to be told.
                _lastKey = key;
                if (IsReleased)
                {
                    Interlocked.Exchange(ref _lastKey, null)?.Return();
                }
            }

            ThreadPool.UnsafeQueueUserWorkItem(
                static state => state.Channel.Fault(SessionEnds.ToException(state.End)), (Channel: this, End: end), preferLocal: false);
        }
    }

    /// <summary>The session is over: nothing more comes from below.</summary>
    protected abstract void EndConnection();

    /// <summary>Ends what is below in peace, after the last words.</summary>
    protected virtual ValueTask CloseAfterLastWordsAsync(CancellationToken cancellationToken) => Connection.CloseAsync(cancellationToken);

    /// <summary>Ends what is below at once.</summary>
    protected virtual void AbortConnection() => Connection.Abort();

    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => default;

    protected override void OnAbort() => Release(SessionEnd.Aborted);

    protected override void OnFaulted()
    {
        Release(SessionEnd.Aborted);
        base.OnFaulted();
    }

    protected override ValueTask<ContextKey> LeaseToSendAsync(CancellationToken cancellationToken) =>
        SecureSession.LeaseCurrent() is { } key ? new(key) : throw new CommunicationObjectAbortedException("The secure session has ended.");

    protected override ContextKey? LeaseToEnd() => SecureSession.LeaseCurrent();

    protected override void Address(Message cancel) => cancel.Headers.MessageId = new System.Xml.UniqueId();

    protected override void EndSession()
    {
        if (Interlocked.Exchange(ref _isReleased, 1) == 0)
        {
            SecureSession.End(SessionEnd.Cancelled, tells: false);
            EndConnection();
            Service.Log.Ended(Service.Address, Identifier, SessionEnd.Cancelled);
        }
    }

    private void Release(SessionEnd end)
    {
        if (Interlocked.Exchange(ref _isReleased, 1) != 0)
        {
            return;
        }

        var key = SecureSession.LeaseCurrent() ?? Interlocked.Exchange(ref _lastKey, null);
        if (SecureSession.End(end, tells: false))
        {
            Service.Log.Ended(Service.Address, Identifier, end);
        }

        EndConnection();
        if (key is null)
        {
            AbortConnection();
            return;
        }

        _ = TellAbortedAsync(key);
    }

    private async Task TellAbortedAsync(ContextKey key)
    {
        try
        {
            if (Connection.State == CommunicationState.Opened)
            {
                using var patience = new CancellationTokenSource(_lastWords, Service.Clock);
                var fault = SecurityFaults.Create(
                    SecurityFaultCode.SecuritySessionAborted, MessageVersion, Service.Protocol, SecurityFaults.ConversationFaultAction);
                RemoteAddress.ApplyTo(fault);
                await Connection.SendAsync(
                    Service.Protection.Protect(fault, new ContextName(Identifier, key.Instance), key), patience.Token).ConfigureAwait(false);

                // Cut at once, the connection could take the fault with it.
                await CloseAfterLastWordsAsync(patience.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Whoever does not listen does not hear.
        }

        key.Return();
        AbortConnection();
    }
}
