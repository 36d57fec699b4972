using Parley.ReliableMessaging;

namespace Parley.Simulation.Tests;

/// <summary>Two engines, a network that a seed made, and time that exists only here. Invariants are checked after each step.</summary>
internal abstract class Simulation
{
    private const int MostSteps = 500_000;
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(3000);

    private readonly PriorityQueue<Action, (TimeSpan At, long Sequence)> _events = new();
    private long _sequence;
    private bool _isPumping;

    protected Simulation(Plan plan)
    {
        Plan = plan;
        Random = new Random(plan.Seed ^ 0x5EED);
        Initiator = new(SessionRole.Initiator, plan.InitiatorMessages, new("to the initiator", plan.Ordered, plan.ResponderMessages))
        {
            Pause = plan.InitiatorPause,
            ApplicationPause = plan.InitiatorApplicationPause,
        };
        Responder = new(SessionRole.Responder, plan.ResponderMessages, new("to the responder", plan.Ordered, plan.InitiatorMessages))
        {
            Pause = plan.ResponderPause,
            ApplicationPause = plan.ResponderApplicationPause,
        };
    }

    public Plan Plan { get; }

    public Peer Initiator { get; }

    public Peer Responder { get; }

    /// <summary>Events so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Messages that went out, for tests that count them.</summary>
    public List<Transmission<int>>? Trace { get; set; }

    /// <summary>Which messages the network loses, in place of what the plan says.</summary>
    public Func<SessionRole, Arrival<int>, bool>? Loses { get; set; }

    /// <summary>The time.</summary>
    public TimeSpan Now { get; private set; }

    protected Random Random { get; }

    protected bool HasDied => Plan.Ending == Ending.DeadNetwork && Now >= Plan.EndsAt;

    public static Simulation Create(Plan plan) => plan.Pattern switch
    {
        Pattern.RequestReply => new RequestReplySimulation(plan),
        Pattern.OneWayOverExchanges => new OneWayExchangeSimulation(plan),
        _ => new DuplexSimulation(plan),
    };

    /// <summary>Runs to the end. Returns how it ended; throws when an invariant does not hold.</summary>
    public string Run()
    {
        Initiator.Engine = CreateInitiator();
        Initiator.Engine.Open(Now);
        if (Plan.Ending is Ending.InitiatorAborts or Ending.ResponderAborts)
        {
            After(Plan.EndsAt, Abort);
        }

        Pump(Initiator);
        while (!HasEnded())
        {
            if (!_events.TryDequeue(out var next, out var priority))
            {
                throw new SimulationFailedException($"Nobody waits for anything at {Now}: {Describe()}");
            }

            if (++Steps > MostSteps || Now > s_longest)
            {
                throw new SimulationFailedException($"There is no end after {Steps} steps, at {Now}: {Describe()}");
            }

            Now = priority.At;
            next();
        }

        Finish();
        return $"{Plan.Pattern}, {Plan.Ending}: {Initiator.Engine.Outcome!.End}, {Responder.Engine?.Outcome!.End.ToString() ?? "never there"}";
    }

    protected abstract SessionEngine<int> CreateInitiator();

    protected abstract SessionEngine<int> CreateResponder(Arrival<int> create);

    /// <summary>Puts a message on the network.</summary>
    protected abstract void Send(Peer from, Transmission<int> transmission);

    /// <summary>The application takes a message.</summary>
    protected virtual void Take(Peer peer, Delivery<int> delivery) => peer.Incoming.Deliver(delivery);

    /// <summary>The number of messages that the application may send now.</summary>
    protected virtual bool MaySend(Peer peer) => true;

    /// <summary>What must hold besides, after each step.</summary>
    protected virtual void CheckMore(Peer peer)
    {
    }

    protected virtual void CheckEnd()
    {
    }

    /// <summary>A window to send, and one that has come; for an application that takes at once another of those that it is just taking.</summary>
    protected virtual int MostHeld(Peer peer) => 3 * (peer.Role == SessionRole.Initiator ? Plan.InitiatorWindow : Plan.ResponderWindow) + 1;

    protected void After(TimeSpan delay, Action happening) => _events.Enqueue(happening, (Now + delay, _sequence++));

    /// <summary>Something happens to a peer, unless it is paused: then it happens afterwards.</summary>
    protected void AfterFor(Peer peer, TimeSpan delay, Action happening)
    {
        var at = Now + delay;
        if (peer.Pause.Contains(at))
        {
            at = peer.Pause.Until;
        }

        _events.Enqueue(
            () =>
            {
                happening();
                Pump(peer);
            },
            (at, _sequence++));
    }

    /// <summary>The time that a message travels.</summary>
    protected TimeSpan Travel() => TimeSpan.FromMilliseconds(Plan.DelayMs + (Plan.JitterMs == 0 ? 0 : Random.Next(Plan.JitterMs)));

    protected bool IsLost(Peer from, in Arrival<int> arrival) => Loses is not null ? Loses(from.Role, arrival) : HasDied || Plan.Partition.Contains(Now) || Random.NextDouble() < Plan.Loss;

    protected bool IsDoubled() => Random.NextDouble() < Plan.Duplication;

    /// <summary>A responder is there, or is made by CreateSequence.</summary>
    protected bool IsThere(Peer peer, in Arrival<int> arrival)
    {
        if (peer.Engine is null && arrival.Kind == MessageKind.CreateSequence)
        {
            peer.Engine = CreateResponder(arrival);
        }

        return peer.Engine is { Outcome: null } || (peer.Engine is not null && !Plan.ForgetsAtOnce);
    }

    protected static Arrival<int> ToArrival(in Transmission<int> sent) => new()
    {
        Kind = sent.Kind,
        Identifier = sent.Identifier,
        Number = sent.Number,
        IsLast = sent.IsLast,
        Payload = sent.Payload,
        Acknowledgement = sent.Acknowledgement,
        AckRequestedIdentifier = sent.AckRequestedIdentifier,
        AcceptsOffer = sent.AcceptsOffer,
        Fault = sent.Fault,
    };

    /// <summary>What a listener answers to a message of a session that it does not know.</summary>
    protected static Arrival<int>? AnswerOfAStranger(in Arrival<int> arrival)
    {
        var identifier = arrival.Identifier ?? arrival.Acknowledgement?.Identifier ?? arrival.AckRequestedIdentifier;
        return arrival.Kind is MessageKind.Fault or MessageKind.Empty or MessageKind.CreateSequenceResponse
            ? null
            : new()
            {
                Kind = MessageKind.Fault,
                Fault = new(SequenceFaultCode.UnknownSequence, identifier, "The sequence is not known."),
            };
    }

    protected void Pump(Peer peer)
    {
        if (peer.Engine is not { } engine || _isPumping)
        {
            return;
        }

        _isPumping = true;
        for (var rounds = 0; ; rounds++)
        {
            var taken = Plan.TakesFirst ? TakeAll(peer, engine) : 0;
            var transmissions = SendAll(peer, engine);
            taken += TakeAll(peer, engine);
            var sent = SendMore(peer, engine);
            Check(peer, engine);
            if (transmissions + taken + sent == 0)
            {
                break;
            }

            if (rounds > 20_000)
            {
                throw new SimulationFailedException($"The {peer.Role} never comes to rest at {Now}.");
            }
        }

        _isPumping = false;
        Schedule(peer, engine);
    }

    private int SendAll(Peer peer, SessionEngine<int> engine)
    {
        var transmissions = 0;
        while (engine.TryGetTransmission(Now, out var transmission))
        {
            transmissions++;
            if (transmissions > 20_000)
            {
                throw new SimulationFailedException($"The {peer.Role} never stops sending at {Now}: {transmission}");
            }

            Trace?.Add(transmission);
            Send(peer, transmission);
            Write(peer, engine, transmission);
        }

        return transmissions;
    }

    private int TakeAll(Peer peer, SessionEngine<int> engine)
    {
        var taken = 0;
        if (!peer.ApplicationPause.Contains(Now))
        {
            while (engine.TryTakeDelivery(Now, out var delivery))
            {
                taken++;
                Take(peer, delivery);
            }
        }
        else if (engine.Held != 0)
        {
            After(peer.ApplicationPause.Until - Now, () => Pump(peer));
        }

        return taken;
    }

    private void Write(Peer peer, SessionEngine<int> engine, Transmission<int> transmission)
    {
        if (Plan.WriteMs == 0)
        {
            engine.HandleWritten(Now, transmission);
        }
        else
        {
            AfterFor(peer, TimeSpan.FromMilliseconds(Random.Next(Plan.WriteMs)), () => engine.HandleWritten(Now, transmission));
        }
    }

    private int SendMore(Peer peer, SessionEngine<int> engine)
    {
        var sent = 0;
        while (peer.Sent < peer.ToSend && MaySend(peer))
        {
            if (engine.Send(Now, peer.Sent + 1, out var number) != SendResult.Taken)
            {
                break;
            }

            if (number != peer.Sent + 1)
            {
                throw new SimulationFailedException($"The {peer.Role}'s message {peer.Sent + 1} has the number {number}.");
            }

            peer.Sent++;
            sent++;
        }

        var waits = peer.Role == SessionRole.Responder && Plan.ResponderClosesLast && engine.Destination < DestinationState.Complete;
        if (peer.Sent == peer.ToSend && !peer.AsksToClose && engine.Source == SourceState.Open && engine.HasSource && !waits)
        {
            peer.AsksToClose = true;
            engine.CloseOutput(Now);
            sent++;
        }

        return sent;
    }

    private void Schedule(Peer peer, SessionEngine<int> engine)
    {
        if (engine.NextDeadline is not { } deadline)
        {
            return;
        }

        if (peer.Wake <= deadline && peer.Wake > Now)
        {
            return;
        }

        peer.Wake = deadline;
        AfterFor(peer, deadline > Now ? deadline - Now : TimeSpan.Zero, () => Awake(peer, engine));
    }

    private void Awake(Peer peer, SessionEngine<int> engine)
    {
        engine.HandleDeadline(Now);
        Pump(peer);
        if (engine.NextDeadline <= Now)
        {
            throw new SimulationFailedException($"The {peer.Role} was woken at {Now} and wants to be woken again at {engine.NextDeadline}.");
        }
    }

    private void Abort()
    {
        var peer = Plan.Ending == Ending.InitiatorAborts ? Initiator : Responder;
        if (peer.Engine is null)
        {
            After(TimeSpan.FromMilliseconds(100), Abort);
            return;
        }

        peer.Engine.Abort(Now);
        Pump(peer);
    }

    private bool HasEnded() => Initiator.Engine!.Outcome is not null
        && (Responder.Engine is null ? Plan.Ending != Ending.ResponderAborts || _events.Count == 0 : Responder.Engine.Outcome is not null);

    private void Check(Peer peer, SessionEngine<int> engine)
    {
        if (engine.Held > MostHeld(peer))
        {
            throw new SimulationFailedException($"The {peer.Role} holds {engine.Held} messages at {Now}.");
        }

        CheckMore(peer);
    }

    private void Finish()
    {
        foreach (var peer in (ReadOnlySpan<Peer>)[Initiator, Responder])
        {
            if (peer.Engine is not { } engine)
            {
                continue;
            }

            while (engine.TryTakeDelivery(Now, out var delivery))
            {
                Take(peer, delivery);
            }

            while (engine.TryGetTransmission(Now, out var last))
            {
                Send(peer, last);
            }

            // What lies behind a gap is not for the application, and goes with an aborted or failed session.
            if (engine.Outcome!.End != SessionEnd.Closed)
            {
                engine.Abort(Now);
            }

            if (engine.Held != 0)
            {
                throw new SimulationFailedException($"The {peer.Role} still holds {engine.Held} messages at the end.");
            }

            if (engine.NextDeadline is not null)
            {
                throw new SimulationFailedException($"The {peer.Role} still waits at the end.");
            }
        }

        CheckEnd();
        if (Initiator.Engine!.Outcome!.End == SessionEnd.ProtocolViolation || Responder.Engine?.Outcome!.End == SessionEnd.ProtocolViolation)
        {
            throw new SimulationFailedException($"Nobody here breaks the protocol: {Describe()}");
        }

        if (Plan.Ending != Ending.Close)
        {
            return;
        }

        if (Initiator.Engine.Outcome.End != SessionEnd.Closed || Responder.Engine?.Outcome!.End != SessionEnd.Closed)
        {
            throw new SimulationFailedException($"The session did not close: {Describe()}");
        }

        CheckAllDelivered();
        CheckNumbers(Initiator.Engine.Record.Numbers, Responder.Engine!.Record.Numbers, Plan.InitiatorMessages);
        CheckNumbers(Responder.Engine.Record.Numbers, Initiator.Engine.Record.Numbers, Initiator.Engine.Record.Numbers.Delivered);
    }

    /// <summary>What the engines have counted is what has happened.</summary>
    private void CheckNumbers(SessionNumbers sender, SessionNumbers receiver, long messages)
    {
        if (sender.Sent != messages || receiver.Received != messages || receiver.Delivered != messages)
        {
            throw new SimulationFailedException($"{messages} messages were counted wrongly: {sender} and {receiver}; {Describe()}");
        }

        if (sender.Acknowledged > messages)
        {
            throw new SimulationFailedException($"More was acknowledged than was sent: {sender} and {receiver}; {Describe()}");
        }
    }

    protected virtual void CheckAllDelivered()
    {
        Initiator.Incoming.RequireAll();
        Responder.Incoming.RequireAll();
    }

    private string Describe() => string.Join("; ", new[] { Initiator, Responder }.Select(peer =>
        $"{peer.Role} source {peer.Engine?.Source} destination {peer.Engine?.Destination} outcome {peer.Engine?.Outcome?.End} ({peer.Engine?.Outcome?.Reason}), sent {peer.Sent}/{peer.ToSend}, delivered {peer.Incoming.Delivered}, holds {peer.Engine?.Held}"));
}
