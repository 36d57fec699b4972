namespace Parley.Channels.Framing;

/// <summary>Something that waits to be accepted.</summary>
internal interface IPendingItem
{
    /// <summary>Nobody will take it: the listener closes.</summary>
    void Reject();
}
