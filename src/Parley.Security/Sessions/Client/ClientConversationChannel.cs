using System.Xml;
using Parley.Channels;

namespace Parley.Security;

/// <summary>A client's secure session over a connection. Its token, and each new key, is asked for over a connection of its own, as WCF does.</summary>
internal sealed class ClientConversationChannel : ConversationDuplexChannel
{
    private readonly SessionClient _client;
    private static readonly TimeSpan _firstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _longestDelay = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<IDuplexSessionChannel> _create;
    private IDuplexSessionChannel _connection;
    private Task? _reconnecting;
    private readonly ClientSecureSession _session;
    private readonly ClientVerifier _verifier;

    /// <param name="factory">The factory.</param>
    /// <param name="client">What its channels share.</param>
    /// <param name="create">Makes a connection to the service, not open yet.</param>
    public ClientConversationChannel(ChannelManagerBase factory, SessionClient client, Func<IDuplexSessionChannel> create)
        : base(factory, client.Protection, client.Clock)
    {
        _client = client;
        _create = create;
        _connection = create();
        _session = client.CreateSession(RemoteAddress, AskAsync);
        _verifier = new ClientVerifier(client, _session, RemoteAddress.Uri);
    }

    public override EndpointAddress? LocalAddress => Connection.LocalAddress;

    public override EndpointAddress RemoteAddress => Connection.RemoteAddress;

    public override Uri Via => Connection.Via;

    protected override string Identifier => _session.Identifier;

    protected override IDuplexSessionChannel Connection => Volatile.Read(ref _connection);

    protected override bool Reconnects => _client.Reconnects;

    protected override bool IsReliable => _client.IsReliable;

    protected override MessageVersion MessageVersion => _client.Version;

    protected override ISecureConversation Conversation => new ConversationName(_session.Identifier, _client.Protocol, () => _session.Instance);

    protected override async ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        await _session.OpenAsync(cancellationToken).ConfigureAwait(false);
        await Connection.OpenAsync(cancellationToken).ConfigureAwait(false);
    }

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

    protected override void OnConnectionLost(IDuplexSessionChannel connection) => _ = ReconnectAsync(connection);

    protected override async ValueTask<Message?> ReceiveFromConnectionAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var connection = Connection;
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

    protected override async ValueTask<IDuplexSessionChannel> WhenReconnectedAsync(IDuplexSessionChannel lost, CancellationToken cancellationToken)
    {
        await ReconnectAsync(lost).WaitAsync(cancellationToken).ConfigureAwait(false);
        return Connection;
    }

    protected override ValueTask<ContextKey> LeaseToSendAsync(CancellationToken cancellationToken) => _session.LeaseAsync(cancellationToken);

    protected override ContextKey? LeaseToEnd() => _session.LeaseCurrent();

    protected override void Address(Message cancel)
    {
        cancel.Headers.MessageId = new UniqueId();
        cancel.Headers.SetAnonymousReplyTo();
    }

    protected override void EndSession() => _session.End();

    protected override ValueTask<Message?> TakeAsync(Message message, CancellationToken cancellationToken)
    {
        try
        {
            return new(_verifier.Verify(message));
        }
        catch (MessageSecurityException exception) when (exception.InnerException is FaultException fault && SecurityFaults.Find(fault.Code) == SecurityFaultCode.RenewNeeded)
        {
            // The message that it was about is lost; those that follow have a new key.
            return default;
        }
    }

    private void Abandon()
    {
        _stop.Cancel();
        _session.End();
        Connection.Abort();
    }

    /// <summary>Another connection in the place of one that was lost. The service finds the session by the next message.</summary>
    private Task ReconnectAsync(IDuplexSessionChannel lost)
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
    private async Task OpenAnotherAsync(IDuplexSessionChannel lost)
    {
        lost.Abort();
        var began = _client.Clock.GetTimestamp();
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
                && (IsReliable || _client.Clock.GetElapsedTime(began) < _client.SendTimeout))
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
                await Task.Delay(delay, _client.Clock, _stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException exception)
            {
                throw new CommunicationObjectAbortedException("The secure session has ended while it looked for another connection.", exception);
            }
        }
    }

    private async ValueTask<Message?> AskAsync(Message request, CancellationToken cancellationToken)
    {
        var connection = _create();
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            await connection.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var answer = await connection.ReceiveAsync(cancellationToken).ConfigureAwait(false);
            if (answer is null)
            {
                await connection.CloseAsync(cancellationToken).ConfigureAwait(false);
                return null;
            }

            _ = CloseAsync(connection);
            return answer;
        }
        catch
        {
            connection.Abort();
            throw;
        }
    }

    private static async Task CloseAsync(IDuplexSessionChannel connection)
    {
        try
        {
            await connection.CloseAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            connection.Abort();
        }
    }
}
