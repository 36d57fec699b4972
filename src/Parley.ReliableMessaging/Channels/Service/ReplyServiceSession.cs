using Parley.Channels;

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

    /// <summary>Waits for the next request of the client.</summary>
    /// <returns>The request; null when no more will come.</returns>
    /// <exception cref="CommunicationException">The session has failed.</exception>
    public ValueTask<RequestContext?> TakeRequestAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<RequestContext?>(cancellationToken);
        }

        var failure = TakeOrWait(out var delivery, out var waiter);
        return waiter is not null ? waiter.WaitForRequestAsync(cancellationToken)
            : failure is null ? new(RequestOf(delivery))
            : ValueTask.FromException<RequestContext?>(failure);
    }

    /// <summary>The request of a delivery; null for none.</summary>
    public RequestContext? RequestOf(in Delivery<SessionPayload>? delivery) =>
        delivery is { } taken ? new ReliableRequestContext(this, taken.Number, taken.Payload!) : null;

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
