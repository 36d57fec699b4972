using Parley.ReliableMessaging;

namespace Parley.Simulation.Tests;

/// <summary>The kinds of conversation.</summary>
internal enum Pattern
{
    OneWayOverExchanges,
    RequestReply,
    Duplex,
    OneWayOverDuplex,
}

/// <summary>How a conversation is to end.</summary>
internal enum Ending
{
    /// <summary>Closed on both sides, with everything delivered: the network is never worse than MaxRetryCount bears.</summary>
    Close,

    /// <summary>The network dies for good: both sides come to a specified end.</summary>
    DeadNetwork,

    /// <summary>The initiator gives up.</summary>
    InitiatorAborts,

    /// <summary>The responder gives up.</summary>
    ResponderAborts,
}

/// <summary>A stretch of time.</summary>
internal readonly record struct Span(TimeSpan From, TimeSpan Until)
{
    public bool Contains(TimeSpan time) => time >= From && time < Until;
}

/// <summary>Everything that a seed decides before a simulation begins.</summary>
internal sealed record Plan
{
    public required int Seed { get; init; }

    public Pattern Pattern { get; init; }

    public Ending Ending { get; init; }

    public ReliableVersion Version { get; init; }

    public bool Ordered { get; init; }

    public bool FlowControl { get; init; } = true;

    public int InitiatorWindow { get; init; } = 8;

    public int ResponderWindow { get; init; } = 8;

    public double Loss { get; init; }

    public double Duplication { get; init; }

    public int DelayMs { get; init; }

    public int JitterMs { get; init; }

    public int InitiatorMessages { get; init; }

    public int ResponderMessages { get; init; }

    public int Callers { get; init; } = 1;

    public int OneWayEvery { get; init; }

    public int ThinkMs { get; init; }

    public int WriteMs { get; init; }

    public int PromptDelayMs { get; init; }

    public bool TakesFirst { get; init; } = true;

    public bool ForgetsAtOnce { get; init; }

    public bool ResponderClosesLast { get; init; }

    /// <summary>The connection is cut whenever so many messages have gone over it; 0 for never. Only where messages go by themselves.</summary>
    public int CutEvery { get; init; }

    public TimeSpan EndsAt { get; init; }

    public Span Partition { get; init; }

    public Span InitiatorPause { get; init; }

    public Span ResponderPause { get; init; }

    public Span InitiatorApplicationPause { get; init; }

    public Span ResponderApplicationPause { get; init; }

    /// <summary>The settings of one side. Where the session is to close, no limit is within the network's reach.</summary>
    public ReliableSettings SettingsOf(SessionRole role)
    {
        var window = role == SessionRole.Initiator ? InitiatorWindow : ResponderWindow;
        return Ending == Ending.Close
            ? new()
            {
                Version = Version,
                Ordered = Ordered,
                FlowControlEnabled = FlowControl,
                MaxTransferWindowSize = window,
                MaxRetryCount = 200,
                InactivityTimeout = TimeSpan.FromDays(1000),
                Linger = TimeSpan.FromDays(100),
                PromptAcknowledgementDelay = TimeSpan.FromMilliseconds(PromptDelayMs),
            }
            : new()
            {
                Version = Version,
                Ordered = Ordered,
                FlowControlEnabled = FlowControl,
                MaxTransferWindowSize = window,
                MaxRetryCount = 4,
                InactivityTimeout = TimeSpan.FromMinutes(10),
                PromptAcknowledgementDelay = TimeSpan.FromMilliseconds(PromptDelayMs),
            };
    }

    /// <summary>The plan of a seed, always the same.</summary>
    public static Plan FromSeed(int seed)
    {
        var random = new Random(seed);
        int Window() => random.Next(8) switch { 0 => 1, 1 => 2, 2 => 3, 3 or 4 => 8, 5 => 32, 6 => 128, _ => 4096 };
        int Size() => random.Next(12) switch { 0 => 0, 1 => 1, < 7 => random.Next(2, 20), < 11 => random.Next(20, 120), _ => random.Next(120, 700) };
        Span Stretch(int chance, int seconds)
        {
            var from = random.NextDouble() * 3;
            var length = random.NextDouble() * seconds;
            return random.Next(chance) == 0 ? new(TimeSpan.FromSeconds(from), TimeSpan.FromSeconds(from + length)) : default;
        }

        var pattern = (Pattern)random.Next(4);
        var window = Window();
        var plan = new Plan
        {
            Seed = seed,
            Pattern = pattern,
            Ending = random.Next(10) switch { 0 => Ending.DeadNetwork, 1 => random.Next(2) == 0 ? Ending.InitiatorAborts : Ending.ResponderAborts, _ => Ending.Close },
            Version = (ReliableVersion)random.Next(2),
            Ordered = random.Next(2) == 0,
            FlowControl = random.Next(5) != 0,
            InitiatorWindow = window,
            ResponderWindow = random.Next(3) == 0 ? Window() : window,
            Loss = random.Next(4) == 0 ? 0 : random.NextDouble() * 0.4,
            Duplication = random.Next(2) == 0 ? 0 : random.NextDouble() * 0.3,
            DelayMs = random.Next(3) == 0 ? 0 : random.Next(150),
            JitterMs = random.Next(3) == 0 ? 0 : random.Next(400),
            InitiatorMessages = Size(),
            ResponderMessages = pattern == Pattern.Duplex ? Size() : 0,
            Callers = random.Next(1, 33),
            OneWayEvery = random.Next(3) == 0 ? random.Next(1, 4) : 0,
            ThinkMs = random.Next(4) switch { 0 => 0, 1 => 3000, _ => random.Next(100) },
            WriteMs = random.Next(5) == 0 ? random.Next(1000) : 0,
            PromptDelayMs = random.Next(3) == 0 ? 2 : 0,
            TakesFirst = random.Next(2) == 0,
            ForgetsAtOnce = random.Next(2) == 0,
            ResponderClosesLast = random.Next(2) == 0,
            EndsAt = TimeSpan.FromSeconds(random.NextDouble() * 4),
            Partition = Stretch(4, 60),
            InitiatorPause = Stretch(8, 20),
            ResponderPause = Stretch(8, 20),
            InitiatorApplicationPause = Stretch(5, 90),
            ResponderApplicationPause = Stretch(5, 90),
        };

        // A service remembers a session for as long as its client may take to come back.
        return pattern is Pattern.Duplex or Pattern.OneWayOverDuplex && random.Next(3) == 0
            ? plan with { CutEvery = random.Next(30, 300), ForgetsAtOnce = false }
            : plan;
    }
}
