namespace Parley.Channels;

/// <summary>A channel that may keep messages back for a moment, so that many leave together.</summary>
internal interface IHoldingOutput
{
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
