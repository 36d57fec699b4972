using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>A session's channel at the service.</summary>
internal abstract class ServiceSessionChannel : ChannelBase, IAbortReason, ISessionLoss
{
    private readonly TimeProvider _clock;
    private string? _abortReason;
    private Action<Exception>? _whenLost;

    /// <param name="listener">The listener.</param>
    /// <param name="session">The session.</param>
    protected ServiceSessionChannel(ChannelManagerBase listener, ServiceSession session)
        : base(listener)
    {
        Inner = session;
        _clock = session.Clock;
        session.Failed += OnSessionFailed;
        session.Ended += OnSessionEnded;
        if (session.IsFailureDue)
        {
            Fault(session.Failure);
        }
    }

    /// <summary>The address that the messages come to.</summary>
    public EndpointAddress LocalAddress => Inner.LocalAddress;

    /// <summary>The address of the client.</summary>
    public EndpointAddress RemoteAddress => Inner.RemoteAddress;

    /// <summary>The transport address of the client.</summary>
    public Uri Via => Inner.Via;

    string? IAbortReason.AbortReason
    {
        set => _abortReason = value;
    }

    Action<Exception>? ISessionLoss.WhenLost
    {
        set
        {
            Volatile.Write(ref _whenLost, value);
            Interlocked.MemoryBarrier();
            if (Inner.HasEnded)
            {
                OnSessionEnded(Inner);
            }
        }
    }

    protected ServiceSession Inner { get; }

    protected override TimeProvider TimeProvider => _clock;

    public override T? GetProperty<T>()
        where T : class => base.GetProperty<T>() ?? Inner.GetInnerProperty<T>();

    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => default;

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        await Inner.CloseAsync(cancellationToken).ConfigureAwait(false);
        Inner.DropUntaken();
    }

    protected override void OnAbort() => Inner.Abort(_abortReason);

    /// <summary>Waits for the next message; null when no more will come.</summary>
    protected ValueTask<Message?> ReceiveMessageAsync(CancellationToken cancellationToken) =>
        MayReceive() ? Inner.TakeMessageAsync(cancellationToken) : default;

    /// <returns>False when no more messages will come, because this side closes the session.</returns>
    protected bool MayReceive()
    {
        if (State is CommunicationState.Closing or CommunicationState.Closed)
        {
            return false;
        }

        ThrowIfDisposedOrNotOpen();
        return true;
    }

    private void OnSessionEnded(ServiceSession session)
    {
        if (session.Failure is not null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static channel => channel.TellLost(), this, preferLocal: false);
        }
    }

    private void TellLost()
    {
        try
        {
            Interlocked.Exchange(ref _whenLost, null)?.Invoke(Inner.Failure!);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Inner.NoteHandlerFailed(exception);
        }
    }

    private void OnSessionFailed(ServiceSession session)
    {
        // Handlers of the user's own are not to keep the transport's thread.
        ThreadPool.UnsafeQueueUserWorkItem(static channel => channel.FaultQuietly(), this, preferLocal: false);
    }

    /// <summary>Nobody waits for this thread: what a handler throws is logged.</summary>
    private void FaultQuietly()
    {
        try
        {
            Fault(Inner.Failure);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Inner.NoteHandlerFailed(exception);
        }
    }
}
