using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>A session with messages both ways at the service.</summary>
internal sealed class ServiceDuplexSessionChannel : ServiceSessionChannel, IDuplexSessionChannel
{
    public ServiceDuplexSessionChannel(ChannelManagerBase listener, ServiceSession session)
        : base(listener, session) => Session = new ServiceDuplexSession(session, this);

    public IDuplexSession Session { get; }

    EndpointAddress? IInputChannel.LocalAddress => LocalAddress;

    public ValueTask<Message?> ReceiveAsync(CancellationToken cancellationToken = default) => ReceiveMessageAsync(cancellationToken);

    public ValueTask SendAsync(Message message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        ThrowIfDisposedOrNotOpen();
        return Inner.SendAsync(Inner.Keep(message), DefaultSendTimeout, cancellationToken);
    }

    /// <summary>Ends what the service sends, and waits until the client has it all.</summary>
    public ValueTask CloseOutputSessionAsync(CancellationToken cancellationToken)
    {
        ThrowIfDisposedOrNotOpen();
        return Inner.CloseOutputAsync(cancellationToken);
    }
}
