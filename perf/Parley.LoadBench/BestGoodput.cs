namespace Parley.LoadBench;

/// <summary>
/// The best that a sender of numbered messages could deliver over exchanges that lose: every loss is known the moment that the network
/// knows it, what is lost goes out again at once, every response says all that has arrived, and nothing takes time but the network. Found by
/// playing it through.
/// </summary>
internal static class BestGoodput
{
    private const int Messages = 50_000;

    private enum Step
    {
        Lost,
        Arrived,
        Answered,
        Unanswered,
    }

    /// <param name="loss">How many messages are lost, of either direction; 0 to 1.</param>
    /// <param name="window">How many messages may be on their way that are not known to have arrived.</param>
    /// <param name="delay">How long a message takes, one way, in seconds.</param>
    /// <returns>Messages a second.</returns>
    public static double Of(double loss, int window, double delay)
    {
        var random = new Random(1);
        var events = new PriorityQueue<(Step Step, int Number, int Known), double>();
        var arrived = new bool[Messages + 1];
        var upTo = 0;
        var next = 0;
        var acknowledged = 0;
        var now = 0.0;
        Fill();
        while (acknowledged < Messages && events.TryDequeue(out var happened, out now))
        {
            switch (happened.Step)
            {
                case Step.Lost:
                    Send(happened.Number);
                    break;
                case Step.Arrived:
                    arrived[happened.Number] = true;
                    while (upTo < Messages && arrived[upTo])
                    {
                        upTo++;
                    }

                    events.Enqueue((random.NextDouble() < loss ? Step.Unanswered : Step.Answered, happened.Number, upTo), now + delay);
                    break;
                case Step.Answered:
                    acknowledged = Math.Max(acknowledged, happened.Known);
                    Fill();
                    break;
                case Step.Unanswered when happened.Number >= acknowledged:
                    // Nobody has said yet that it has arrived.
                    Send(happened.Number);
                    break;
            }
        }

        return Messages / now;

        void Fill()
        {
            while (next < Math.Min(Messages, acknowledged + window))
            {
                Send(next++);
            }
        }

        void Send(int number) => events.Enqueue((random.NextDouble() < loss ? Step.Lost : Step.Arrived, number, 0), now + delay);
    }
}
