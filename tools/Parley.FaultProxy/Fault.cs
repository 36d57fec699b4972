namespace Parley.FaultProxy;

/// <summary>What a bad network does to one message.</summary>
public enum Fault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It never arrives. Over HTTP the connection that brought it is closed, as a router does that has lost its way.</summary>
    Lose,

    /// <summary>It never arrives, and nobody is told: over HTTP the sender waits until it gives up. Over TCP the same as <see cref="Lose"/>.</summary>
    Swallow,

    /// <summary>It arrives twice. A response of HTTP cannot: it arrives once.</summary>
    Double,

    /// <summary>It arrives after the next message of its direction, or after <see cref="BadNetwork.HoldTime"/> when there is none.</summary>
    Hold,

    /// <summary>A part of it arrives, then the connection breaks, both ways.</summary>
    Cut,
}
