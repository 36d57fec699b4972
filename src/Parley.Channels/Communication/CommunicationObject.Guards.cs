namespace Parley.Channels;

/// <content>What a method asks of the state before it works.</content>
public abstract partial class CommunicationObject
{
    /// <summary>Throws unless the object is <see cref="CommunicationState.Created"/>, <see cref="CommunicationState.Opening"/> or <see cref="CommunicationState.Opened"/>.</summary>
    /// <exception cref="ObjectDisposedException">The object is closing or closed.</exception>
    /// <exception cref="CommunicationObjectAbortedException">The object was aborted.</exception>
    /// <exception cref="CommunicationObjectFaultedException">The object has failed.</exception>
    protected internal void ThrowIfDisposed()
    {
        lock (_stateLock)
        {
            if (_state > CommunicationState.Opened)
            {
                throw NotUsable();
            }
        }
    }

    /// <summary>Throws unless the object is <see cref="CommunicationState.Opened"/>.</summary>
    /// <exception cref="InvalidOperationException">The object has not been opened yet.</exception>
    protected internal void ThrowIfDisposedOrNotOpen()
    {
        if (_state == CommunicationState.Opened)
        {
            return;
        }

        lock (_stateLock)
        {
            throw _state < CommunicationState.Opened
                ? new InvalidOperationException($"The {Name} is {_state}. Open it before you use it.")
                : NotUsable();
        }
    }

    /// <summary>Throws unless the object is <see cref="CommunicationState.Created"/>: its settings are frozen once it opens.</summary>
    /// <exception cref="InvalidOperationException">The object is opening or open.</exception>
    protected internal void ThrowIfDisposedOrImmutable()
    {
        lock (_stateLock)
        {
            if (_state == CommunicationState.Created)
            {
                return;
            }

            throw _state <= CommunicationState.Opened
                ? new InvalidOperationException($"The {Name} is {_state}: its settings can be changed only before it is opened.")
                : NotUsable();
        }
    }

    /// <summary>Throws when the object has failed.</summary>
    /// <exception cref="CommunicationObjectFaultedException">The object has failed.</exception>
    protected internal void ThrowIfFaulted()
    {
        lock (_stateLock)
        {
            if (_state == CommunicationState.Faulted)
            {
                throw NotUsable();
            }
        }
    }

    /// <summary>What the object is called in messages, after "the".</summary>
    internal virtual string Name => GetType().Name;

    /// <summary>What may be the reason when opening takes too long; null where nothing is known.</summary>
    internal virtual string? OpenTimeoutHint => null;

    /// <summary>What closing waits for when it takes too long; null where nothing is known.</summary>
    internal virtual string? CloseTimeoutHint => null;

    /// <summary>What may be the reason when a call takes too long; null where nothing is known.</summary>
    internal virtual string? CallTimeoutHint => null;

    /// <summary>What has gone wrong last, and is hidden from the user while it can be repeated; null when all is well.</summary>
    internal virtual Exception? HiddenFailure => null;

    private Exception NotUsable()
    {
        lock (_stateLock)
        {
            if (_aborted)
            {
                return new CommunicationObjectAbortedException($"The {Name} was aborted and cannot be used any more.", _faultReason);
            }

            return _state == CommunicationState.Faulted
                ? new CommunicationObjectFaultedException(
                    _faultReason is null
                        ? $"The {Name} has failed. Abort it and make a new one."
                        : $"The {Name} has failed. Abort it and make a new one. The first failure was: {_faultReason.Message}",
                    _faultReason)
                : new ObjectDisposedException(GetType().Name, $"The {Name} is {_state} and cannot be used any more.");
        }
    }
}
