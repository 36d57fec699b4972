namespace Parley.Channels;

/// <summary>A channel that may keep messages back for a moment, so that many leave together.</summary>
internal interface IHoldingOutput
{
    /// <summary>True where nothing refers to a message any more when sending it is done, well or badly: what it was made of may be used for another.</summary>
    bool KeepsNothing => false;

    /// <summary>
    /// Sends a message, which may wait for others: until <see cref="FlushAsync"/>, or the next message that is sent and not held, or until there
    /// are enough. The order is that of sending. A failure may show later than here.
    /// </summary>
    /// <param name="message">The message; it is closed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask HoldAsync(Message message, CancellationToken cancellationToken);

    /// <summary>Writes what is held.</summary>
    /// <param name="cancellationToken">Gives up, and ends the session with it.</param>
    ValueTask FlushAsync(CancellationToken cancellationToken);
}
