using Parley.Channels;

namespace Parley.Security;

/// <summary>A secure session over a connection, at the service.</summary>
internal sealed class ServiceConversationChannel : ConversationDuplexChannel, ISessionUser
{
    /// <summary>How long a client may take to hear that its session is aborted.</summary>
    private static readonly TimeSpan _lastWords = TimeSpan.FromSeconds(2);

    private readonly SessionService _service;
    private readonly SecureSession _session;
    private readonly Lock _lock = new();
    private readonly ConversationName _name;
    private DuplexConnection _connection;
    private TaskCompletionSource? _moved;
    private bool _isLost;
    private ContextKey? _lastKey;
    private int _isReleased;

    /// <param name="listener">The listener.</param>
    /// <param name="service">What the listener's parts share.</param>
    /// <param name="session">The session.</param>
    /// <param name="connection">The connection that brought its first message.</param>
    public ServiceConversationChannel(ChannelManagerBase listener, SessionService service, SecureSession session, DuplexConnection connection)
        : base(listener, service.Protection, service.Clock)
    {
        _service = service;
        _session = session;
        _connection = connection;
        _name = new ConversationName(session.Identifier, service.Protocol, () => session.Instance);
    }

    public override EndpointAddress? LocalAddress => Connection.LocalAddress;

    public override EndpointAddress RemoteAddress => Connection.RemoteAddress;

    public override Uri Via => Connection.Via;

    /// <summary>The session itself.</summary>
    internal SecureSession SecureSession => _session;

    protected override string Identifier => _session.Identifier;

    protected override IDuplexSessionChannel Connection => CurrentConnection.Channel;

    protected override bool Reconnects => _service.Reconnects;

    protected override bool IsReliable => _service.IsReliable;

    protected override ISecureConversation Conversation => _name;

    protected override MessageVersion MessageVersion => CurrentConnection.Version;

    private DuplexConnection CurrentConnection => Volatile.Read(ref _connection);

    void ISessionUser.OnSessionEnded(SessionEnd end, ContextKey key)
    {
        if (end != SessionEnd.Cancelled)
        {
            _service.Log.Ended(_service.Address, _session.Identifier, end);
            if (key.TryLease())
            {
                // The client is to be told.
                _lastKey = key;
                if (Interlocked.CompareExchange(ref _isReleased, 0, 0) != 0)
                {
                    Interlocked.Exchange(ref _lastKey, null)?.Return();
                }
            }

            ThreadPool.UnsafeQueueUserWorkItem(
                static state => state.Channel.Fault(SessionEnds.ToException(state.End)), (Channel: this, End: end), preferLocal: false);
        }
    }

    /// <summary>A message of the session has come over another connection: the client has lost the one before, and goes on over this one.</summary>
    /// <returns>False when the session does not move, or has ended.</returns>
    public bool TryMove(DuplexConnection connection)
    {
        DuplexConnection before;
        TaskCompletionSource? moved;
        lock (_lock)
        {
            if (!Reconnects || _isReleased != 0 || State > CommunicationState.Opened)
            {
                return false;
            }

            before = _connection;
            _connection = connection;
            (moved, _moved) = (_moved, null);
            if (_isLost)
            {
                _isLost = false;
                _session.Begin();
            }
        }

        _service.Log.Moved(_service.Address, _session.Identifier);
        before.EndUse();
        before.Channel.Abort();
        moved?.TrySetResult();
        return true;
    }

    protected override void OnConnectionLost(IDuplexSessionChannel connection) => _ = WhenMoved(CurrentConnection, connection);

    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => default;

    protected override void OnAbort() => Release(SessionEnd.Aborted);

    protected override void OnFaulted()
    {
        Release(SessionEnd.Aborted);
        base.OnFaulted();
    }

    protected override ValueTask<ContextKey> LeaseToSendAsync(CancellationToken cancellationToken) =>
        _session.LeaseCurrent() is { } key ? new(key) : throw new CommunicationObjectAbortedException("The secure session has ended.");

    protected override ContextKey? LeaseToEnd() => _session.LeaseCurrent();

    protected override void Address(Message cancel) => cancel.Headers.MessageId = new System.Xml.UniqueId();

    protected override void EndSession()
    {
        if (Interlocked.Exchange(ref _isReleased, 1) == 0)
        {
            _session.End(SessionEnd.Cancelled, tells: false);
            EndConnection();
            _service.Log.Ended(_service.Address, _session.Identifier, SessionEnd.Cancelled);
        }
    }

    protected override async ValueTask<Message?> ReceiveFromConnectionAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var connection = CurrentConnection;
            if (connection.TakeFirst() is { } first)
            {
                return first;
            }

            try
            {
                if (await connection.Channel.ReceiveAsync(cancellationToken).ConfigureAwait(false) is { } message)
                {
                    return message;
                }

                if (!Reconnects || State != CommunicationState.Opened)
                {
                    return null;
                }
            }
            catch (Exception exception) when (IsLoss(connection.Channel, exception))
            {
                // The client comes back, or the session ends when it has been idle for too long.
            }

            TellLost(connection.Channel);
            await WhenMoved(connection, connection.Channel).WaitAsync(cancellationToken).ConfigureAwait(false);
            if (State != CommunicationState.Opened)
            {
                return null;
            }
        }
    }

    protected override async ValueTask<Message?> TakeAsync(Message message, CancellationToken cancellationToken)
    {
        if (message is VerifiedMessage)
        {
            // The first, which has been verified to find the session.
            return message;
        }

        var taken = await CurrentConnection.TakeAsync(message, cancellationToken).ConfigureAwait(false);
        if (taken is not { } verified)
        {
            return null;
        }

        if (verified.Owner == _session)
        {
            return verified.Message;
        }

        verified.Message.Close();
        _service.Log.Refused(_service.Address, SecurityFaultCode.BadContextToken, "A connection that carries one secure session brought a message of another.");
        return null;
    }

    private void Release(SessionEnd end)
    {
        if (Interlocked.Exchange(ref _isReleased, 1) != 0)
        {
            return;
        }

        var key = _session.LeaseCurrent() ?? Interlocked.Exchange(ref _lastKey, null);
        if (_session.End(end, tells: false))
        {
            _service.Log.Ended(_service.Address, _session.Identifier, end);
        }

        EndConnection();
        if (key is null)
        {
            Connection.Abort();
            return;
        }

        _ = TellAbortedAsync(key);
    }

    private void EndConnection()
    {
        TaskCompletionSource? moved;
        bool wasLost;
        DuplexConnection connection;
        lock (_lock)
        {
            (moved, _moved) = (_moved, null);
            (wasLost, _isLost) = (_isLost, true);
            connection = _connection;
        }

        if (!wasLost)
        {
            _session.EndOne();
        }

        connection.EndUse();
        moved?.TrySetResult();
    }

    /// <summary>Waits until the session has another connection, or is over.</summary>
    private Task WhenMoved(DuplexConnection connection, IDuplexSessionChannel lost)
    {
        Task moved;
        lock (_lock)
        {
            if (_isReleased != 0 || !ReferenceEquals(_connection, connection) || !ReferenceEquals(connection.Channel, lost))
            {
                return Task.CompletedTask;
            }

            moved = (_moved ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            if (_isLost)
            {
                return moved;
            }

            _isLost = true;
        }

        // As long as nobody comes back the session is idle.
        _service.Log.ConnectionLost(_service.Address, _session.Identifier);
        _session.EndOne();
        connection.EndUse();
        lost.Abort();
        return moved;
    }

    private async Task TellAbortedAsync(ContextKey key)
    {
        try
        {
            if (Connection.State == CommunicationState.Opened)
            {
                using var patience = new CancellationTokenSource(_lastWords, _service.Clock);
                var fault = SecurityFaults.Create(
                    SecurityFaultCode.SecuritySessionAborted, MessageVersion, _service.Protocol, SecurityFaults.ConversationFaultAction);
                RemoteAddress.ApplyTo(fault);
                await Connection.SendAsync(
                    _service.Protection.Protect(fault, new ContextName(Identifier, key.Instance), key), patience.Token).ConfigureAwait(false);

                // Cut at once, the connection could take the fault with it.
                await Connection.CloseAsync(patience.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Whoever does not listen does not hear.
        }

        key.Return();
        Connection.Abort();
    }
}
