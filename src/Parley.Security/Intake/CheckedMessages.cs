using System.Threading.Channels;
using Parley.Channels;

namespace Parley.Security;

/// <summary>
/// The messages of one channel that all clients share, on their way to the service. Their checks begin in the order in which they come; one that takes
/// its time does not hold up those after it. What the service has no time for waits here, and at the transport when there is much of it.
/// </summary>
internal sealed class CheckedMessages
{
    private readonly RequestRoom _room = new();
    private readonly Channel<Message> _ready = Channel.CreateUnbounded<Message>(new UnboundedChannelOptions { AllowSynchronousContinuations = true });

    /// <summary>Waits for the next message; null when no more will come.</summary>
    /// <exception cref="Exception">What the channel below threw.</exception>
    public async ValueTask<Message?> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (await _ready.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_ready.Reader.TryRead(out var message))
            {
                _room.Release();
                return message;
            }
        }

        return null;
    }

    /// <summary>Reads a channel to its end. Does not throw: who receives gets its exceptions.</summary>
    /// <param name="inner">The channel.</param>
    /// <param name="check">Checks a message; null for one that is not for the service. Does not throw.</param>
    public async Task ReadAsync(IInputChannel inner, Func<Message, ValueTask<Message?>> check)
    {
        try
        {
            while (true)
            {
                await _room.WaitAsync().ConfigureAwait(false);
                if (await inner.ReceiveAsync(CancellationToken.None).ConfigureAwait(false) is not { } message)
                {
                    break;
                }

                _room.Enter();
                var checking = check(message);
                if (checking.IsCompletedSuccessfully)
                {
                    Deliver(checking.Result);
                }
                else
                {
                    _ = AfterAsync(checking);
                }
            }

            await _room.WhenIdleAsync().ConfigureAwait(false);
            _ready.Writer.TryComplete();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            _ready.Writer.TryComplete(exception);
        }
    }

    /// <summary>Takes no more messages, and closes those that wait.</summary>
    public void End()
    {
        _ready.Writer.TryComplete();
        _room.Open();
        while (_ready.Reader.TryRead(out var message))
        {
            message.Close();
        }
    }

    private async Task AfterAsync(ValueTask<Message?> checking) => Deliver(await checking.ConfigureAwait(false));

    private void Deliver(Message? message)
    {
        if (message is not null)
        {
            _room.Keep();
            if (!_ready.Writer.TryWrite(message))
            {
                _room.Release();
                message.Close();
            }
        }

        _room.Leave();
    }
}
