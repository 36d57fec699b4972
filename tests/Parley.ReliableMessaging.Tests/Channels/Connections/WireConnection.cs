using System.Threading.Channels;
using Parley.Channels;

namespace Parley.ReliableMessaging.Tests.Channels.Connections;

/// <summary>The client's end of a connection of <see cref="Wires"/>.</summary>
internal sealed class WireConnection(ChannelManagerBase factory, Wires wires, EndpointAddress remoteAddress, Uri via)
    : ChannelBase(factory), IDuplexSessionChannel, IDuplexSession, IHoldingOutput
{
    private readonly Queue<Message> _held = new();
    private readonly Channel<Queue<Message?>> _incoming = Channel.CreateUnbounded<Queue<Message?>>(new() { AllowSynchronousContinuations = true });
    private Queue<Message?> _read = new();
    private Queue<Message?>? _together;
    private Exception? _end;

    public EndpointAddress RemoteAddress => remoteAddress;

    public EndpointAddress? LocalAddress { get; } = new(EndpointAddress.AnonymousUri);

    public Uri Via => via;

    public IDuplexSession Session => this;

    public string Id => "connection";

    /// <summary>A send waits for this; null when none has to.</summary>
    public TaskCompletionSource? Blocked { get; set; }

    /// <summary>A flush waits for this; null when messages are not held.</summary>
    public TaskCompletionSource? FlushBlocked { get; set; }

    /// <summary>Done when something is held and is to be flushed.</summary>
    public TaskCompletionSource Flushes { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Closing waits for this; null when it does not wait.</summary>
    public TaskCompletionSource? EndsByPeer { get; set; }

    /// <summary>Done when closing waits.</summary>
    public TaskCompletionSource Closes { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected override TimeProvider TimeProvider => wires.Time;

    public async ValueTask SendAsync(Message message, CancellationToken cancellationToken = default)
    {
        ThrowIfDisposedOrNotOpen();
        if (Blocked is { } blocked)
        {
            await blocked.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            ThrowIfDisposedOrNotOpen();
        }

        var packet = new Packet(message, wires.Wsrm);
        lock (wires.Sent)
        {
            wires.Sent.Add(packet);
        }

        for (var copies = wires.ToService(packet); copies > 0; copies--)
        {
            wires.Service?.Invoke(this, packet.Open());
        }
    }

    public ValueTask HoldAsync(Message message, CancellationToken cancellationToken)
    {
        if (FlushBlocked is null)
        {
            return SendAsync(message, cancellationToken);
        }

        _held.Enqueue(message.CreateBufferedCopy(int.MaxValue).CreateMessage());
        return default;
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_held.Count != 0 && FlushBlocked is { } blocked)
        {
            Flushes.TrySetResult();
            await blocked.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask<Message?> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            while (_read.Count == 0)
            {
                _read = await _incoming.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            }

            return _read.Dequeue() ?? throw _end!;
        }
        catch (ChannelClosedException exception)
        {
            return exception.InnerException is { } reason ? throw reason : null;
        }
    }

    public ValueTask CloseOutputSessionAsync(CancellationToken cancellationToken = default) => default;

    /// <summary>The service sends a message.</summary>
    public void Deliver(Message message)
    {
        var packet = new Packet(message, wires.Wsrm);
        lock (wires.Received)
        {
            wires.Received.Add(packet);
        }

        for (var copies = wires.ToClient(packet); copies > 0; copies--)
        {
            if (_together is { } together)
            {
                together.Enqueue(packet.Open());
            }
            else
            {
                _incoming.Writer.TryWrite(new([packet.Open()]));
            }
        }
    }

    /// <summary>What the service sends meanwhile arrives in one read; then the connection breaks, if it is to.</summary>
    public void DeliverTogether(Action sending, Exception? end = null)
    {
        _together = new();
        sending();
        var together = _together;
        _together = null;
        if (end is not null)
        {
            _end = end;
            together.Enqueue(null);
        }

        _incoming.Writer.TryWrite(together);
    }

    /// <summary>The connection breaks, or brings nonsense; null: the service closes it.</summary>
    public void End(Exception? reason)
    {
        if (reason is not null)
        {
            Fault(reason);
        }

        _incoming.Writer.TryComplete(reason);
    }

    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        wires.Attempts++;
        if (wires.Down is { } reason)
        {
            throw reason;
        }

        wires.Add(this);
        return default;
    }

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        if (EndsByPeer is { } ended)
        {
            Closes.TrySetResult();
            await ended.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        _incoming.Writer.TryComplete();
    }

    protected override void OnAbort()
    {
        Blocked?.TrySetException(new CommunicationObjectAbortedException("aborted"));
        _incoming.Writer.TryComplete(new CommunicationObjectAbortedException("aborted"));
    }
}
