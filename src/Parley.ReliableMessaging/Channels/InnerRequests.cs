using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>
/// The channel of requests and responses under a session. It is made when it is first needed, and made again after it has failed: the
/// session outlives it.
/// </summary>
internal sealed class InnerRequests(Func<IRequestChannel> create)
{
    private readonly Lock _gate = new();
    private Task<IRequestChannel>? _opening;
    private IRequestChannel? _channel;
    private IRequestChannel? _open;
    private bool _isEnded;

    /// <summary>True when the session belongs to the channel's security session.</summary>
    public bool IsConversation { get; init; }

    /// <summary>The channel, open.</summary>
    public async ValueTask<IRequestChannel> GetAsync(CancellationToken cancellationToken) =>
        await OpenAsync().WaitAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Sends a request over the channel and waits for its response. Does not throw: a failure comes as the response's.</summary>
    public ValueTask<Message?> RequestAsync(Message message, CancellationToken cancellationToken)
    {
        try
        {
            return Volatile.Read(ref _open) is { State: CommunicationState.Opened } channel
                ? channel.RequestAsync(message, cancellationToken)
                : OpenAndRequestAsync(message, cancellationToken);
        }
        catch (Exception exception)
        {
            return ValueTask.FromException<Message?>(exception);
        }
    }

    private async ValueTask<Message?> OpenAndRequestAsync(Message message, CancellationToken cancellationToken)
    {
        var channel = await OpenAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        return await channel.RequestAsync(message, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes the channel politely.</summary>
    public async ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        if (End() is not { } channel)
        {
            return;
        }

        try
        {
            await channel.CloseAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is CommunicationException or TimeoutException or OperationCanceledException)
        {
            // The session is closed, whatever becomes of what was under it.
            channel.Abort();
        }
    }

    /// <summary>Ends the channel, and what is under way on it.</summary>
    public void Abort() => End()?.Abort();

    private IRequestChannel? End()
    {
        lock (_gate)
        {
            _isEnded = true;
            _open = null;
            return _channel;
        }
    }

    private Task<IRequestChannel> OpenAsync()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isEnded, this);
            if (_opening is not null && (!_opening.IsCompleted || _channel is { State: CommunicationState.Opened }))
            {
                return _opening;
            }

            _channel?.Abort();
            _channel = create();
            return _opening = OpenAsync(_channel);
        }
    }

    private async Task<IRequestChannel> OpenAsync(IRequestChannel channel)
    {
        await channel.OpenAsync(CancellationToken.None).ConfigureAwait(false);
        lock (_gate)
        {
            _open = _isEnded ? null : channel;
        }

        return channel;
    }
}
