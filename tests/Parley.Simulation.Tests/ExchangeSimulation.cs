using Parley.ReliableMessaging;

namespace Parley.Simulation.Tests;

/// <summary>Requests and responses: either may be lost, a request may be doubled, and a failure is noticed soon or late.</summary>
internal abstract class ExchangeSimulation(Plan plan) : Simulation(plan)
{
    private static readonly TimeSpan s_late = TimeSpan.FromSeconds(100);

    /// <summary>The responder's open exchanges, and the initiator's exchange that each is; 0 for one that nobody waits for.</summary>
    private readonly Dictionary<long, long> _open = [];
    private long _lastExchange;

    protected override void Send(Peer from, Transmission<int> transmission)
    {
        if (from == Initiator)
        {
            SendRequest(transmission);
        }
        else
        {
            SendResponse(transmission);
        }
    }

    /// <summary>The initiator hears the response.</summary>
    protected abstract void HandleResponse(SessionEngine<int> engine, long exchange, in Arrival<int> arrival);

    /// <summary>The initiator hears that there will be none.</summary>
    protected abstract void HandleFailed(SessionEngine<int> engine, long exchange);

    protected override void CheckEnd()
    {
        if (Responder.Engine is not null && _open.Count != 0)
        {
            throw new SimulationFailedException($"{_open.Count} exchanges were never answered.");
        }
    }

    private void SendRequest(in Transmission<int> transmission)
    {
        var exchange = transmission.Exchange;
        if (exchange == 0)
        {
            throw new SimulationFailedException($"A request without an exchange: {transmission}");
        }

        var arrival = ToArrival(transmission);
        if (IsLost(Initiator, arrival))
        {
            Fail(exchange);
        }
        else
        {
            AfterFor(Responder, Travel(), () => Arrive(arrival, exchange));
            AfterFor(Initiator, s_late, () => HandleFailed(Initiator.Engine!, exchange));
        }

        if (IsDoubled())
        {
            AfterFor(Responder, Travel(), () => Arrive(arrival, 0));
        }
    }

    private void Arrive(Arrival<int> arrival, long exchange)
    {
        if (IsThere(Responder, arrival))
        {
            var mine = ++_lastExchange;
            _open.Add(mine, exchange);
            Responder.Engine!.HandleArrival(Now, arrival, mine);
        }
        else if (exchange != 0)
        {
            Respond(exchange, AnswerOfAStranger(arrival) ?? new() { Kind = MessageKind.Empty });
        }
    }

    private void SendResponse(in Transmission<int> transmission)
    {
        if (!_open.Remove(transmission.Exchange, out var exchange))
        {
            throw new SimulationFailedException($"An exchange is answered that is not open: {transmission}");
        }

        if (exchange != 0)
        {
            Respond(exchange, ToArrival(transmission));
        }
    }

    private void Respond(long exchange, Arrival<int> arrival)
    {
        if (IsLost(Responder, arrival))
        {
            Fail(exchange);
        }
        else
        {
            AfterFor(Initiator, Travel(), () => HandleResponse(Initiator.Engine!, exchange, arrival));
        }
    }

    private void Fail(long exchange)
    {
        var after = Random.Next(2) == 0 ? Travel() : s_late;
        AfterFor(Initiator, after, () => HandleFailed(Initiator.Engine!, exchange));
    }
}

/// <summary>A one-way session over requests and responses.</summary>
internal sealed class OneWayExchangeSimulation(Plan plan) : ExchangeSimulation(plan)
{
    protected override SessionEngine<int> CreateInitiator() =>
        SequenceSession<int>.CreateInitiator(Plan.SettingsOf(SessionRole.Initiator), Now, offer: null, overExchanges: true);

    protected override SessionEngine<int> CreateResponder(Arrival<int> create) =>
        SequenceSession<int>.CreateResponder(Plan.SettingsOf(SessionRole.Responder), Now, "urn:made", offer: null, overExchanges: true);

    protected override void HandleResponse(SessionEngine<int> engine, long exchange, in Arrival<int> arrival) =>
        ((SequenceSession<int>)engine).HandleResponse(Now, exchange, arrival);

    protected override void HandleFailed(SessionEngine<int> engine, long exchange) =>
        ((SequenceSession<int>)engine).HandleExchangeFailed(Now, exchange);
}

/// <summary>A request-reply session: callers at the one side, an operation that takes its time at the other.</summary>
internal sealed class RequestReplySimulation(Plan plan) : ExchangeSimulation(plan)
{
    private readonly bool[] _answered = new bool[plan.InitiatorMessages + 1];
    private int _calls;
    private int _answers;

    protected override SessionEngine<int> CreateInitiator() =>
        new RequestSession<int>(Plan.SettingsOf(SessionRole.Initiator), Now, "urn:offer");

    protected override SessionEngine<int> CreateResponder(Arrival<int> create) =>
        new ReplySession<int>(Plan.SettingsOf(SessionRole.Responder), Now, "urn:made", create.Identifier!);

    protected override void HandleResponse(SessionEngine<int> engine, long exchange, in Arrival<int> arrival) =>
        ((RequestSession<int>)engine).HandleResponse(Now, exchange, arrival);

    protected override void HandleFailed(SessionEngine<int> engine, long exchange) =>
        ((RequestSession<int>)engine).HandleExchangeFailed(Now, exchange);

    protected override bool MaySend(Peer peer) => peer.Sent - _answers < Plan.Callers;

    protected override void Take(Peer peer, Delivery<int> delivery)
    {
        if (peer == Initiator)
        {
            TakeReply(delivery);
            return;
        }

        base.Take(peer, delivery);
        _calls++;
        var engine = (ReplySession<int>)peer.Engine!;
        AfterFor(peer, TimeSpan.FromMilliseconds(Plan.ThinkMs == 0 ? 0 : Random.Next(Plan.ThinkMs)), () => Reply(engine, delivery.Number));
    }

    protected override void CheckAllDelivered()
    {
        Responder.Incoming.RequireAll();
        if (_answers != Plan.InitiatorMessages || _calls != Plan.InitiatorMessages)
        {
            throw new SimulationFailedException($"{_calls} calls and {_answers} answers for {Plan.InitiatorMessages} requests.");
        }
    }

    private bool IsOneWay(long number) => Plan.OneWayEvery != 0 && number % Plan.OneWayEvery == 0;

    private void Reply(ReplySession<int> engine, long number)
    {
        if (engine.Outcome is not null)
        {
            return;
        }

        var isDone = IsOneWay(number) ? engine.ReplyNothing(Now, number) : engine.Reply(Now, number, (int)-number);
        if (!isDone)
        {
            throw new SimulationFailedException($"The reply to request {number} was not taken.");
        }
    }

    private void TakeReply(Delivery<int> delivery)
    {
        var expected = IsOneWay(delivery.Number) ? 0 : (int)-delivery.Number;
        if (delivery.Payload != expected || delivery.HasPayload == IsOneWay(delivery.Number))
        {
            throw new SimulationFailedException($"Request {delivery.Number} has the reply {delivery.Payload}.");
        }

        if (_answered[delivery.Number])
        {
            throw new SimulationFailedException($"Request {delivery.Number} was answered twice.");
        }

        _answered[delivery.Number] = true;
        _answers++;
    }
}
