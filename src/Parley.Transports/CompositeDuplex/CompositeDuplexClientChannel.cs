using System.Threading.Channels;

namespace Parley.Channels;

/// <summary>A client's channel that sends to a service, and receives at an address of its own, which it has once it is open.</summary>
internal sealed class CompositeDuplexClientChannel(CompositeDuplexChannelFactory factory, IOutputChannel output) : ChannelBase(factory), IDuplexChannel
{
    /// <summary>So many messages wait at most; more are lost, as datagrams are. A session above asks for them again.</summary>
    private const int MostWaiting = 4096;

    private readonly Channel<Message> _messages = Channel.CreateBounded<Message>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.Wait, AllowSynchronousContinuations = false });

    private ClientListener? _listener;

    public EndpointAddress RemoteAddress => output.RemoteAddress;

    public Uri Via => output.Via;

    public EndpointAddress? LocalAddress { get; private set; }

    /// <summary>The last part of the address: the listener's name for the channel.</summary>
    public string? Key { get; set; }

    public override T? GetProperty<T>()
        where T : class => base.GetProperty<T>() ?? output.GetProperty<T>();

    public ValueTask SendAsync(Message message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        ThrowIfDisposedOrNotOpen();
        return output.SendAsync(message, cancellationToken);
    }

    public async ValueTask<Message?> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        if (State is CommunicationState.Closing or CommunicationState.Closed)
        {
            return null;
        }

        ThrowIfDisposedOrNotOpen();
        while (await _messages.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_messages.Reader.TryRead(out var message))
            {
                return message;
            }
        }

        return null;
    }

    /// <summary>Takes a message that came for the channel.</summary>
    public void Deliver(Message message)
    {
        if (!_messages.Writer.TryWrite(message))
        {
            message.Close();
        }
    }

    /// <summary>No message will come any more: the listener has ended.</summary>
    public void HandleListenerEnded(Exception? failure)
    {
        var reason = new CommunicationException($"The listener at '{LocalAddress?.Uri}' has ended: no message of the service can come any more.", failure);
        if (State == CommunicationState.Opened)
        {
            Fault(reason);
        }

        // A channel that is just being opened hears of it at its first receive.
        _messages.Writer.TryComplete(reason);
    }

    protected override async ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        await output.OpenAsync(cancellationToken).ConfigureAwait(false);
        _listener = await factory.ListenAsync(Via, cancellationToken).ConfigureAwait(false);
        LocalAddress = _listener.Add(this);
    }

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        End(null);
        await output.CloseAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override void OnAbort()
    {
        End(null);
        output.Abort();
    }

    protected override void OnFaulted()
    {
        End(FaultReason);
        output.Abort();
        base.OnFaulted();
    }

    private void End(Exception? reason)
    {
        _listener?.Remove(this);
        _messages.Writer.TryComplete(reason);
        while (_messages.Reader.TryRead(out var message))
        {
            message.Close();
        }
    }
}
