using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <content>One channel: what goes over it, and what comes.</content>
internal sealed partial class InnerConnection
{
    /// <summary>Most messages are written without a wait: they need no state machine, and no timer.</summary>
    private ValueTask<bool> SendAsync(Message message, Link link, bool mayWait)
    {
        try
        {
            var sending = mayWait ? link.HoldAsync(message) : link.Channel.SendAsync(message, link.Patience.Token);
            if (!sending.IsCompletedSuccessfully)
            {
                return FinishSendingAsync(sending, message, link);
            }

            sending.GetAwaiter().GetResult();
        }
        catch (Exception exception)
        {
            Lose(link, exception);
            return NotSent(message);
        }

        message.Close();
        return new(true);
    }

    private async ValueTask<bool> FinishSendingAsync(ValueTask sending, Message message, Link link)
    {
        try
        {
            if (sending.IsCompleted)
            {
                await sending.ConfigureAwait(false);
            }
            else
            {
                await link.WaitAsync(sending).ConfigureAwait(false);
            }

            return true;
        }
        catch (OperationCanceledException exception) when (link.Patience.IsCancellationRequested)
        {
            Lose(link, NotTaken(exception));
        }
        catch (Exception exception)
        {
            Lose(link, exception);
        }
        finally
        {
            message.Close();
        }

        return false;
    }

    private TimeoutException NotTaken(OperationCanceledException exception) =>
        new($"The connection did not take a message within {_client.SendTimeout} (SendTimeout).", exception);

    private async Task FlushAsync(Link link)
    {
        try
        {
            var flushing = link.FlushAsync();
            if (flushing.IsCompleted)
            {
                await flushing.ConfigureAwait(false);
            }
            else
            {
                await link.WaitAsync(flushing).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException exception) when (link.Patience.IsCancellationRequested)
        {
            Lose(link, NotTaken(exception));
        }
        catch (Exception exception)
        {
            Lose(link, exception);
        }
    }

    private sealed class Link(IDuplexChannel channel, InnerConnection connection) : ConnectionPump(channel)
    {
        private readonly IHoldingOutput? _holding = channel as IHoldingOutput;
        private readonly Lock _lock = new();
        private bool _isFlushDue;
        private int _waits;

        public bool HasReceived { get; set; }

        public bool KeepsNothing { get; } = channel is IHoldingOutput { KeepsNothing: true };

        /// <summary>Fires when the connection takes too long over a message.</summary>
        public CancellationTokenSource Patience { get; } = new(Timeout.InfiniteTimeSpan, connection._client.Clock);

        public void Receive() => Start();

        /// <summary>Sends a message together with those that follow at once, where the connection can do that.</summary>
        public ValueTask HoldAsync(Message message)
        {
            if (_holding is null)
            {
                return Channel.SendAsync(message, Patience.Token);
            }

            var holding = _holding.HoldAsync(message, Patience.Token);
            if (!Volatile.Read(ref _isFlushDue) && !Interlocked.Exchange(ref _isFlushDue, true))
            {
                ThreadPool.UnsafeQueueUserWorkItem(static link => link.Flush(), this, preferLocal: false);
            }

            return holding;
        }

        /// <summary>Waits for the connection to take something, for as long as it may. A message and a flush may wait at once: each keeps the time running.</summary>
        public async ValueTask WaitAsync(ValueTask writing)
        {
            lock (_lock)
            {
                _waits++;
                Patience.CancelAfter(TimeoutScope.ForTimer(connection._client.SendTimeout));
            }

            try
            {
                await writing.ConfigureAwait(false);
            }
            finally
            {
                lock (_lock)
                {
                    Patience.CancelAfter(--_waits == 0 ? Timeout.InfiniteTimeSpan : TimeoutScope.ForTimer(connection._client.SendTimeout));
                }
            }
        }

        public ValueTask FlushAsync() => _holding!.FlushAsync(Patience.Token);

        private void Flush()
        {
            Interlocked.Exchange(ref _isFlushDue, false);
            _ = connection.FlushAsync(this);
        }

        protected override ValueTask TakeAsync(Message message)
        {
            connection.HandleReceived(this, message);
            return default;
        }

        protected override void End(Exception? failure) => connection.HandleEnded(this, failure);

        protected override void NoteUnexpected(Exception failure) => connection._client.Watch.Log.Unexpected(connection._client.Watch.Role, failure);
    }
}
