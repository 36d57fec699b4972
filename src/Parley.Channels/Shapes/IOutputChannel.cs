namespace Parley.Channels;

/// <summary>Sends messages and expects no answer. WCF documentation: IOutputChannel.</summary>
public interface IOutputChannel : IChannel
{
    /// <summary>The endpoint that the messages are for.</summary>
    EndpointAddress RemoteAddress { get; }

    /// <summary>The transport address that the messages are sent to: the first hop.</summary>
    Uri Via { get; }

    /// <summary>Sends a message and closes it. Done when the transport has taken it (HTTP: when it has accepted it).</summary>
    /// <param name="message">The message; the channel owns it from now on.</param>
    /// <param name="cancellationToken">Gives up waiting. A message that is half written faults the channel.</param>
    /// <exception cref="CommunicationException">The message could not be sent.</exception>
    ValueTask SendAsync(Message message, CancellationToken cancellationToken = default);
}
