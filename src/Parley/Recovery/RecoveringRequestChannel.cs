using Parley.Channels;
using Parley.Security;

namespace Parley;

/// <summary>
/// A client's session of which the service may forget: then a new one takes its place, and requests that are safe to repeat are repeated on it.
/// </summary>
/// <param name="create">Makes a session that is not open yet.</param>
/// <param name="timeouts">The binding's.</param>
internal sealed class RecoveringRequestChannel(Func<IRequestSessionChannel> create, IDefaultCommunicationTimeouts timeouts)
    : CommunicationObject, IRequestSessionChannel, IOutputSession
{
    private readonly SemaphoreSlim _replacing = new(1, 1);
    private volatile IRequestSessionChannel _current = create();
    private volatile IRequestSessionChannel? _lost;

    public EndpointAddress RemoteAddress => _current.RemoteAddress;

    public Uri Via => _current.Via;

    public IOutputSession Session => this;

    string ISession.Id => _current.Session.Id;

    protected override TimeSpan DefaultOpenTimeout => timeouts.OpenTimeout;

    protected override TimeSpan DefaultCloseTimeout => timeouts.CloseTimeout;

    public T? GetProperty<T>()
        where T : class => _current.GetProperty<T>();

    public async ValueTask<Message?> RequestAsync(Message message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        ThrowIfDisposedOrNotOpen();
        if (!message.Properties.ContainsKey(SafeToRepeatAttribute.Property))
        {
            return await RequestOnceAsync(message, cancellationToken).ConfigureAwait(false);
        }

        var copies = message.CreateBufferedCopy(int.MaxValue);
        using (copies)
        {
            return await RequestAsync(copies, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => _current.OpenAsync(cancellationToken);

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        if (ReferenceEquals(_current, _lost))
        {
            // There is nobody who knows the session.
            _current.Abort();
            return;
        }

        await _current.CloseAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override void OnAbort() => _current.Abort();

    private async ValueTask<Message?> RequestAsync(MessageBuffer copies, CancellationToken cancellationToken)
    {
        var used = await UsableAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await used.RequestAsync(copies.CreateMessage(), cancellationToken).ConfigureAwait(false);
        }
        catch (CommunicationException exception) when (IsLost(used, exception))
        {
            used = await UsableAsync(cancellationToken).ConfigureAwait(false);
            return await used.RequestAsync(copies.CreateMessage(), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            FaultWith(used, exception);
            throw;
        }
    }

    private async ValueTask<Message?> RequestOnceAsync(Message message, CancellationToken cancellationToken)
    {
        var used = await UsableAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await used.RequestAsync(message, cancellationToken).ConfigureAwait(false);
        }
        catch (CommunicationException exception) when (IsLost(used, exception))
        {
            throw new OutcomeUnknownException(
                $"The service at '{RemoteAddress.Uri}' has lost the secure session. Whether it has carried out the call is not known, so it was not repeated. The next call establishes a new "
                + "session. Operations that can be repeated without harm say so by [SafeToRepeat].",
                exception);
        }
        catch (Exception exception)
        {
            FaultWith(used, exception);
            throw;
        }
    }

    /// <summary>The session that lives; a new one in the place of one that the service has lost.</summary>
    private ValueTask<IRequestSessionChannel> UsableAsync(CancellationToken cancellationToken)
    {
        var current = _current;
        return ReferenceEquals(current, _lost) ? ReplaceAsync(cancellationToken) : new(current);
    }

    private async ValueTask<IRequestSessionChannel> ReplaceAsync(CancellationToken cancellationToken)
    {
        await _replacing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var lost = _current;
            if (!ReferenceEquals(lost, _lost))
            {
                return lost;
            }

            var next = create();
            try
            {
                await next.OpenAsync(cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                next.Abort();
                throw;
            }

            _current = next;
            lost.Abort();
            if (State != CommunicationState.Opened)
            {
                next.Abort();
                ThrowIfDisposedOrNotOpen();
            }

            return next;
        }
        finally
        {
            _replacing.Release();
        }
    }

    /// <summary>Whether a failure means that the service does not know the session: by its own fault, or because another call has had it.</summary>
    private bool IsLost(IRequestSessionChannel used, CommunicationException exception)
    {
        // A call that comes between the fault and this finds a session that has failed: that is why.
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is FaultException fault && SecurityFaults.Find(fault.Code) == SecurityFaultCode.BadContextToken)
            {
                if (ReferenceEquals(used, _current))
                {
                    _lost = used;
                }

                return true;
            }
        }

        return ReferenceEquals(used, _lost);
    }

    private void FaultWith(IRequestSessionChannel used, Exception exception)
    {
        if (used.State == CommunicationState.Faulted && ReferenceEquals(used, _current))
        {
            Fault(exception);
        }
    }
}
