using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>Runs a client's request-reply session: matches requests with their replies, and lets requests wait for room.</summary>
internal sealed class RequestSessionDriver : ExchangeDriver
{
    private readonly RequestSession<SessionPayload> _engine;
    private readonly Dictionary<long, PendingRequest> _sent = [];
    private readonly LinkedList<PendingRequest> _waiting = [];
    private readonly Queue<PendingRequest> _answered = [];

    public RequestSessionDriver(InnerRequests inner, RmTranslator translator, ExchangeClient client)
        : base(inner, translator, client.Clock, client.Watch) =>
        _engine = new RequestSession<SessionPayload>(client.Settings, Now, SequenceIdentifiers.Create());

    public override SessionEngine<SessionPayload> Engine => _engine;

    /// <summary>Sends a request and waits for its reply.</summary>
    /// <param name="message">The request.</param>
    /// <param name="isOneWay">True when no reply is expected.</param>
    /// <param name="cancellationToken">Ends the wait, not the request.</param>
    /// <returns>The reply; null when the request was taken and has none.</returns>
    public ValueTask<Message?> RequestAsync(Message message, bool isOneWay, CancellationToken cancellationToken)
    {
        var pending = new PendingRequest(this, Keep(message), isOneWay);
        NoteGiven(pending.Payload);
        pending.GiveUpWith(cancellationToken);
        SessionOutcome? outcome;
        Turn turn;
        lock (Gate)
        {
            Begin();
            outcome = _engine.Outcome;
            if (outcome is null && !pending.IsDone && (_waiting.Count != 0 || !TrySend(pending)))
            {
                pending.Place = _waiting.AddLast(pending);
            }

            Advance(out turn);
        }

        Finish(ref turn);
        if (outcome is not null)
        {
            pending.Fail(ExceptionOf(outcome));
        }

        return pending.ValueTask;
    }

    protected override IThreadPoolWorkItem? HandleResponse(TimeSpan now, long exchange, in Arrival<SessionPayload> arrival)
    {
        _engine.HandleResponse(now, exchange, arrival);
        TakeReplies();
        return _answered.TryDequeue(out var answered) ? answered : null;
    }

    protected override void HandleExchangeFailed(TimeSpan now, long exchange) => _engine.HandleExchangeFailed(now, exchange);

    protected override void OnProgress()
    {
        while (_waiting.First is { } first && TrySend(first.Value))
        {
            first.Value.Place = null;
            _waiting.RemoveFirst();
        }

        TakeReplies();
    }

    protected override void OnProgressed()
    {
        // Without the lock: whoever puts one in comes here afterwards.
        while (_answered.Count > 0)
        {
            PendingRequest? answered;
            lock (Gate)
            {
                if (!_answered.TryDequeue(out answered))
                {
                    break;
                }
            }

            ThreadPool.UnsafeQueueUserWorkItem(answered, preferLocal: false);
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
            pending.Fail(ExceptionOf(outcome));
        }
    }

    /// <summary>Whoever waits for a request has given up. Without the lock.</summary>
    internal void HandleGivenUp(PendingRequest pending)
    {
        lock (Gate)
        {
            if (pending.Place is { List: not null } place)
            {
                _waiting.Remove(place);
            }
            else if (pending.Number != 0)
            {
                // It is on its way, and will be delivered; its reply belongs to nobody.
                _sent.Remove(pending.Number);
            }
        }
    }

    /// <summary>The session has not taken a request.</summary>
    internal static void HandleNotTaken(PendingRequest pending) => NoteNotTaken(pending.Payload);

    private bool TrySend(PendingRequest pending)
    {
        if (_engine.Send(Moment, pending.Payload, pending.IsOneWay, out var number) != SendResult.Taken)
        {
            return false;
        }

        pending.Number = number;
        _sent.Add(number, pending);
        return true;
    }

    private void TakeReplies()
    {
        while (_engine.TryTakeDelivery(Moment, out var delivery))
        {
            var reply = delivery.HasPayload ? delivery.Payload!.TakeMessage() : null;
            if (_sent.Remove(delivery.Number, out var pending) && pending.TryAnswer(reply))
            {
                _answered.Enqueue(pending);
            }
            else
            {
                // Whoever asked has given up.
                reply?.Close();
            }
        }
    }
}
