namespace Parley.Channels;

/// <summary>
/// The state machine that channels, factories, listeners and hosts stand on: <see cref="CommunicationState"/> and its
/// events, one open, one close, and an abort at any time. WCF documentation: CommunicationObject.
/// </summary>
/// <remarks>
/// <para>The transitions, which are the only ones:</para>
/// <code>
///              OpenAsync        open done         CloseAsync         close done
///   Created ──────────► Opening ────────► Opened ──────────► Closing ──────────► Closed
///      │                   │ fails           │ Fault            │ Abort, fails      ▲
///      │ Abort, Close      ▼                 ▼                  └───────────────────┤
///      │                Faulted ◄────────────┘      Abort, from any state           │
///      └────────────────────┴───────────────────────────────────────────────────────┘
/// </code>
/// <para>Events are raised outside the lock, in the order of the transitions. The parts: the transitions here; what a method
/// asks of the state before it works in <c>.Guards</c>.</para>
/// </remarks>
public abstract partial class CommunicationObject : ICommunicationObject, IAsyncDisposable
{
    private readonly Lock _stateLock = new();
    private volatile CommunicationState _state = CommunicationState.Created;
    private bool _aborted;
    private bool _closeStarted;
    private Exception? _faultReason;

    /// <summary>Creates the object in the <see cref="CommunicationState.Created"/> state.</summary>
    protected CommunicationObject()
    {
    }

    /// <inheritdoc/>
    public event EventHandler? Opening;

    /// <inheritdoc/>
    public event EventHandler? Opened;

    /// <inheritdoc/>
    public event EventHandler? Closing;

    /// <inheritdoc/>
    public event EventHandler? Closed;

    /// <inheritdoc/>
    public event EventHandler? Faulted;

    /// <inheritdoc/>
    public CommunicationState State => _state;

    /// <summary>How long <see cref="Open()"/> and <see cref="OpenAsync"/> may take.</summary>
    protected abstract TimeSpan DefaultOpenTimeout { get; }

    /// <summary>How long <see cref="Close()"/> and <see cref="CloseAsync"/> may take.</summary>
    protected abstract TimeSpan DefaultCloseTimeout { get; }

    /// <summary>The clock of the timeouts. Default <see cref="TimeProvider.System"/>.</summary>
    protected virtual TimeProvider TimeProvider => TimeProvider.System;

    /// <summary>True once the object is closing for good: closed, aborted, or on the way there.</summary>
    protected bool IsDisposed => State is CommunicationState.Closing or CommunicationState.Closed;

    /// <summary>The first reason given to <see cref="Fault(Exception)"/>; null when there was none.</summary>
    protected internal Exception? FaultReason
    {
        get
        {
            lock (_stateLock)
            {
                return _faultReason;
            }
        }
    }

    /// <summary>A lock for derived classes to guard their own fields with; never held while user code runs.</summary>
    protected object ThisLock { get; } = new();

    /// <inheritdoc/>
    public void Open() => Open(DefaultOpenTimeout);

    /// <inheritdoc/>
    public void Open(TimeSpan timeout)
    {
        ThrowIfNegative(timeout);
        OpenCoreAsync(timeout, default).AsTask().GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public ValueTask OpenAsync(CancellationToken cancellationToken = default) => OpenCoreAsync(DefaultOpenTimeout, cancellationToken);

    /// <inheritdoc/>
    public void Close() => Close(DefaultCloseTimeout);

    /// <inheritdoc/>
    public void Close(TimeSpan timeout)
    {
        ThrowIfNegative(timeout);
        CloseCoreAsync(timeout, default).AsTask().GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public ValueTask CloseAsync(CancellationToken cancellationToken = default) => CloseCoreAsync(DefaultCloseTimeout, cancellationToken);

    /// <inheritdoc/>
    public void Abort()
    {
        bool announce;
        lock (_stateLock)
        {
            if (_state == CommunicationState.Closed || _aborted)
            {
                return;
            }

            _aborted = true;
            announce = _state != CommunicationState.Closing;
            _state = CommunicationState.Closing;
        }

        try
        {
            if (announce)
            {
                OnClosing();
            }
        }
        finally
        {
            try
            {
                OnAbort();
            }
            finally
            {
                BecomeClosed();
            }
        }
    }

    /// <summary>Closes the object, or aborts it when it cannot be closed. Never throws.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (State is CommunicationState.Opened)
            {
                await CloseAsync().ConfigureAwait(false);
            }
            else
            {
                Abort();
            }
        }
        catch (Exception exception) when (exception is CommunicationException or TimeoutException or ObjectDisposedException)
        {
            Abort();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Does what opening means for this object. Runs once.</summary>
    /// <param name="cancellationToken">Fires at the open timeout, or when the caller gives up.</param>
    protected abstract ValueTask OnOpenAsync(CancellationToken cancellationToken);

    /// <summary>Does what a polite close means for this object. Runs once, and never after an abort.</summary>
    /// <param name="cancellationToken">Fires at the close timeout, or when the caller gives up.</param>
    protected abstract ValueTask OnCloseAsync(CancellationToken cancellationToken);

    /// <summary>Releases everything at once. May run while an open, a close or an operation is under way; must not block or throw.</summary>
    protected abstract void OnAbort();

    /// <summary>The object begins to open. Raises <see cref="Opening"/>.</summary>
    protected virtual void OnOpening() => Opening?.Invoke(this, EventArgs.Empty);

    /// <summary>The object is open. Raises <see cref="Opened"/>.</summary>
    protected virtual void OnOpened() => Opened?.Invoke(this, EventArgs.Empty);

    /// <summary>The object begins to close. Raises <see cref="Closing"/>.</summary>
    protected virtual void OnClosing() => Closing?.Invoke(this, EventArgs.Empty);

    /// <summary>The object is closed. Raises <see cref="Closed"/>.</summary>
    protected virtual void OnClosed() => Closed?.Invoke(this, EventArgs.Empty);

    /// <summary>The object has failed. Raises <see cref="Faulted"/>.</summary>
    protected virtual void OnFaulted() => Faulted?.Invoke(this, EventArgs.Empty);

    /// <summary>Moves to <see cref="CommunicationState.Faulted"/>, unless the object is closing or closed.</summary>
    protected void Fault() => Fault(null);

    /// <summary>Moves to <see cref="CommunicationState.Faulted"/>, unless the object is closing or closed. The first reason wins.</summary>
    /// <param name="reason">What went wrong; the inner exception of every later <see cref="CommunicationObjectFaultedException"/>.</param>
    protected void Fault(Exception? reason)
    {
        lock (_stateLock)
        {
            if (_state is CommunicationState.Closing or CommunicationState.Closed or CommunicationState.Faulted)
            {
                return;
            }

            _faultReason = reason;
            _state = CommunicationState.Faulted;
        }

        OnFaulted();
    }

    private static void ThrowIfNegative(TimeSpan timeout)
    {
        if (timeout < TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "A timeout is zero or more, or infinite.");
        }
    }

    private async ValueTask OpenCoreAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        lock (_stateLock)
        {
            if (_state != CommunicationState.Created)
            {
                throw _state is CommunicationState.Opening or CommunicationState.Opened
                    ? new InvalidOperationException($"The {Name} is {_state} already; it can be opened only once.")
                    : NotUsable();
            }

            _state = CommunicationState.Opening;
        }

        using var scope = new TimeoutScope(timeout, TimeProvider, cancellationToken);
        try
        {
            OnOpening();
            await OnOpenAsync(scope.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Fault(exception);
            if (exception is OperationCanceledException && scope.HasTimedOut)
            {
                scope.ThrowTimeout($"Opening the {Name}", "OpenTimeout", exception, OpenTimeoutHint);
            }

            throw;
        }

        lock (_stateLock)
        {
            if (_state != CommunicationState.Opening)
            {
                throw NotUsable();
            }

            _state = CommunicationState.Opened;
        }

        OnOpened();
    }

    private async ValueTask CloseCoreAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        CommunicationState from;
        lock (_stateLock)
        {
            from = _state;
            switch (from)
            {
                case CommunicationState.Opened when !_closeStarted:
                    _closeStarted = true;
                    _state = CommunicationState.Closing;
                    break;
                case CommunicationState.Closing or CommunicationState.Closed:
                    return;
            }
        }

        if (from != CommunicationState.Opened)
        {
            // Nothing was open yet, or what was open has failed: there is nobody to say goodbye to.
            var failed = from == CommunicationState.Faulted ? NotUsable() : null;
            Abort();
            if (failed is not null)
            {
                throw failed;
            }

            return;
        }

        using var scope = new TimeoutScope(timeout, TimeProvider, cancellationToken);
        try
        {
            OnClosing();
            await OnCloseAsync(scope.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // What it waited for is known before it is given up.
            var (hint, failure) = (CloseTimeoutHint, HiddenFailure);
            Abort();
            if (exception is OperationCanceledException && scope.HasTimedOut)
            {
                scope.ThrowTimeout($"Closing the {Name}", "CloseTimeout", failure ?? exception, hint);
            }

            throw;
        }

        BecomeClosed();
    }

    private void BecomeClosed()
    {
        lock (_stateLock)
        {
            if (_state == CommunicationState.Closed)
            {
                return;
            }

            _state = CommunicationState.Closed;
        }

        OnClosed();
    }
}
