namespace Parley.Channels;

/// <summary>A service's channel that receives what comes to the service's address, and sends each message to its To.</summary>
internal sealed class CompositeDuplexServiceChannel(CompositeDuplexChannelListener listener, IInputChannel input)
    : OneWayChannel<IInputChannel>(listener, input), IDuplexChannel
{
    /// <summary>Every message has its own; this stands for none.</summary>
    public EndpointAddress RemoteAddress { get; } = new(EndpointAddress.AnonymousUri);

    public Uri Via => EndpointAddress.AnonymousUri;

    public EndpointAddress? LocalAddress => Inner.LocalAddress;

    public ValueTask<Message?> ReceiveAsync(CancellationToken cancellationToken = default) => Inner.ReceiveAsync(cancellationToken);

    /// <summary>Sends a message to its To.</summary>
    /// <exception cref="CommunicationException">The message has no To, or it is anonymous.</exception>
    public ValueTask SendAsync(Message message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        ThrowIfDisposedOrNotOpen();
        var to = message.Headers.To;
        if (to is not null && EndpointAddress.IsNoneUri(to))
        {
            message.Close();
            return default;
        }

        if (to is null || EndpointAddress.IsAnonymousUri(to))
        {
            var action = message.Headers.Action;
            message.Close();
            throw new CommunicationException(
                $"The message with the action '{action}' has no address to go to. Over CompositeDuplexBindingElement it goes to its To: the ReplyTo or From of the client, which this one did not name. Give both sides the same binding. Callbacks without a session have one only while an operation that the client called runs: put a ReliableSessionBindingElement on top.");
        }

        return listener.Ways.SendAsync(to, message, cancellationToken);
    }
}
