using Parley.Channels;

namespace Parley.Security;

/// <summary>A client's secure session over a connection. Its token, and each new key, is asked for over a connection of its own, as WCF does.</summary>
internal sealed class ClientConversationChannel : ClientDuplexConversation
{
    private static readonly TimeSpan _firstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _longestDelay = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<IDuplexSessionChannel> _create;
    private IDuplexSessionChannel _connection;
    private Task? _reconnecting;

    /// <param name="factory">The factory.</param>
    /// <param name="client">What its channels share.</param>
    /// <param name="create">Makes a connection to the service, not open yet.</param>
    public ClientConversationChannel(ChannelManagerBase factory, SessionClient client, Func<IDuplexSessionChannel> create)
        : this(factory, client, create, create())
    {
    }

    private ClientConversationChannel(ChannelManagerBase factory, SessionClient client, Func<IDuplexSessionChannel> create, IDuplexSessionChannel first)
        : base(factory, client, first.RemoteAddress, cancellationToken => DuplexTokenWay.OpenAsync(create(), cancellationToken))
    {
        _create = create;
        _connection = first;
    }

    protected override IDuplexChannel Connection => Volatile.Read(ref _connection);

    protected override bool Reconnects => Client.Reconnects;

    protected override ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        _stop.Cancel();
        return base.OnCloseAsync(cancellationToken);
    }

    protected override void OnAbort() => Abandon();

    protected override void OnFaulted()
    {
        Abandon();
        base.OnFaulted();
    }

    protected override void OnConnectionLost(IDuplexChannel connection) => _ = ReconnectAsync(connection);

    protected override async ValueTask<Message?> ReceiveFromConnectionAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var connection = Volatile.Read(ref _connection);
            try
            {
                if (await connection.ReceiveAsync(cancellationToken).ConfigureAwait(false) is { } message)
                {
                    return message;
                }

                if (!Reconnects || State != CommunicationState.Opened)
                {
                    return null;
                }
            }
            catch (Exception exception) when (IsLoss(connection, exception))
            {
                // The session has another connection in a moment.
            }

            TellLost(connection);
            await ReconnectAsync(connection).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    protected override async ValueTask<IDuplexChannel> WhenReconnectedAsync(IDuplexChannel lost, CancellationToken cancellationToken)
    {
        await ReconnectAsync(lost).WaitAsync(cancellationToken).ConfigureAwait(false);
        return Connection;
    }

    private void Abandon()
    {
        _stop.Cancel();
        EndSession();
        Connection.Abort();
    }

    /// <summary>Another connection in the place of one that was lost. The service finds the session by the next message.</summary>
    private Task ReconnectAsync(IDuplexChannel lost)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(_connection, lost))
            {
                return Task.CompletedTask;
            }

            if (_reconnecting is null)
            {
                using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
                _reconnecting = Task.Run(() => OpenAnotherAsync(lost));
            }

            return _reconnecting;
        }
    }

    /// <exception cref="CommunicationException">There is none within SendTimeout. A reliable session above says itself how long it waits.</exception>
    private async Task OpenAnotherAsync(IDuplexChannel lost)
    {
        lost.Abort();
        var began = Client.Clock.GetTimestamp();
        for (var delay = _firstDelay; ; delay = delay * 2 < _longestDelay ? delay * 2 : _longestDelay)
        {
            var next = _create();
            try
            {
                await next.OpenAsync(_stop.Token).ConfigureAwait(false);
                lock (_lock)
                {
                    _connection = next;
                    _reconnecting = null;
                }

                if (State != CommunicationState.Opened)
                {
                    next.Abort();
                }

                return;
            }
            catch (Exception exception) when (exception is TimeoutException or (CommunicationException and not ProtocolException)
                && (IsReliable || Client.Clock.GetElapsedTime(began) < Client.SendTimeout))
            {
                next.Abort();
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                next.Abort();
                throw new CommunicationException("The connection of the secure session was lost, and there is no other one.", exception);
            }

            try
            {
                await Task.Delay(delay, Client.Clock, _stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException exception)
            {
                throw new CommunicationObjectAbortedException("The secure session has ended while it looked for another connection.", exception);
            }
        }
    }
}
