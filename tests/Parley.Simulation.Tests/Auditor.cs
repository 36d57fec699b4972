using Parley.ReliableMessaging;

namespace Parley.Simulation.Tests;

/// <summary>Sees every delivery of one direction: exactly once, and in order where that was asked for.</summary>
internal sealed class Auditor(string name, bool ordered, int expected)
{
    private readonly bool[] _seen = new bool[expected + 1];

    /// <summary>Messages delivered.</summary>
    public int Delivered { get; private set; }

    /// <summary>One more was delivered.</summary>
    public void Deliver(Delivery<int> delivery)
    {
        var number = (int)delivery.Number;
        if (number < 1 || number > expected || delivery.Payload != number)
        {
            throw new SimulationFailedException($"{name}: message {number} with the payload {delivery.Payload} was never sent.");
        }

        if (_seen[number])
        {
            throw new SimulationFailedException($"{name}: message {number} was delivered twice.");
        }

        if (ordered && number != Delivered + 1)
        {
            throw new SimulationFailedException($"{name}: message {number} was delivered after {Delivered} messages.");
        }

        _seen[number] = true;
        Delivered++;
    }

    /// <summary>Everything has been delivered.</summary>
    public void RequireAll()
    {
        if (Delivered != expected)
        {
            throw new SimulationFailedException($"{name}: {Delivered} of {expected} messages were delivered.");
        }
    }
}
