using Parley.ReliableMessaging;

namespace Parley.Simulation.Tests;

/// <summary>Messages that go by themselves, each way.</summary>
internal sealed class DuplexSimulation(Plan plan) : Simulation(plan)
{
    private const string Offer = "urn:offer";

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

        Travel(from, ToArrival(transmission));
        if (IsDoubled())
        {
            Travel(from, ToArrival(transmission));
        }
    }

    private void Travel(Peer from, Arrival<int> arrival)
    {
        if (IsLost(from, arrival))
        {
            return;
        }

        var to = from == Initiator ? Responder : Initiator;
        AfterFor(to, Travel(), () =>
        {
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
