using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>One connection of a client: brings the messages of any number of sessions, one after the other, and takes theirs.</summary>
internal sealed class ServiceConnection : MessageSource
{
    private static long s_last;

    private readonly Lock _lock = new();
    private readonly HashSet<ConnectionServiceSession> _sessions = [];
    private readonly IDuplexSessionChannel _channel;
    private readonly ListenerSettings _settings;
    private readonly ServiceIntake _intake;
    private readonly Pump _pump;
    private TaskCompletionSource? _free;
    private bool _isOver;
    private bool _isQuiet;

    public ServiceConnection(IDuplexSessionChannel channel, ListenerSettings settings, ServiceIntake intake)
    {
        _channel = channel;
        _settings = settings;
        _intake = intake;
        _pump = new Pump(this);
        KeepsNothing = channel is IHoldingOutput { KeepsNothing: true };
    }

    /// <summary>Of two connections the later one has the larger number.</summary>
    public long Number { get; } = Interlocked.Increment(ref s_last);

    /// <summary>True where the channel has nothing of a message any more when sending it is done.</summary>
    public bool KeepsNothing { get; }

    public override IChannel Channel => _channel;

    public override EndpointAddress? LocalAddress => _channel.LocalAddress;

    public override Uri? Via => _channel.Via;

    /// <summary>Reads the connection to its end. Does not throw.</summary>
    public async Task ServeAsync()
    {
        Exception? failure;
        try
        {
            await _channel.OpenAsync(CancellationToken.None).ConfigureAwait(false);
            failure = await _pump.ReadAsync().ConfigureAwait(false);
            if (failure is null)
            {
                // The client says no more here, but it may still listen: the sessions have their last word, unless that is a formality.
                TellLeft();
                await WhenFreeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            failure = exception;
        }

        End(failure);
        if (failure is null)
        {
            await CloseAsync(CancellationToken.None).ConfigureAwait(false);
        }
        else
        {
            _channel.Abort();
        }
    }

    /// <summary>A session has been fed a message that came here, and is to go on.</summary>
    public void NoteFed(ConnectionServiceSession session) => _pump.NoteFed(session);

    /// <summary>True when a session that was fed may hand the message over on this thread: by <see cref="HandOver"/>.</summary>
    public bool HandsOverHere => _pump.HandsOverHere;

    /// <summary>A session was fed a message that somebody waits for.</summary>
    public void HandOver(in HandedOver handed) => _pump.HandOver(handed);

    /// <summary>Ends the connection from this side.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _channel.CloseAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            _channel.Abort();
        }
    }

    /// <summary>Ends the connection at once.</summary>
    public void Abort() => _channel.Abort();

    /// <summary>
    /// To be called now and then: ends a connection that carries no session, and has brought nothing since the last call. Its client may be gone.
    /// </summary>
    public void AbortIfQuiet()
    {
        lock (_lock)
        {
            if (_sessions.Count != 0 || !_isQuiet)
            {
                Volatile.Write(ref _isQuiet, true);
                return;
            }
        }

        Abort();
    }

    /// <summary>A session speaks here from now on. False when the connection is over.</summary>
    public bool TryAdd(ConnectionServiceSession session)
    {
        lock (_lock)
        {
            if (_isOver)
            {
                return false;
            }

            _sessions.Add(session);
            return true;
        }
    }

    /// <summary>A session speaks here no longer.</summary>
    public void Remove(ConnectionServiceSession session)
    {
        TaskCompletionSource? free = null;
        lock (_lock)
        {
            _sessions.Remove(session);
            if (_sessions.Count == 0)
            {
                free = _free;
            }
        }

        free?.TrySetResult();
    }

    /// <summary>Sends a session's message.</summary>
    /// <returns>False when the connection is over.</returns>
    public ValueTask<bool> SendAsync(Message message, CancellationToken cancellationToken)
    {
        if (_channel.State != CommunicationState.Opened)
        {
            message.Close();
            return new(false);
        }

        var sending = _channel.SendAsync(message, cancellationToken);
        if (!sending.IsCompletedSuccessfully)
        {
            return FinishSendingAsync(sending);
        }

        sending.GetAwaiter().GetResult();
        return new(true);
    }

    private static async ValueTask<bool> FinishSendingAsync(ValueTask sending)
    {
        await sending.ConfigureAwait(false);
        return true;
    }

    public override async ValueTask AnswerAsync(Message? message)
    {
        if (message is null)
        {
            return;
        }

        using var scope = new TimeoutScope(_settings.SendTimeout, _settings.Clock, CancellationToken.None);
        try
        {
            await SendAsync(message, scope.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Whoever does not listen does not hear.
            message.Close();
        }
    }

    private void TellLeft()
    {
        ConnectionServiceSession[] sessions;
        lock (_lock)
        {
            sessions = [.. _sessions];
        }

        foreach (var session in sessions)
        {
            session.HandlePeerLeft(this);
        }
    }

    private async ValueTask WhenFreeAsync()
    {
        Task free;
        lock (_lock)
        {
            if (_sessions.Count == 0)
            {
                return;
            }

            free = (_free = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        try
        {
            await free.WaitAsync(_settings.Session.Linger, _settings.Clock).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // They go on without a connection, until the client makes another.
        }
    }

    private void End(Exception? failure)
    {
        ConnectionServiceSession[] sessions;
        lock (_lock)
        {
            _isOver = true;
            sessions = [.. _sessions];
            _sessions.Clear();
        }

        foreach (var session in sessions)
        {
            try
            {
                session.HandleConnectionLost(this, failure);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // The others are to hear of it, too.
                _settings.Watch.Log.Unexpected(_settings.Watch.Role, exception);
                ((IFedSession)session).Break(exception);
            }
        }
    }

    private sealed class Pump(ServiceConnection connection) : ConnectionPump(connection._channel)
    {
        private readonly TaskCompletionSource<Exception?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Reads the connection to its end.</summary>
        /// <returns>Why it has ended; null when the client has said that it sends no more.</returns>
        public Task<Exception?> ReadAsync()
        {
            Start();
            return _ended.Task;
        }

        protected override ValueTask TakeAsync(Message message)
        {
            Volatile.Write(ref connection._isQuiet, false);
            return connection._intake.ReceiveAsync(message, connection);
        }

        protected override void End(Exception? failure) => _ended.TrySetResult(failure);

        protected override void NoteUnexpected(Exception failure) => connection._settings.Watch.Log.Unexpected(connection._settings.Watch.Role, failure);
    }
}
