using Parley.Channels;

namespace Parley.Security;

/// <summary>A secure session over a connection, at the service.</summary>
internal sealed class ServiceConversationChannel : ServiceDuplexConversation
{
    private readonly Lock _lock = new();
    private DuplexConnection _connection;
    private TaskCompletionSource? _moved;
    private bool _isLost;

    /// <param name="listener">The listener.</param>
    /// <param name="service">What the listener's parts share.</param>
    /// <param name="session">The session.</param>
    /// <param name="connection">The connection that brought its first message.</param>
    public ServiceConversationChannel(ChannelManagerBase listener, SessionService service, SecureSession session, DuplexConnection connection)
        : base(listener, service, session) => _connection = connection;

    public override EndpointAddress? LocalAddress => Connection.LocalAddress;

    public override EndpointAddress RemoteAddress => Connection.RemoteAddress;

    public override Uri Via => Connection.Via;

    protected override IDuplexChannel Connection => CurrentConnection.Channel;

    protected override bool Reconnects => Service.Reconnects;

    protected override MessageVersion MessageVersion => CurrentConnection.Version;

    private DuplexConnection CurrentConnection => Volatile.Read(ref _connection);

    /// <summary>A message of the session has come over another connection: the client has lost the one before, and goes on over this one.</summary>
    /// <returns>False when the session does not move, or has ended.</returns>
    public bool TryMove(DuplexConnection connection)
    {
        DuplexConnection before;
        TaskCompletionSource? moved;
        lock (_lock)
        {
            if (!Reconnects || IsReleased || State > CommunicationState.Opened)
            {
                return false;
            }

            before = _connection;
            _connection = connection;
            (moved, _moved) = (_moved, null);
            if (_isLost)
            {
                _isLost = false;
                SecureSession.Begin();
            }
        }

        Service.Log.Moved(Service.Address, SecureSession.Identifier);
        before.EndUse();
        before.Channel.Abort();
        moved?.TrySetResult();
        return true;
    }

    protected override void OnConnectionLost(IDuplexChannel connection) => _ = WhenMoved(CurrentConnection, connection);

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

        if (verified.Owner == SecureSession)
        {
            return verified.Message;
        }

        verified.Message.Close();
        Service.Log.Refused(Service.Address, SecurityFaultCode.BadContextToken, "A connection that carries one secure session brought a message of another.");
        return null;
    }

    protected override void EndConnection()
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
            SecureSession.EndOne();
        }

        connection.EndUse();
        moved?.TrySetResult();
    }

    /// <summary>Waits until the session has another connection, or is over.</summary>
    private Task WhenMoved(DuplexConnection connection, IDuplexChannel lost)
    {
        Task moved;
        lock (_lock)
        {
            if (IsReleased || !ReferenceEquals(_connection, connection) || !ReferenceEquals(connection.Channel, lost))
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
        Service.Log.ConnectionLost(Service.Address, SecureSession.Identifier);
        SecureSession.EndOne();
        connection.EndUse();
        lost.Abort();
        return moved;
    }
}
