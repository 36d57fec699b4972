namespace Parley.Channels;

/// <summary>Receives messages. WCF documentation: IInputChannel.</summary>
public interface IInputChannel : IChannel
{
    /// <summary>The address that the messages come to; null when the channel has none of its own.</summary>
    EndpointAddress? LocalAddress { get; }

    /// <summary>Waits for the next message.</summary>
    /// <param name="cancellationToken">Gives up waiting; no message is lost by it.</param>
    /// <returns>The message, which the caller must close; null when no more will come.</returns>
    /// <exception cref="CommunicationException">The channel failed.</exception>
    ValueTask<Message?> ReceiveAsync(CancellationToken cancellationToken = default);
}
