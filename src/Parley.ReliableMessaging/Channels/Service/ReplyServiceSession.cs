namespace Parley.ReliableMessaging;

/// <summary>A session of requests and replies at the service.</summary>
internal sealed class ReplyServiceSession : ExchangeServiceSession
{
    private readonly ReplySession<SessionPayload> _engine;

    public ReplyServiceSession(SessionRequest request, ListenerSettings settings, string identifier)
        : this(request, settings, new ReplySession<SessionPayload>(settings.Session, TimeSpan.Zero, identifier, request.Offer!))
    {
    }

    private ReplyServiceSession(SessionRequest request, ListenerSettings settings, ReplySession<SessionPayload> engine)
        : base(request, settings, engine) => _engine = engine;

    /// <summary>The application's reply to a request; nothing where it has none.</summary>
    /// <returns>False when the session has ended.</returns>
    public bool Reply(long request, SessionPayload? payload)
    {
        bool isTaken;
        if (payload is not null)
        {
            NoteGiven(payload);
        }

        Turn turn;
        lock (Gate)
        {
            isTaken = payload is null ? _engine.ReplyNothing(Begin(), request) : _engine.Reply(Begin(), request, payload);
            Advance(out turn);
        }

        if (!isTaken && payload is not null)
        {
            NoteNotTaken(payload);
        }

        Finish(ref turn);
        return isTaken;
    }

    protected override bool HandsOverAfterFailure => false;

    protected override void Detach(long exchange) => _engine.HandleExchangeLost(exchange);
}
