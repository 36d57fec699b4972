namespace Parley.ReliableMessaging;

/// <summary>
/// Finds out whether the peer answers one-way messages with empty responses although it has taken them, and acknowledges them only in a
/// later reply or when the sequence ends. Most peers acknowledge on the response of the message itself, and answer with an empty response
/// what they have no room for; so a peer that says it has no room is not believed to have taken anything.
/// </summary>
internal sealed class SilentPeer
{
    private const int ProofsNeeded = 2;

    private bool _acknowledgesAtOnce;
    private bool _hasNoRoom;
    private bool _isSilent;
    private long _taken;
    private long _confirmed;

    /// <summary>True when the peer is known to take messages silently: they go out one at a time, as it may not wait for one that is late.</summary>
    public bool IsKnown => _isSilent && !_acknowledgesAtOnce;

    /// <summary>The peer has acknowledged a one-way message on its own response.</summary>
    public void NoteAcknowledgesAtOnce() => _acknowledgesAtOnce = true;

    /// <summary>What the peer really acknowledges.</summary>
    public void NoteAcknowledgement(Acknowledgement acknowledgement)
    {
        _hasNoRoom = acknowledgement.BufferRemaining == 0;
        foreach (var range in acknowledgement.Ranges)
        {
            if (range.Lower <= _confirmed + 1 && range.Upper > _confirmed)
            {
                _confirmed = range.Upper;
            }
        }
    }

    /// <summary>The response to TerminateSequence: the last that is heard of the peer.</summary>
    /// <returns>True when the peer has acknowledged everything that it was believed to have taken.</returns>
    public bool ConfirmsAtEnd(Acknowledgement? acknowledgement)
    {
        if (acknowledgement is not null)
        {
            NoteAcknowledgement(acknowledgement);
        }

        return _confirmed >= _taken;
    }

    /// <summary>An empty response to a one-way message.</summary>
    /// <param name="number">The message.</param>
    /// <param name="times">How often this message was answered so; 0 where the response says nothing.</param>
    /// <returns>True when it is to be believed that the peer has the message.</returns>
    public bool HasTaken(long number, int times)
    {
        _isSilent |= times >= ProofsNeeded && !_hasNoRoom;
        if (times == 0 || _hasNoRoom || !IsKnown)
        {
            return false;
        }

        _taken = Math.Max(_taken, number);
        return true;
    }
}
