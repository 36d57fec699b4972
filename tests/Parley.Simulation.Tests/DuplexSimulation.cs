using Parley.ReliableMessaging;

namespace Parley.Simulation.Tests;

/// <summary>Messages that go by themselves, each way, over one connection after another where they are cut.</summary>
internal sealed class DuplexSimulation(Plan plan) : Simulation(plan)
{
    private const string Offer = "urn:offer";

    private static readonly TimeSpan s_connect = TimeSpan.FromMilliseconds(20);

    private int _connection;
    private int _initiators;
    private int _responders;
    private int _onIt;

    protected override SessionEngine<int> CreateInitiator() => SequenceSession<int>.CreateInitiator(
        Plan.SettingsOf(SessionRole.Initiator),
        Now,
        Plan.Pattern == Pattern.Duplex ? Offer : null);

    protected override SessionEngine<int> CreateResponder(Arrival<int> create) => SequenceSession<int>.CreateResponder(
        Plan.SettingsOf(SessionRole.Responder),
        Now,
        "urn:made",
        create.Identifier);

    protected override void Send(Peer from, Transmission<int> transmission)
    {
        if (transmission.Exchange != 0)
        {
            throw new SimulationFailedException($"There are no exchanges here: {transmission}");
        }

        if (Plan.CutEvery != 0 && ++_onIt >= Plan.CutEvery)
        {
            Cut();
        }

        Travel(from, ToArrival(transmission));
        if (IsDoubled())
        {
            Travel(from, ToArrival(transmission));
        }
    }

    /// <summary>
    /// What is under way is lost. The initiator makes a new connection; the responder learns of it by what comes there, and says nothing before. It
    /// does not stay for formalities.
    /// </summary>
    private void Cut()
    {
        _onIt = 0;
        var next = ++_connection;
        AfterFor(Responder, TimeSpan.Zero, () => Responder.Engine?.Leave(Now));
        AfterFor(Initiator, s_connect + Travel(), () =>
        {
            _initiators = next;
            Initiator.Engine!.HandleTransportReplaced(Now);
        });
    }

    private void Travel(Peer from, Arrival<int> arrival)
    {
        var connection = from == Initiator ? _initiators : _responders;
        if (connection != _connection || IsLost(from, arrival))
        {
            return;
        }

        var to = from == Initiator ? Responder : Initiator;
        AfterFor(to, Travel(), () =>
        {
            if (connection != _connection)
            {
                return;
            }

            if (to == Responder && _responders != connection)
            {
                _responders = connection;
                to.Engine?.HandleTransportReplaced(Now);
            }

            if (IsThere(to, arrival))
            {
                to.Engine!.HandleArrival(Now, arrival);
            }
            else if (AnswerOfAStranger(arrival) is { } answer)
            {
                Travel(to, answer);
            }
        });
    }
}
