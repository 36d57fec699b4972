using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>A session at the service over a transport of requests and responses: everything is said in answer to a request.</summary>
internal class ExchangeServiceSession : ServiceSession
{
    private readonly Dictionary<long, ServiceExchange> _exchanges = [];
    private long _lastExchange;

    /// <summary>A session whose client only sends.</summary>
    public ExchangeServiceSession(SessionRequest request, ListenerSettings settings, string identifier)
        : base(request, settings) => Engine =
            SequenceSession<SessionPayload>.CreateResponder(settings.Session, TimeSpan.Zero, identifier, request.Offer, overExchanges: true);

    protected ExchangeServiceSession(SessionRequest request, ListenerSettings settings, SessionEngine<SessionPayload> engine)
        : base(request, settings) => Engine = engine;

    public sealed override SessionEngine<SessionPayload> Engine { get; }

    public sealed override void Receive(in Arrival<SessionPayload> arrival, MessageSource source)
    {
        var exchange = (ServiceExchange)source;
        exchange.IsMessageTaken = arrival.Payload is not null;
        HandedOver? handed;
        Turn turn;
        lock (Gate)
        {
            exchange.Number = ++_lastExchange;
            _exchanges.Add(exchange.Number, exchange);
            Engine.HandleArrival(Begin(), arrival, exchange.Number);

            // The listener has begun to read the next request before this one is worked on.
            handed = TakeForReceiver();
            Advance(out turn);
        }

        Finish(ref turn);

        // The service's code may run here, and take its time. Most often the request is answered then, and needs no watch over its client.
        handed?.Run();
        exchange.Watch(this);
    }

    /// <summary>The client waits no more for the answer.</summary>
    public void HandleExchangeLost(ServiceExchange exchange)
    {
        lock (Gate)
        {
            if (!_exchanges.Remove(exchange.Number))
            {
                return;
            }

            Detach(exchange.Number);
        }

        exchange.Answer(null);
    }

    public override void Forget()
    {
        base.Forget();
        ServiceExchange[] left;
        lock (Gate)
        {
            left = [.. _exchanges.Values];
            _exchanges.Clear();
        }

        foreach (var exchange in left)
        {
            exchange.Answer(null);
        }
    }

    /// <summary>The exchange that brought a message ends when it is answered and its message is closed.</summary>
    protected sealed override void Discard(SessionPayload payload)
    {
        base.Discard(payload);
        if (payload.Origin is ServiceExchange exchange)
        {
            _ = exchange.ReleaseAsync();
        }
    }

    /// <summary>The exchange is not to be answered by the engine any more. With the lock held.</summary>
    protected virtual void Detach(long exchange)
    {
    }

    /// <summary>Begins the answer and does not wait for it: one slow client is not to keep the others' answers.</summary>
    protected sealed override ValueTask<bool> TransmitAsync(in Transmission<SessionPayload> transmission)
    {
        ServiceExchange? exchange;
        lock (Gate)
        {
            if (transmission.Exchange == 0 || !_exchanges.Remove(transmission.Exchange, out exchange))
            {
                // Nobody listens: the client hears of it when it asks again.
                return new(true);
            }
        }

        Message? message = null;
        try
        {
            message = Translator.ToMessage(transmission);
            if (transmission.Fault is not null && message is not null)
            {
                message.Headers.RelatesTo = exchange.MessageId;
            }
        }
        finally
        {
            exchange.Answer(message);
        }

        return new(true);
    }
}
