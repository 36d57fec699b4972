using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>
/// Sends the messages of one session by themselves, several at once: over HTTP each is a request with an empty response, and the next one
/// does not wait for it.
/// </summary>
/// <remarks>
/// The response of such a request says nothing that the session needs. So it is not waited for much longer than the peer's
/// acknowledgement; each attempt of a message has twice the time of the one before, because a large one may take long to go out.
/// </remarks>
internal sealed class DatagramSender : IDisposable
{
    private static readonly TimeSpan _leastPatience = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _room;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _sendTimeout;
    private readonly Action<Transmission<SessionPayload>, Exception> _notSent;
    private TaskCompletionSource? _idle;
    private int _underWay;

    /// <param name="settings">The session's settings.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="notSent">Told of each message that has not got through.</param>
    public DatagramSender(ReliableSettings settings, TimeProvider clock, Action<Transmission<SessionPayload>, Exception> notSent)
    {
        // The window, and as much again for what goes beside it.
        _room = new SemaphoreSlim((2 * settings.MaxTransferWindowSize) + 8);
        _clock = clock;
        _sendTimeout = settings.SendTimeout;
        _notSent = notSent;
    }

    /// <summary>Begins to send a message, as soon as there is room for it. It is closed.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="message">The message.</param>
    /// <param name="transmission">What it was made of.</param>
    /// <param name="roundTrip">After this time without an answer a message counts as lost.</param>
    /// <returns>False when nothing is sent any more.</returns>
    public async ValueTask<bool> SendAsync(IDuplexChannel channel, Message message, Transmission<SessionPayload> transmission, TimeSpan roundTrip)
    {
        if (transmission.Kind == MessageKind.Fault)
        {
            await WhenIdleOrImpatientAsync().ConfigureAwait(false);
        }

        lock (_lock)
        {
            _underWay++;
        }

        try
        {
            if (!_room.Wait(0, CancellationToken.None))
            {
                await _room.WaitAsync(_stop.Token).ConfigureAwait(false);
            }

            _stop.Token.ThrowIfCancellationRequested();
        }
        catch (OperationCanceledException)
        {
            message.Close();
            Leave();
            return false;
        }

        _ = PostAsync(channel, message, transmission, PatienceOf(transmission, roundTrip));
        return true;
    }

    /// <summary>Waits until nothing is under way.</summary>
    public Task WhenIdle()
    {
        lock (_lock)
        {
            return _underWay == 0
                ? Task.CompletedTask
                : (_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Gives up what is under way, and sends no more.</summary>
    public void Dispose() => _stop.Cancel();

    /// <summary>A fault may end the session at the peer: what was said before is to arrive before.</summary>
    private async ValueTask WhenIdleOrImpatientAsync()
    {
        try
        {
            await WhenIdle().WaitAsync(_leastPatience, _clock, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // It goes out all the same.
        }
    }

    private TimeSpan PatienceOf(in Transmission<SessionPayload> transmission, TimeSpan roundTrip)
    {
        var first = 4 * roundTrip > _leastPatience ? 4 * roundTrip : _leastPatience;
        var patience = Backoff.Doubled(first, Math.Max(0, transmission.Attempt - 1), TimeSpan.FromHours(1));
        return TimeoutScope.IsInfinite(_sendTimeout) || patience < _sendTimeout ? patience : _sendTimeout;
    }

    private async Task PostAsync(IDuplexChannel channel, Message message, Transmission<SessionPayload> transmission, TimeSpan patience)
    {
        using var scope = new TimeoutScope(patience, _clock, _stop.Token);
        Exception? failure = null;
        try
        {
            await channel.SendAsync(message, scope.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (scope.HasTimedOut)
        {
            failure = new TimeoutException($"The peer did not take a message within {patience}.", exception);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            failure = _stop.IsCancellationRequested ? null : exception;
        }

        message.Close();
        _room.Release();
        if (failure is not null)
        {
            _notSent(transmission, failure);
        }

        Leave();
    }

    private void Leave()
    {
        TaskCompletionSource? idle = null;
        lock (_lock)
        {
            if (--_underWay == 0)
            {
                (idle, _idle) = (_idle, null);
            }
        }

        idle?.TrySetResult();
    }
}
