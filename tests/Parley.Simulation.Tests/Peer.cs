using Parley.ReliableMessaging;

namespace Parley.Simulation.Tests;

/// <summary>One side of a simulated session: its engine, its application and its clock.</summary>
internal sealed class Peer(SessionRole role, int toSend, Auditor incoming)
{
    public SessionRole Role { get; } = role;

    public SessionEngine<int>? Engine { get; set; }

    public int ToSend { get; } = toSend;

    public int Sent { get; set; }

    public Auditor Incoming { get; } = incoming;

    public TimeSpan? Wake { get; set; }

    public bool AsksToClose { get; set; }

    public Span Pause { get; init; }

    public Span ApplicationPause { get; init; }
}
