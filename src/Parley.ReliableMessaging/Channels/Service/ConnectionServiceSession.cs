using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>
/// A session at the service over connections: it speaks on the latest one that brought something of it; what was still under way on the one
/// before does not lead it back there. While there is none, nothing is written; the engine tries again.
/// </summary>
internal sealed class ConnectionServiceSession : ServiceSession, IFedSession
{
    // So much may arrive while one message is written. A client that says more and does not listen is not heard.
    private readonly int _mostWhileWriting;
    private ServiceConnection? _connection;
    private int _arrivedWhileWriting;
    private bool _isWriting;
    private bool _hadConnection;
    private bool _isReplaced;

    public ConnectionServiceSession(SessionRequest request, ListenerSettings settings, string identifier)
        : base(request, settings)
    {
        var engine = SequenceSession<SessionPayload>.CreateResponder(settings.Session, TimeSpan.Zero, identifier, request.Offer);
        engine.Released = Release;
        Engine = engine;
        _mostWhileWriting = (2 * settings.Session.MaxTransferWindowSize) + 64;
    }

    public override SessionEngine<SessionPayload> Engine { get; }

    protected override bool ProgressesByWriting => false;

    protected override bool IsToldOfTaking => Engine.OwesAcknowledgement(Moment) || IsCounted;

    public override void Receive(in Arrival<SessionPayload> arrival, MessageSource source)
    {
        var connection = (ServiceConnection)source;
        HandedOver? handed = null;
        lock (Gate)
        {
            if (_isWriting && ++_arrivedWhileWriting > _mostWhileWriting)
            {
                arrival.Payload?.Discard();
                return;
            }

            Begin();
            Bind(connection);
            Engine.HandleArrival(Moment, arrival);
            if (connection.HandsOverHere)
            {
                handed = TakeForReceiver();
            }
        }

        TellReplaced();
        connection.NoteFed(this);
        if (handed is { } given)
        {
            connection.HandOver(given);
        }
    }

    void IFedSession.GoOn(bool isHere)
    {
        HandedOver? handed;
        Turn turn;
        lock (Gate)
        {
            Begin();
            handed = isHere ? TakeForReceiver() : null;
            Advance(out turn);
        }

        Finish(ref turn);

        // Last: the service's code may run here, and take its time.
        handed?.Run();
    }

    void IFedSession.Break(Exception failure) => EndUnexpectedly(failure);

    /// <summary>Speaks on a connection from now on.</summary>
    public void BindTo(ServiceConnection connection)
    {
        lock (Gate)
        {
            Begin();
            Bind(connection);
        }

        TellReplaced();
        Run();
    }

    /// <summary>The client says no more on a connection, which has not failed.</summary>
    public void HandlePeerLeft(ServiceConnection connection)
    {
        lock (Gate)
        {
            if (_connection != connection)
            {
                return;
            }

            Engine.HandlePeerLeft(Begin());
        }

        Run();
    }

    /// <summary>A connection has ended.</summary>
    public void HandleConnectionLost(ServiceConnection connection, Exception? failure)
    {
        bool isLive;
        lock (Gate)
        {
            if (_connection != connection)
            {
                return;
            }

            _connection = null;
            if (failure is not null)
            {
                NoteFailure(failure);
            }

            isLive = Engine is { Outcome: null, IsSettled: false };

            // The client may have all it wants, and not come back. If it does, it finds the session among those that have ended.
            Engine.Leave(Begin());
        }

        if (isLive)
        {
            Watch.Log.TransportLost(Watch.Role, failure, SessionName, Peer);
        }
        else
        {
            // One that goes on says nothing as long as it has no connection.
            Run();
        }
    }

    public override void Forget()
    {
        base.Forget();
        Leave();
    }

    protected override ValueTask<bool> TransmitAsync(in Transmission<SessionPayload> transmission)
    {
        if (Volatile.Read(ref _connection) is not { } connection)
        {
            return new(false);
        }

        var sending = connection.SendAsync(Translator.ToMessage(transmission)!, Stopped);
        if (!sending.IsCompleted)
        {
            return WaitUntilWrittenAsync(sending);
        }

        if (connection.KeepsNothing)
        {
            Translator.ReuseAttempt();
        }

        return sending;
    }

    private async ValueTask<bool> WaitUntilWrittenAsync(ValueTask<bool> sending)
    {
        lock (Gate)
        {
            _isWriting = true;
            _arrivedWhileWriting = 0;
        }

        try
        {
            return await sending.ConfigureAwait(false);
        }
        finally
        {
            lock (Gate)
            {
                _isWriting = false;
            }
        }
    }

    protected override void OnDrained()
    {
        if (HasEnded)
        {
            // The last words are said. Should the client ask again, the connection is found again.
            Leave();
        }
    }

    private void Release(SessionPayload payload)
    {
        if (_connection is { KeepsNothing: true })
        {
            payload.Release();
        }
    }

    private void Bind(ServiceConnection connection)
    {
        if (_connection is not null && connection.Number <= _connection.Number)
        {
            return;
        }

        _connection?.Remove(this);
        if (!connection.TryAdd(this))
        {
            // It has ended, with this message as its last.
            _connection = null;
            return;
        }

        _connection = connection;
        if (_hadConnection)
        {
            _isReplaced = Engine is { Outcome: null, IsSettled: false };
            Engine.HandleTransportReplaced(Moment);
        }

        _hadConnection = true;
    }

    private void TellReplaced()
    {
        if (Volatile.Read(ref _isReplaced) && Interlocked.Exchange(ref _isReplaced, false))
        {
            Watch.Log.TransportReplaced(Watch.Role, SessionName, Peer);
        }
    }

    private void Leave()
    {
        ServiceConnection? connection;
        lock (Gate)
        {
            connection = _connection;
            _connection = null;
        }

        connection?.Remove(this);
    }
}
