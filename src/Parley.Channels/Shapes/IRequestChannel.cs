namespace Parley.Channels;

/// <summary>Sends a request and returns its reply. WCF documentation: IRequestChannel.</summary>
public interface IRequestChannel : IChannel
{
    /// <summary>The endpoint that the requests are for.</summary>
    EndpointAddress RemoteAddress { get; }

    /// <summary>The transport address that the requests are sent to: the first hop.</summary>
    Uri Via { get; }

    /// <summary>Sends a request, closes it, and waits for the reply. Many may be under way at once.</summary>
    /// <param name="message">The request; the channel owns it from now on.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The reply, which the caller must close; null when the peer took the message and has no reply for it (one-way).</returns>
    /// <exception cref="CommunicationException">The request could not be sent, or no usable reply came.</exception>
    ValueTask<Message?> RequestAsync(Message message, CancellationToken cancellationToken = default);
}
