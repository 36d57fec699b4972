using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>Runs a client's request-reply session: matches requests with their replies, and lets requests wait for room.</summary>
internal sealed class RequestSessionDriver : ExchangeDriver
{
    private readonly RequestSession<SessionPayload> _engine;
    private readonly Dictionary<long, PendingRequest> _sent = [];
    private readonly LinkedList<PendingRequest> _waiting = [];
    private readonly Queue<(PendingRequest Request, Message? Reply)> _answered = [];

    public RequestSessionDriver(InnerRequests inner, RmTranslator translator, ExchangeClient client)
        : base(inner, translator, client.Clock, client.Watch) =>
        _engine = new RequestSession<SessionPayload>(client.Settings, Now, SequenceIdentifiers.Create());

    public override SessionEngine<SessionPayload> Engine => _engine;

    /// <summary>Sends a request and waits for its reply.</summary>
    /// <param name="message">The request.</param>
    /// <param name="isOneWay">True when no reply is expected.</param>
    /// <param name="cancellationToken">Ends the wait, not the request.</param>
    /// <returns>The reply; null when the request was taken and has none.</returns>
    public async ValueTask<Message?> RequestAsync(Message message, bool isOneWay, CancellationToken cancellationToken)
    {
        var pending = new PendingRequest(Keep(message), isOneWay);
        NoteGiven(pending.Payload);
        try
        {
            Begin(pending);
            var registration = cancellationToken.UnsafeRegister(
                static (state, token) =>
                {
                    var (driver, pending) = ((RequestSessionDriver, PendingRequest))state!;
                    driver.GiveUp(pending, token);
                },
                (this, pending));
            await using (registration.ConfigureAwait(false))
            {
                return await pending.Task.ConfigureAwait(false);
            }
        }
        catch when (pending.Number == 0)
        {
            NoteNotTaken(pending.Payload);
            throw;
        }
    }

    protected override void HandleResponse(TimeSpan now, long exchange, in Arrival<SessionPayload> arrival) =>
        _engine.HandleResponse(now, exchange, arrival);

    protected override void HandleExchangeFailed(TimeSpan now, long exchange) => _engine.HandleExchangeFailed(now, exchange);

    protected override void OnProgress()
    {
        while (_waiting.First is { } first && _engine.Send(Now, first.Value.Payload, first.Value.IsOneWay, out var number) == SendResult.Taken)
        {
            first.Value.Place = null;
            first.Value.Number = number;
            _sent.Add(number, first.Value);
            _waiting.RemoveFirst();
        }

        while (_engine.TryTakeDelivery(Now, out var delivery))
        {
            var reply = delivery.HasPayload ? delivery.Payload!.TakeMessage() : null;
            if (_sent.Remove(delivery.Number, out var pending))
            {
                _answered.Enqueue((pending, reply));
            }
            else
            {
                // Whoever asked has given up.
                reply?.Close();
            }
        }
    }

    protected override void OnProgressed()
    {
        while (true)
        {
            (PendingRequest Request, Message? Reply) answered;
            lock (Gate)
            {
                if (!_answered.TryDequeue(out answered))
                {
                    break;
                }
            }

            if (!answered.Request.TrySetResult(answered.Reply))
            {
                answered.Reply?.Close();
            }
        }

        base.OnProgressed();
    }

    public override void FailAll(SessionOutcome outcome)
    {
        PendingRequest[] all;
        lock (Gate)
        {
            all = [.. _sent.Values, .. _waiting];
            _sent.Clear();
            _waiting.Clear();
        }

        foreach (var pending in all)
        {
            pending.TrySetException(ExceptionOf(outcome));
        }
    }

    private void Begin(PendingRequest pending)
    {
        lock (Gate)
        {
            if (_engine.Outcome is { } outcome)
            {
                throw ExceptionOf(outcome);
            }

            pending.Place = _waiting.AddLast(pending);
        }

        Run();
    }

    private void GiveUp(PendingRequest pending, CancellationToken cancellationToken)
    {
        lock (Gate)
        {
            if (pending.Place is { List: not null } place)
            {
                _waiting.Remove(place);
            }
            else
            {
                // It is on its way, and will be delivered; its reply belongs to nobody.
                _sent.Remove(pending.Number);
            }
        }

        pending.TrySetCanceled(cancellationToken);
    }

    private sealed class PendingRequest(SessionPayload payload, bool isOneWay) : TaskCompletionSource<Message?>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public SessionPayload Payload => payload;

        public bool IsOneWay => isOneWay;

        public LinkedListNode<PendingRequest>? Place { get; set; }

        public long Number { get; set; }
    }
}
