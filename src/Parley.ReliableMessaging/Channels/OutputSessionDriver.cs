using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>Runs a client's one-way session over requests and responses: a message waits for room in the window, not for its delivery.</summary>
internal sealed class OutputSessionDriver : ExchangeDriver
{
    private readonly SequenceSession<SessionPayload> _engine;
    private readonly LinkedList<PendingMessage> _waiting = [];
    private readonly Queue<PendingMessage> _taken = [];

    public OutputSessionDriver(InnerRequests inner, RmTranslator translator, ExchangeClient client)
        : base(inner, translator, client.Clock, client.Watch)
    {
        translator.IsOneWay = true;
        _engine = SequenceSession<SessionPayload>.CreateInitiator(client.Settings, Now, offer: null, overExchanges: true);
    }

    public override SessionEngine<SessionPayload> Engine => _engine;

    /// <summary>Gives a message to the session; waits while the window is full.</summary>
    public async ValueTask SendAsync(Message message, CancellationToken cancellationToken)
    {
        var pending = new PendingMessage(Keep(message));
        NoteGiven(pending.Payload);
        try
        {
            Begin(pending);
            if (pending.Task.IsCompletedSuccessfully)
            {
                return;
            }

            var registration = cancellationToken.UnsafeRegister(
                static (state, token) =>
                {
                    var (driver, pending) = ((OutputSessionDriver, PendingMessage))state!;
                    driver.GiveUp(pending, token);
                },
                (this, pending));
            await using (registration.ConfigureAwait(false))
            {
                await pending.Task.ConfigureAwait(false);
            }
        }
        catch
        {
            NoteNotTaken(pending.Payload);
            throw;
        }
    }

    protected override IThreadPoolWorkItem? HandleResponse(TimeSpan now, long exchange, in Arrival<SessionPayload> arrival)
    {
        _engine.HandleResponse(now, exchange, arrival);
        return null;
    }

    protected override void HandleExchangeFailed(TimeSpan now, long exchange) => _engine.HandleExchangeFailed(now, exchange);

    protected override void OnProgress()
    {
        while (_waiting.First is { } first && _engine.Send(Moment, first.Value.Payload, out _) == SendResult.Taken)
        {
            _waiting.RemoveFirst();
            _taken.Enqueue(first.Value);
        }
    }

    protected override void OnProgressed()
    {
        while (true)
        {
            PendingMessage? taken;
            lock (Gate)
            {
                if (!_taken.TryDequeue(out taken))
                {
                    break;
                }
            }

            taken.TrySetResult();
        }

        base.OnProgressed();
    }

    public override void FailAll(SessionOutcome outcome)
    {
        PendingMessage[] all;
        lock (Gate)
        {
            all = [.. _waiting];
            _waiting.Clear();
        }

        foreach (var pending in all)
        {
            pending.TrySetException(ExceptionOf(outcome));
        }
    }

    private void Begin(PendingMessage pending)
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

    private void GiveUp(PendingMessage pending, CancellationToken cancellationToken)
    {
        lock (Gate)
        {
            if (pending.Place is not { List: not null } place)
            {
                // It was taken: it will be delivered.
                return;
            }

            _waiting.Remove(place);
        }

        pending.TrySetCanceled(cancellationToken);
    }

    private sealed class PendingMessage(SessionPayload payload) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public SessionPayload Payload => payload;

        public LinkedListNode<PendingMessage>? Place { get; set; }
    }
}
