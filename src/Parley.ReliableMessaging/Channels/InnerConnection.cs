using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>
/// The connection under a session: the channel of today, and a new one when that has failed. The session outlives them. WCF documentation:
/// reliable sessions, transport failures.
/// </summary>
/// <remarks>
/// A connection that failed is replaced at once if it had brought anything; after that, attempts are as far apart as
/// <see cref="Backoff"/> says, whoever asks for them. Failures of the network are hidden (CommunicationException, TimeoutException); a
/// ProtocolException is not. Where the connection is a security session, nothing is hidden and there is one connection only.
/// </remarks>
internal sealed partial class InnerConnection : ClientLink
{
    private static readonly TimeSpan s_firstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Func<IDuplexChannel> _create;
    private readonly IConnectionUser _user;
    private readonly ConnectionClient _client;
    private readonly ITimer _retry;
    private IDuplexChannel? _unopened;
    private Link? _link;
    private Task<Link?>? _opening;
    private int _fruitless;
    private bool _hadAttempt;
    private bool _isEnded;
    private long _failedAt;

    /// <param name="client">What the sessions of a factory share.</param>
    /// <param name="create">Makes a channel.</param>
    /// <param name="user">The session.</param>
    public InnerConnection(ConnectionClient client, Func<IDuplexChannel> create, IConnectionUser user)
    {
        _client = client;
        _create = create;
        _user = user;
        _unopened = create();
        LocalAddress = _unopened.LocalAddress ?? new EndpointAddress(EndpointAddress.AnonymousUri);
        using (ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow())
        {
            _retry = client.Clock.CreateTimer(
                static state => ((InnerConnection)state!).Reconnect(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>This side's address, as the channels below name it.</summary>
    public override EndpointAddress LocalAddress { get; }

    /// <summary>The channel of today; null while there is none.</summary>
    public override IDuplexChannel? Current => Volatile.Read(ref _link)?.Channel;

    public override bool KeepsNothing => Volatile.Read(ref _link) is { KeepsNothing: true };

    /// <summary>The connection's channel, opened where there is none; null when that fails, or may not be tried now.</summary>
    public override async ValueTask<IDuplexChannel?> OpenAsync() => (Volatile.Read(ref _link) ?? await GetAsync().ConfigureAwait(false))?.Channel;

    /// <summary>Sends a message, and closes it.</summary>
    /// <param name="message">The message.</param>
    /// <param name="transmission">What it was made of.</param>
    /// <param name="mayOpen">True to open a connection where there is none.</param>
    /// <param name="mayWait">True when it may wait a moment for others, to leave with them.</param>
    /// <returns>False when it could not be handed to a connection.</returns>
    public override ValueTask<bool> SendAsync(Message message, in Transmission<SessionPayload> transmission, bool mayOpen, bool mayWait)
    {
        if (Volatile.Read(ref _link) is not { } link)
        {
            return mayOpen ? OpenAndSendAsync(message) : NotSent(message);
        }

        return SendAsync(message, link, mayWait);
    }

    /// <summary>Closes the connection politely. Its failure does not matter any more.</summary>
    public override async ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        if (End() is { } channel)
        {
            await CloseQuietlyAsync(channel, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the connection at once.</summary>
    public override void Abort() => End()?.Abort();

    private static ValueTask<bool> NotSent(Message message)
    {
        message.Close();
        return new(false);
    }

    private async ValueTask<bool> OpenAndSendAsync(Message message)
    {
        Link? link;
        try
        {
            link = await GetAsync().ConfigureAwait(false);
        }
        catch
        {
            message.Close();
            throw;
        }

        if (link is not null)
        {
            return await SendAsync(message, link, mayWait: false).ConfigureAwait(false);
        }

        message.Close();
        return false;
    }

    private static async ValueTask CloseQuietlyAsync(IDuplexChannel channel, CancellationToken cancellationToken)
    {
        try
        {
            await channel.CloseAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is CommunicationException or TimeoutException or OperationCanceledException or ObjectDisposedException)
        {
            channel.Abort();
        }
    }

    private IDuplexChannel? End()
    {
        IDuplexChannel? unopened;
        Link? link;
        lock (_lock)
        {
            _isEnded = true;
            (link, _link) = (_link, null);
            (unopened, _unopened) = (_unopened, null);
        }

        _retry.Dispose();

        // One that is just being opened is no use to anybody.
        unopened?.Abort();
        return link?.Channel;
    }

    private Task<Link?> GetAsync()
    {
        TaskCompletionSource<Link?>? opened = null;
        IDuplexChannel? channel = null;
        Exception? failure = null;
        lock (_lock)
        {
            if (_link is not null || _isEnded)
            {
                return Task.FromResult(_link);
            }

            if (_opening is not null)
            {
                return _opening;
            }

            if ((_client.IsSecured && _hadAttempt) || (_fruitless > 0 && _client.Clock.GetElapsedTime(_failedAt) < Delay))
            {
                return Task.FromResult<Link?>(null);
            }

            try
            {
                channel = _unopened ??= _create();
                opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
                _opening = opened.Task;
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        }

        if (channel is null || opened is null)
        {
            // The factory has been closed since: there will be no connection any more.
            _user.HandleBroken(failure!);
            return Task.FromResult<Link?>(null);
        }

        _ = OpenAsync(channel, opened);
        return opened.Task;
    }

    private TimeSpan Delay => Backoff.Doubled(s_firstDelay, _fruitless - 1, s_longestDelay);

    private async Task OpenAsync(IDuplexChannel channel, TaskCompletionSource<Link?> opened)
    {
        Link? link = null;
        Exception? failure = null;
        try
        {
            await channel.OpenAsync().ConfigureAwait(false);
            link = new Link(channel, this);
        }
        catch (Exception exception)
        {
            failure = exception;
            channel.Abort();
        }

        bool isReplacement;
        lock (_lock)
        {
            _opening = null;
            _unopened = null;
            isReplacement = _hadAttempt;
            _hadAttempt = true;
            _fruitless++;
            if (_isEnded)
            {
                (link, failure) = (null, null);
                channel.Abort();
            }

            _link = link;
        }

        try
        {
            if (link is not null)
            {
                if (isReplacement)
                {
                    _user.HandleReplaced();
                }

                // What is received belongs to no call that is under way.
                using (ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow())
                {
                    link.Receive();
                }
            }
            else if (failure is not null)
            {
                HandleLost(failure);
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            HandleUnexpected(exception);
        }

        opened.TrySetResult(link);
    }

    private void HandleUnexpected(Exception failure)
    {
        _client.Watch.Log.Unexpected(_client.Watch.Role, failure);
        _user.Break(failure);
    }

    private void HandleReceived(Link link, Message message)
    {
        if (!link.HasReceived)
        {
            link.HasReceived = true;
            lock (_lock)
            {
                _fruitless = 0;
            }
        }

        _user.HandleMessage(message);
        link.NoteFed(_user);
    }

    private void HandleEnded(Link link, Exception? failure)
    {
        if (failure is not null)
        {
            Lose(link, failure);
        }
        else if (TryTake(link))
        {
            _ = CloseQuietlyAsync(link.Channel, CancellationToken.None).AsTask();
            HandleLost(new CommunicationException("The peer closed the connection."));
        }
    }

    private bool TryTake(Link link)
    {
        lock (_lock)
        {
            if (_link != link)
            {
                return false;
            }

            _link = null;
            return true;
        }
    }

    private void Lose(Link link, Exception failure)
    {
        if (TryTake(link))
        {
            link.Channel.Abort();
            HandleLost(failure);
        }
    }

    private void HandleLost(Exception failure)
    {
        if (!IsHidden(failure) || _client.IsSecured)
        {
            _user.HandleBroken(failure);
            return;
        }

        _user.HandleFailure(failure);
        var isNeeded = _user.NeedsConnection;
        lock (_lock)
        {
            _failedAt = _client.Clock.GetTimestamp();
            if (!isNeeded || _isEnded)
            {
                return;
            }

            if (_fruitless > 0)
            {
                _retry.Change(Delay, Timeout.InfiniteTimeSpan);
                return;
            }
        }

        _ = GetAsync();
    }

    /// <summary>Nobody waits for the timer's thread.</summary>
    private void Reconnect()
    {
        try
        {
            if (_user.NeedsConnection)
            {
                _ = GetAsync();
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            HandleUnexpected(exception);
        }
    }
}
